import * as ts from "@tslab/typescript-for-tslab";
import { ZmqServer } from "tslab/dist/jupyter";
import type { Router } from "zeromq";
import type { CellFailure } from "./failure";
import type { Kernel } from "./kernel";

/** A request or reply on the wire; tslab does not export its class. */
type Message = Parameters<ZmqServer["publishStatus"]>[1];

/** What papermill's plug-in sends after the last cell; see environment/papermill. */
export const settleRequest = "/* dataplane-lab: settle */";

/** Long enough for requests that were sent together with a failed one to be read from the sockets. */
const queueWindow = 20;

/** tslab's server with a protocol for failures: `error` messages, full replies, and aborted followers. */
export class LabServer extends ZmqServer {
  readonly #kernel: Kernel;
  #queue: Promise<void> = Promise.resolve();
  #arrived = 0;
  #abortedUpTo = 0;
  #last: Message | undefined;

  constructor(kernel: Kernel, connectionFile: string, batch: boolean) {
    super(kernel.handler, connectionFile);
    this.#kernel = kernel;
    // In batch the error fails the next cell. At the screen it is shown under the cell that it most likely came from.
    if (!batch) {
      kernel.onLateError = (failure) => {
        if (this.#last !== undefined) this.#publish(this.#last, "error", failure);
        return this.#last !== undefined;
      };
    }
  }

  override async handleShellMessage(socket: Router, ...frames: Buffer[]): Promise<void> {
    try {
      await super.handleShellMessage(socket, ...frames);
    } catch (error) {
      // A message that cannot be read is not the fault of a cell.
      process.stderr.write(`dataplane-lab kernel: ${String(error)}\n`);
    }
  }

  override handleKernelInfo(socket: Router, message: Message): void {
    const info = this.handler.handleKernel();
    info.implementation = "dataplane-lab";
    info.language_info.version = ts.version;
    const reply = message.createReply();
    reply.header.msg_type = "kernel_info_reply";
    reply.content = { ...info, status: "ok" };
    reply.signAndSend(this.connInfo.key, socket);
  }

  override async handleExecute(socket: Router, message: Message): Promise<void> {
    const arrival = ++this.#arrived;
    const mine = this.#queue.then(() => this.#execute(socket, message, arrival));
    this.#queue = mine.catch(() => {});
    await mine;
  }

  override handleShutdown(socket: Router, message: Message): void {
    super.handleShutdown(socket, message);
    // Servers and timers of cells would keep the process.
    setTimeout(() => this.#kernel.leave(), 50);
  }

  async #execute(socket: Router, message: Message, arrival: number): Promise<void> {
    const reply = message.createReply();
    reply.header.msg_type = "execute_reply";
    if (arrival <= this.#abortedUpTo) {
      reply.content = { status: "aborted" };
      reply.signAndSend(this.connInfo.key, socket);
      return;
    }
    const { code, stop_on_error } = message.content as { code: string; stop_on_error?: boolean };
    this.#last = message;
    let count = 0;
    const failure =
      code === settleRequest
        ? await this.#kernel.settle()
        : await this.#kernel.execute(code, {
            start: (number) => {
              count = number;
              this.#publish(message, "execute_input", { code, execution_count: count });
            },
            stream: (name, text) => this.#publish(message, "stream", { name, text }),
            display: ({ data, metadata, displayId }, update) =>
              this.#publish(message, update ? "update_display_data" : "display_data", {
                data,
                metadata,
                transient: displayId === undefined ? {} : { display_id: displayId },
              }),
            result: (text) =>
              this.#publish(message, "execute_result", {
                execution_count: count,
                data: { "text/plain": text },
                metadata: {},
              }),
          });
    if (failure !== undefined) {
      this.#publish(message, "error", failure);
      await this.#abortFollowers(stop_on_error !== false);
    }
    reply.content = {
      status: failure === undefined ? "ok" : "error",
      execution_count: count,
      ...(failure ?? { payload: [], user_expressions: {} }),
    };
    reply.signAndSend(this.connInfo.key, socket);
  }

  /** What was asked for before the failure was known is not run; what comes after the reply is. */
  async #abortFollowers(wanted: boolean): Promise<void> {
    if (!wanted) return;
    await new Promise((resolve) => setTimeout(resolve, queueWindow));
    this.#abortedUpTo = this.#arrived;
  }

  #publish(parent: Message, type: string, content: object | CellFailure): void {
    const message = parent.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(this.connInfo.key, this.iopub);
  }
}
