import type { Json } from "../../../widget";
import type { Connection } from "../../../widget/client";
import type { Push, Replies, Requests, RequestType } from "../../app/protocol";

/** The source behind the page, with the types of its protocol. */
export interface Api {
  ask<T extends RequestType>(type: T, body: Requests[T]): Promise<Replies[T]>;
  onPush(listener: (push: Push) => void): () => void;
}

/** The protocol over a page's line. What comes back is the source's own, so its shape is taken as it is. */
export function apiOver(connection: Connection): Api {
  return {
    ask: async (type, body) => (await connection.ask({ type, ...body } as unknown as Json)) as never,
    onPush: (listener) => connection.onPush((body) => listener(body as unknown as Push)),
  };
}
