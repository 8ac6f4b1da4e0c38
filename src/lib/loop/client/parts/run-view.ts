import { AskError, type Connection } from "../../../widget/client";
import type { DashboardAsk, DriftWindow, EventLine, RowsWindow, RunState } from "../../live/messages";

/** What is loaded of one kind: the whole run coarsely, and the part in view finely. */
export interface Loaded<T> {
  readonly whole: Piece<T> | undefined;
  readonly near: Piece<T> | undefined;
}

export interface Piece<T> {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  readonly data: T;
}

/** Columns of the coarse picture of the whole run. */
const WHOLE_COLUMNS = 1600;
/** Between two coarse pictures while the run grows, in ms. */
const WHOLE_EVERY_MS = 1500;
/** The narrowest view, rows. */
const LEAST_SPAN = 20;

/**
 * What the page knows of the run and which part it looks at. Pictures are asked for as the view moves, one question
 * at a time and always for the newest view; until the answer is there, what was loaded before is drawn.
 */
export class RunView {
  state: RunState | undefined;
  events: readonly EventLine[] = [];
  /** The part in view, in seq. */
  from = 0;
  to = 1;
  /** "whole": all there is; "follow": the newest rows; "still": where it was put. */
  mode: "whole" | "follow" | "still" = "whole";
  rows: Loaded<RowsWindow> = { whole: undefined, near: undefined };
  drift: Loaded<DriftWindow> = { whole: undefined, near: undefined };
  /** The row under the pointer, for all panels. */
  cursor: number | undefined;
  trouble: string | undefined;
  /** Pixels across. */
  #columns = 800;
  readonly #connection: Connection;
  readonly #drawn = new Set<() => void>();
  readonly #known = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  #frame = 0;
  #asking = false;
  #again = false;
  #wholeAt = 0;
  #eventsAsked = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#ends.push(
      connection.onPush((body) => {
        const { what, state } = body as unknown as { what: string; state: RunState };
        if (what === "state") this.#learn(state);
      }),
      connection.onBegin(() => {
        this.#ask({ what: "state" }).then((state) => this.#learn(state as RunState), this.#failed);
      }),
    );
  }

  /** Called when pictures must be drawn anew, at most once a frame. */
  onDraw(listener: () => void): () => void {
    this.#drawn.add(listener);
    return () => this.#drawn.delete(listener);
  }

  /** Called when the state, the events or the mode changed. */
  onKnown(listener: () => void): () => void {
    this.#known.add(listener);
    return () => this.#known.delete(listener);
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    for (const end of this.#ends) end();
  }

  get first(): number {
    return this.state?.first ?? 0;
  }

  get last(): number {
    return Math.max(this.state?.last ?? 0, this.first + 1);
  }

  width(pixels: number): void {
    if (pixels === this.#columns || pixels < 50) return;
    this.#columns = pixels;
    this.#refresh();
  }

  showWhole(): void {
    this.mode = "whole";
    this.#place(this.first, this.last);
    this.#tell();
  }

  follow(): void {
    this.mode = "follow";
    const span = this.to - this.from;
    const all = this.last - this.first;
    this.#toEnd(span >= all ? Math.max(LEAST_SPAN, Math.min(all, 2000)) : span);
    this.#tell();
  }

  /** By a share of what is in view. */
  pan(share: number): void {
    const by = (this.to - this.from) * share;
    this.still(this.from + by, this.to + by);
  }

  /** `factor` below 1 comes closer; around a place in the view, 0 to 1. */
  zoom(factor: number, around = 0.5): void {
    const span = this.to - this.from;
    const next = Math.min(Math.max(span * factor, LEAST_SPAN), Math.max(this.last - this.first, LEAST_SPAN));
    if (next >= this.last - this.first) {
      this.showWhole();
      return;
    }
    const at = this.from + span * around;
    this.still(at - next * around, at + next * (1 - around));
  }

  /** Shows this part, moved into the run. */
  still(from: number, to: number): void {
    const changed = this.mode !== "still";
    this.mode = "still";
    const span = to - from;
    const at = Math.min(Math.max(from, this.first), Math.max(this.first, this.last - span));
    this.#place(at, at + span);
    if (changed) this.#tell();
  }

  point(seq: number | undefined): void {
    if (this.cursor === seq) return;
    this.cursor = seq;
    this.#draw();
  }

  control(command: Omit<Extract<DashboardAsk, { what: "control" }>, "what">): Promise<unknown> {
    return this.#ask({ what: "control", ...command });
  }

  #ask(ask: DashboardAsk): Promise<unknown> {
    return this.#connection.ask(ask as never);
  }

  #learn(state: RunState): void {
    const before = this.state;
    this.state = state;
    if (before === undefined || state.rows < before.rows) {
      this.rows = { whole: undefined, near: undefined };
      this.drift = { whole: undefined, near: undefined };
      this.#wholeAt = 0;
    }
    if (this.mode === "whole") this.#place(this.first, this.last);
    else if (this.mode === "follow") this.#toEnd(this.to - this.from);
    if (state.events !== (this.events.at(-1)?.n ?? -1) + 1) this.#moreEvents(state.events);
    this.#refresh();
    this.#tell();
  }

  #moreEvents(expected: number): void {
    if (this.#eventsAsked) return;
    this.#eventsAsked = true;
    const last = this.events.at(-1)?.n ?? -1;
    this.#ask({ what: "events", after: last >= expected ? -1 : last })
      .then((lines) => {
        const fresh = lines as readonly EventLine[];
        this.events = [...(last >= expected ? [] : this.events), ...fresh].slice(-2000);
        this.#tell();
        this.#draw();
      }, this.#failed)
      .finally(() => {
        this.#eventsAsked = false;
      });
  }

  #toEnd(span: number): void {
    this.#place(Math.max(this.first, this.last - span), Math.max(this.last, this.first + span));
  }

  #place(from: number, to: number): void {
    if (from === this.from && to === this.to) return;
    this.from = from;
    this.to = Math.max(to, from + 1);
    this.#draw();
    this.#refresh();
  }

  /** Asks for what is missing, unless a question is on its way; then afterwards. */
  #refresh(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#again = false;
    const next = this.#missing();
    if (next === undefined) return;
    this.#asking = true;
    next()
      .catch(this.#failed)
      .finally(() => {
        this.#asking = false;
        if (this.#again || this.#missing() !== undefined) this.#refresh();
      });
  }

  #missing(): (() => Promise<void>) | undefined {
    if (this.state === undefined || this.state.rows === 0) return undefined;
    const now = performance.now();
    const { first, last } = this;
    const whole = this.rows.whole;
    if (whole === undefined || (whole.to < last && now - this.#wholeAt > WHOLE_EVERY_MS)) {
      this.#wholeAt = now;
      return () => this.#load("whole", first, last, WHOLE_COLUMNS);
    }
    const span = this.to - this.from;
    const near = this.rows.near;
    const perPixel = span / this.#columns;
    const covers =
      near !== undefined &&
      near.from <= Math.max(first, this.from) &&
      near.to >= Math.min(last, this.to) &&
      (near.data.exact || (near.to - near.from) / near.columns <= perPixel * 1.5);
    if (covers) return undefined;
    // Half a view more on each side, so that a hand that moves finds something there.
    const from = Math.max(first, this.from - span / 2);
    const to = Math.min(last, this.to + span / 2);
    const columns = Math.min(4000, Math.max(50, Math.ceil(((to - from) / span) * this.#columns)));
    return () => this.#load("near", from, to, columns);
  }

  async #load(part: "whole" | "near", from: number, to: number, columns: number): Promise<void> {
    const [rows, drift] = await Promise.all([
      this.#ask({ what: "rows", from, to, columns }),
      this.#ask({ what: "drift", from, to, columns }),
    ]);
    this.rows = { ...this.rows, [part]: { from, to, columns, data: rows as RowsWindow } };
    this.drift = { ...this.drift, [part]: { from, to, columns, data: drift as DriftWindow } };
    // The whole tells the page also which VNFs and features there are.
    if (part === "whole") this.#tell();
    else this.#draw();
  }

  readonly #failed = (error: unknown): void => {
    // A lost connection is shown by itself, and everything is asked again when it is back.
    if (error instanceof AskError && ["lost", "ended"].includes(error.code)) return;
    this.trouble = (error as Error).message;
    this.#tell();
  };

  #draw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#drawn) listener();
    });
  }

  #tell(): void {
    for (const listener of this.#known) listener();
    this.#draw();
  }
}
