import { createRequire } from "node:module";

/** The part of kafkajs's queue of requests to one broker that is mended. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

let mended = false;

/** kafkajs, loaded when it is first needed. */
export async function loadKafkajs(): Promise<typeof import("kafkajs")> {
  const { default: kafkajs } = await import("kafkajs");
  if (!mended) mend();
  mended = true;
  return kafkajs;
}

/**
 * For a queue in which nothing waits kafkajs 2.2.4 sets a timer of minus fifty years, of which Node 22 and newer warn on
 * every terminal and in every notebook. It looks at the queue again when something is put there, so no timer is needed.
 */
function mend(): void {
  const { prototype } = createRequire(__filename)("kafkajs/src/network/requestQueue") as {
    readonly prototype: RequestQueue;
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
