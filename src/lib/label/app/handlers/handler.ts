import type { Client } from "../../../widget";
import type { LabelSession } from "../../session/label-session";
import type { Bench } from "../bench";
import type { Message } from "../message-fields";
import type { Replies, RequestType } from "../protocol";

/** What a handler gets: who asks, and what. */
export interface Asked {
  readonly bench: Bench;
  readonly session: LabelSession;
  readonly client: Client;
  readonly message: Message;
}

/** Answers one kind of message. */
export type Handler<T extends RequestType> = (asked: Asked) => Replies[T] | Promise<Replies[T]>;
export type Handlers<T extends RequestType> = { readonly [K in T]: Handler<K> };
