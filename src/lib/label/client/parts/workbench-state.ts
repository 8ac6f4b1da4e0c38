import { AskError } from "../../../widget/client";
import type { Keys } from "../../app/keys";
import type { InstanceReply, LabelView, OpenReply, Order, Push, StepReply } from "../../app/protocol";
import type { Template } from "../../app/template";
import type { LabelSchema } from "../../schema/label-schema";
import type { Api } from "./api";
import { changeWords } from "./change-words";
import type { Draft, Note, WorkbenchState } from "./page-state";

const NOTHING: Draft = { labels: [], confidence: undefined, comment: "" };

/** Everything the page knows and does. Actions run one after another, so that fast keys lose nothing. */
export class Workbench {
  state: WorkbenchState = {
    open: undefined,
    instance: undefined,
    draft: NOTHING,
    busy: false,
    note: undefined,
    dialog: undefined,
    compareWith: undefined,
    revision: 0,
  };
  readonly api: Api;
  readonly #listeners = new Set<() => void>();
  #chain: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(api: Api) {
    this.api = api;
    api.onPush((push) => this.#pushed(push));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<WorkbenchState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  say(text: string, kind: Note["kind"] = "info"): void {
    this.set({ note: { text, kind } });
  }

  /** The first message, and again after the server was started anew. */
  begin(): Promise<void> {
    return this.#do(async () => {
      const open = await this.api.ask("open", {});
      const row = this.state.instance?.row ?? open.position;
      this.set({
        open,
        note: open.notes.length > 0 ? { text: open.notes.join(" · "), kind: "info" } : undefined,
      });
      if (open.dataset.rows > 0) this.#show(await this.api.ask("instance", { row }));
    });
  }

  jump(row: number): Promise<void> {
    return this.#do(async () => {
      const rows = this.state.open?.dataset.rows ?? 0;
      if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
        this.say(`There is no instance ${row + 1}: they are numbered from 1 to ${rows}.`, "error");
        return;
      }
      this.#show(await this.api.ask("instance", { row }));
    });
  }

  move(how: "next" | "previous" | "next-unlabelled"): Promise<void> {
    return this.#step((row) => this.api.ask(how, { row }));
  }

  change(how: "clear" | "undo" | "redo"): Promise<void> {
    return this.#step(
      (row) => (how === "clear" ? this.api.ask(how, { row }) : this.api.ask(how, {})),
      () => this.set({ revision: this.state.revision + 1 }),
      () => changeWords(this.state, how),
    );
  }

  skip(): Promise<void> {
    return this.#step((row) => this.api.ask(this.state.instance?.state.skipped ? "unskip" : "skip", { row }));
  }

  /** Marks a class: with one class at a time that is the label, with several it goes into the draft. */
  choose(name: string): Promise<void> | undefined {
    const { open, draft } = this.state;
    if (open === undefined) return;
    if (!open.schema.multiple) return this.label({ ...draft, labels: [name] });
    const labels = draft.labels.includes(name)
      ? draft.labels.filter((one) => one !== name)
      : [...draft.labels, name];
    this.edit({ labels });
  }

  edit(change: Partial<Draft>): void {
    this.set({ draft: { ...this.state.draft, ...change } });
  }

  surer(step: number): void {
    if (!this.state.open?.schema.confidence) return;
    const now = this.state.draft.confidence ?? 1;
    this.edit({ confidence: Math.round(Math.min(1, Math.max(0, now + step)) * 10) / 10 });
  }

  /** Says the label on disk before it says so on the page. */
  label(draft: Draft = this.state.draft, accepted?: number): Promise<void> {
    return this.#step(
      (row) =>
        this.api.ask("label", {
          row,
          value: labelOf(draft),
          ...(accepted === undefined ? {} : { accepted }),
        }),
      undefined,
      () => `Labelled ${draft.labels.join(", ") || "with a comment"}`,
    );
  }

  accept(): Promise<void> | undefined {
    const suggestion = best(this.state.instance?.state.suggestions ?? []);
    if (suggestion === undefined) {
      this.say("Nothing is suggested for this instance.");
      return;
    }
    const { confidence, comment } = this.state.draft;
    return this.label({ labels: suggestion.labels, confidence, comment }, suggestion.event);
  }

  adjudicate(value: { readonly labels: readonly string[] }, row: number): Promise<void> {
    return this.#step(
      () => this.api.ask("adjudicate", { row, value }),
      () => this.set({ revision: this.state.revision + 1 }),
    );
  }

  filter(query: string): Promise<void> {
    return this.#do(async () => {
      const { first, ...settings } = await this.api.ask("filter", { query });
      this.#settle({ settings });
      this.say(query === "" ? "No filter." : `${settings.matching} match.`);
      if (first !== null) this.#show(await this.api.ask("instance", { row: first }));
    });
  }

  settings(change: {
    readonly autoAdvance?: boolean;
    readonly order?: Order;
    readonly blind?: boolean;
  }): Promise<void> {
    return this.#do(async () => this.#settle({ settings: await this.api.ask("settings", change) }));
  }

  bulk(query: string, labels: readonly string[] | null, count: number): Promise<void> {
    return this.#step(
      () => this.api.ask("bulk", { query, value: labels === null ? null : { labels }, count }),
      () => this.set({ dialog: undefined, revision: this.state.revision + 1 }),
      () => (labels === null ? `Cleared ${count}` : `Labelled ${count} as ${labels.join(", ")}`),
    );
  }

  save(format?: "csv" | "json" | "parquet"): Promise<void> {
    return this.#do(async () => {
      this.say("Saving …");
      const { file, rows, labelled, neutralised } = await this.api.ask(
        "save",
        format === undefined ? {} : { format },
      );
      const guarded =
        neutralised === 0 ? "" : `; ${neutralised} cells that a spreadsheet would run are guarded`;
      this.say(`Saved ${rows} rows, ${labelled} labelled, to ${file}${guarded}.`);
    });
  }

  template(template: Template): Promise<void> {
    return this.#do(async () =>
      this.#settle({ template: (await this.api.ask("template", { template })).template }),
    );
  }

  keys(keys: Keys): Promise<void> {
    return this.#do(async () => this.#settle({ keys: (await this.api.ask("keys", { keys })).keys }));
  }

  schema(schema: LabelSchema): Promise<void> {
    return this.#do(async () => this.#settle({ schema: (await this.api.ask("schema", { schema })).schema }));
  }

  #step(
    ask: (row: number) => Promise<StepReply>,
    then?: () => void,
    done?: () => string | undefined,
  ): Promise<void> {
    return this.#do(async () => {
      const from = this.state.instance?.row ?? 0;
      const words = done?.();
      const { instance, progress, undo, note } = await ask(from);
      this.#settle({ progress, undo });
      this.#show(instance);
      const said = [words, note].filter((text) => text !== undefined).join(". ");
      this.set({ note: said === "" ? undefined : { text: said, kind: "info" } });
      then?.();
    });
  }

  #show(instance: InstanceReply): void {
    const own = instance.state.own;
    this.set({
      instance,
      compareWith: undefined,
      draft:
        own === null
          ? NOTHING
          : { labels: own.labels, confidence: own.confidence, comment: own.comment ?? "" },
    });
  }

  /** The row on the page again when somebody else changed it; what is being typed stays. */
  async #refresh(rows: readonly number[]): Promise<void> {
    const row = this.state.instance?.row;
    if (row === undefined || !rows.includes(row)) return;
    this.set({ instance: await this.api.ask("instance", { row }) });
  }

  #settle(change: Partial<OpenReply>): void {
    if (this.state.open !== undefined) this.set({ open: { ...this.state.open, ...change } });
  }

  #do(work: () => Promise<void>): Promise<void> {
    this.#waiting++;
    if (!this.state.busy) this.set({ busy: true });
    this.#chain = this.#chain.then(async () => {
      try {
        await work();
      } catch (error) {
        this.set({ note: { text: (error as Error).message, kind: "error" } });
        if (!(error instanceof AskError)) console.error(error);
      } finally {
        if (--this.#waiting === 0) this.set({ busy: false });
      }
    });
    return this.#chain;
  }

  #pushed(push: Push): void {
    if (this.state.open === undefined) return;
    if (push.type === "progress") this.#settle({ progress: push.progress });
    else if (push.type === "schema-changed") this.#settle({ schema: push.schema });
    else if (push.type === "template-changed") this.#settle({ template: push.template });
    else if (push.type === "keys-changed") this.#settle({ keys: push.keys });
    else {
      this.set({ revision: this.state.revision + 1 });
      if (push.type === "rows-changed") void this.#do(() => this.#refresh(push.rows));
    }
  }
}

function labelOf({ labels, confidence, comment }: Draft): {
  labels: readonly string[];
  confidence?: number;
  comment?: string;
} {
  return {
    labels,
    ...(confidence === undefined ? {} : { confidence }),
    ...(comment.trim() === "" ? {} : { comment }),
  };
}

/** The suggestion that is surest of itself. */
export function best(suggestions: readonly LabelView[]): LabelView | undefined {
  return [...suggestions].sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))[0];
}
