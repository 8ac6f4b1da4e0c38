import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { fail, LabError, quote } from "../core";
import { notebookOrigins } from "./notebook-origins";
import type { Order, Report, Start } from "./server/worker";
import type { ServedWidget, WidgetSpec } from "./widget";

/**
 * The absolute path of a script that the build made for browsers, such as `clientScript("loop", "drift.js")`.
 *
 * @throws LabError `not-found` when the library was not built
 * @example
 * widget.clientScript("widget", "runtime.js").endsWith("runtime.js") //=> true
 */
export function clientScript(room: string, file: string): string {
  // The same place whether this module was compiled or runs from its source.
  let library = __dirname;
  while (!existsSync(path.join(library, "package.json"))) library = path.dirname(library);
  const script = path.join(library, "dist", room, "client", file);
  if (existsSync(script)) return script;
  return fail({
    code: "not-found",
    expected: "the browser's script",
    found: "no such file",
    where: { file: script },
    hint: "npm run build makes it",
  });
}

/** Everything of a widget but how a notebook keeps it. */
export type PageSpec = Pick<WidgetSpec, "name" | "title" | "script" | "source">;

/**
 * Serves a page on 127.0.0.1, from a thread of its own that answers while this one computes. All widgets of a process
 * share one server on a random port. It does not keep the process alive, and ends with it; `close` ends one widget.
 *
 * @throws LabError what opening the source throws; `argument` for a bad name; `not-found` for a missing script
 */
export async function serve(page: PageSpec): Promise<ServedWidget> {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(page.name)) {
    fail({ code: "argument", expected: "a name of small letters, digits and -", found: quote(page.name) });
  }
  const { name, title, script, source } = page;
  const server = theServer();
  const report = await server.order({ open: { name, title, script, source } });
  if (!("port" in report)) return fail({ code: "internal", expected: "a port", found: quote(report) });
  const { port, id, token } = report;
  return {
    port,
    token,
    url: `http://127.0.0.1:${port}/w/${id}/#${token}`,
    close: async () => {
      await server.order({ close: id });
    },
  };
}

type WithoutCall<T> = T extends unknown ? Omit<T, "call"> : never;

/** This process's server thread, and the orders it has not answered yet. */
class Server {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, { resolve(report: Report): void; reject(error: Error): void }>();
  #next = 1;

  constructor(onEnd: () => void) {
    const scripts = Object.fromEntries(
      ["page.js", "runtime.js"].map((file) => [file, readFileSync(clientScript("widget", file))]),
    );
    const start: Start = { scripts, notebooks: notebookOrigins() };
    const ending = path.extname(__filename);
    this.#thread = new Worker(path.join(__dirname, "server", `worker${ending}`), {
      execArgv: ending === ".ts" ? ["--require", "ts-node/register"] : [],
      workerData: start,
    });
    this.#thread.on("message", (report: Report) => this.#heard(report));
    const died = (error: Error): void => {
      onEnd();
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    this.#thread.on("error", died);
    this.#thread.on("exit", () => died(new Error("the widget server ended")));
    this.#thread.unref();
  }

  async order(order: WithoutCall<Order>): Promise<Report> {
    const call = this.#next++;
    const answer = new Promise<Report>((resolve, reject) => this.#waiting.set(call, { resolve, reject }));
    // Whoever waits for an answer is kept alive; an idle server keeps nobody.
    this.#thread.ref();
    this.#thread.postMessage({ ...order, call });
    try {
      const report = await answer;
      if ("fault" in report) throw revived(report);
      return report;
    } finally {
      if (this.#waiting.size === 0) this.#thread.unref();
    }
  }

  #heard(report: Report): void {
    const waiting = this.#waiting.get(report.call);
    this.#waiting.delete(report.call);
    waiting?.resolve(report);
  }
}

let server: Server | undefined;

function theServer(): Server {
  server ??= new Server(() => {
    server = undefined;
  });
  return server;
}

/** An error of the thread as one of this thread. */
function revived({ fault, stack }: { fault: Record<string, unknown>; stack?: string }): Error {
  const { code, expected, found, where, hint, message } = fault as unknown as LabError;
  if (expected !== undefined) return new LabError({ code, expected, found, where, hint });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
