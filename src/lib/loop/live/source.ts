// The module behind a live drift widget: the widget server loads it in its own thread (see live-run.ts).
import { fail, quote, systemClock } from "../../core";
import type { Client, Json, Source } from "../../widget";
import { giveCommand, readCommand } from "./control";
import { numberOf, objectOf, textOf } from "./plain";
import { RunData } from "./run-data";

/** Between two looks at the folder, in ms. */
const LOOK_MS = 250;
/** Most columns a page may ask for: more pixels than a screen has. */
const MOST_COLUMNS = 8192;
/** Most events in one answer; a page asks on from there. */
const MOST_EVENTS = 500;

/** Opens a run folder for pages, and follows it as it grows. */
export function openSource(options: Json): Source {
  const { folder, tolerance, window } = objectOf(options);
  const data = new RunData(textOf(folder), {
    tolerance: numberOf(tolerance) ?? 0.2,
    window: numberOf(window) ?? 256,
  });
  return new RunSource(data);
}

class RunSource implements Source {
  readonly #data: RunData;
  readonly #clients = new Set<Client>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #told = 0;
  #untold = true;

  constructor(data: RunData) {
    this.#data = data;
    this.#look();
  }

  connected(client: Client): void {
    this.#clients.add(client);
  }

  disconnected(client: Client): void {
    this.#clients.delete(client);
  }

  handle(message: Json): Json {
    const ask = objectOf(message);
    switch (ask.what) {
      case "state":
        return asJson(this.#data.state());
      case "rows":
        return asJson(this.#data.rows.window(...windowOf(ask)));
      case "drift":
        return asJson(this.#data.readings.window(...windowOf(ask)));
      case "events": {
        const after = numberOf(ask.after) ?? -1;
        return asJson(this.#data.events.filter(({ n }) => n > after).slice(-MOST_EVENTS));
      }
      case "control":
        return this.#control(ask);
      default:
        return fail({
          code: "argument",
          expected: "state, rows, drift, events or control",
          found: quote(ask.what),
        });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#data.close();
  }

  #control(ask: Readonly<Record<string, unknown>>): Json {
    const { state } = this.#data.state();
    if (!this.#data.takesCommands) {
      fail({
        code: "argument",
        expected: "a run that is running or paused",
        found: `a run that has ${state}`,
      });
    }
    const command = readCommand(ask, this.#data.models, systemClock);
    giveCommand(this.#data.folder, command);
    return asJson(command);
  }

  /** Takes in what is new, tells the pages at most four times a second, and comes again. */
  #look(): void {
    if (this.#closed) return;
    const now = systemClock.now();
    const { changed, left } = this.#data.advance(now);
    this.#untold ||= changed;
    if (this.#untold && now - this.#told >= LOOK_MS - 10) {
      this.#told = now;
      this.#untold = false;
      const state = asJson(this.#data.state());
      for (const client of this.#clients) client.send({ what: "state", state });
    }
    this.#timer = setTimeout(() => this.#look(), left > 0 ? 1 : LOOK_MS);
    this.#timer.unref();
  }
}

function windowOf(ask: Readonly<Record<string, unknown>>): [number, number, number] {
  const [from, to, columns] = [numberOf(ask.from), numberOf(ask.to), numberOf(ask.columns)];
  if (
    from === null ||
    to === null ||
    columns === null ||
    from > to ||
    columns < 1 ||
    columns > MOST_COLUMNS
  ) {
    return fail({
      code: "argument",
      expected: `from <= to and 1 to ${MOST_COLUMNS} columns`,
      found: quote(JSON.stringify({ from: ask.from, to: ask.to, columns: ask.columns })),
    });
  }
  return [from, to, Math.floor(columns)];
}

/** Interfaces have no index signature; what stands in them is JSON. */
function asJson(value: object): Json {
  return value as unknown as Json;
}
