import { useEffect, useState } from "preact/hooks";
import type { KeyAction } from "../../app/keys";
import type { OpenReply, ProgressView } from "../../app/protocol";
import { spoken } from "./columns";
import { Key } from "./key";
import { ACTION_TEXT, strokeText } from "./key-text";
import type { WorkbenchState } from "./page-state";
import type { Workbench } from "./workbench-state";

/** Name, place, progress, and the buttons of what the keyboard does too. */
export function Header({
  workbench,
  state,
  open,
}: {
  readonly workbench: Workbench;
  readonly state: WorkbenchState;
  readonly open: OpenReply;
}) {
  const { instance } = state;
  const readOnly = !open.writable;
  const button = (action: KeyAction, text: string, act: () => void, disabled = false, pressed?: boolean) => (
    <button
      type="button"
      onClick={act}
      disabled={disabled}
      aria-pressed={pressed}
      title={`${ACTION_TEXT[action]} (${open.keys[action].map(strokeText).join(" or ")})`}
    >
      {text} <Key strokes={open.keys[action]} />
    </button>
  );
  const none = instance === undefined;
  return (
    <header class="wb-header">
      <div class="wb-title">
        <h1>
          <bdi>{open.template.title}</bdi>
        </h1>
        <p class="muted">
          <bdi>{open.dataset.name}</bdi> · annotator <bdi>{open.settings.annotator}</bdi>
          {open.settings.blind && " · blind"}
        </p>
      </div>
      <Jump workbench={workbench} row={instance?.row ?? 0} rows={open.dataset.rows} />
      <Progress progress={open.progress} />
      <nav class="wb-buttons" aria-label="Moves and changes">
        {button("previous", "Previous", () => void workbench.move("previous"), none)}
        {button("next", "Next", () => void workbench.move("next"), none)}
        {button("next-unlabelled", "Next unlabelled", () => void workbench.move("next-unlabelled"), none)}
        {button(
          "skip",
          instance?.state.skipped ? "Un-skip" : "Skip",
          () => void workbench.skip(),
          none || readOnly,
        )}
        <span title={open.undo.undo ?? "Nothing to undo"}>
          {button("undo", "Undo", () => void workbench.change("undo"), open.undo.undo === null || readOnly)}
        </span>
        <span title={open.undo.redo ?? "Nothing to redo"}>
          {button("redo", "Redo", () => void workbench.change("redo"), open.undo.redo === null || readOnly)}
        </span>
        {button(
          "auto-advance",
          "Go on",
          () => void workbench.settings({ autoAdvance: !open.settings.autoAdvance }),
          false,
          open.settings.autoAdvance,
        )}
        {button("save", "Save", () => void workbench.save())}
        {button("help", "Keys", () => workbench.set({ dialog: "help" }))}
        <button type="button" onClick={() => workbench.set({ dialog: "layout" })}>
          Layout
        </button>
      </nav>
    </header>
  );
}

function Jump({
  workbench,
  row,
  rows,
}: {
  readonly workbench: Workbench;
  readonly row: number;
  readonly rows: number;
}) {
  const [text, setText] = useState(String(row + 1));
  useEffect(() => setText(String(row + 1)), [row]);
  return (
    <form
      class="wb-jump"
      onSubmit={(event) => {
        event.preventDefault();
        void workbench.jump(Number(text) - 1);
        (event.currentTarget as HTMLElement).closest<HTMLElement>(".wb")?.focus();
      }}
    >
      <label>
        Instance{" "}
        <input
          type="text"
          inputMode="numeric"
          data-focus="jump"
          value={rows === 0 ? "0" : text}
          size={Math.max(3, String(rows).length)}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            setText(String(row + 1));
            event.currentTarget.closest<HTMLElement>(".wb")?.focus();
          }}
        />
      </label>{" "}
      of {rows.toLocaleString("en")}
    </form>
  );
}

function Progress({ progress }: { readonly progress: ProgressView }) {
  const { rows, labelled, skipped, classes } = progress;
  const share = (n: number) => `${rows === 0 ? 0 : (100 * n) / rows}%`;
  const counts = Object.entries(classes).map(([name, n]) => `${spoken(name)} ${n}`);
  return (
    <div class="wb-progress">
      <div
        class="wb-bar"
        role="progressbar"
        aria-label="Labelled"
        aria-valuemin={0}
        aria-valuemax={rows}
        aria-valuenow={labelled}
      >
        <span style={{ width: share(labelled) }} />
        <span class="wb-skipped" style={{ width: share(skipped) }} />
      </div>
      <p class="muted" title={counts.join(", ")}>
        {labelled.toLocaleString("en")} labelled
        {skipped > 0 && `, ${skipped.toLocaleString("en")} skipped`}
        {progress.disagreements !== null &&
          progress.disagreements > 0 &&
          `, ${progress.disagreements} disputed`}
      </p>
    </div>
  );
}
