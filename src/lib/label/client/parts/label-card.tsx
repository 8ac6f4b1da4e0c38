import type { LabelView } from "../../app/protocol";
import type { CardProps } from "./card";
import { Key } from "./key";
import { best } from "./workbench-state";

/** The classes with their keys, how sure, a comment, and what rules, models and others say. */
export function LabelCard({ workbench, state, open, instance }: CardProps<"label">) {
  const { schema, keys, writable } = open;
  const { draft, busy } = state;
  const { own, others, suggestions, adjudicated, skipped } = instance.state;
  const suggestion = best(suggestions);
  const changed = schema.multiple || schema.comment || schema.confidence;
  return (
    <div class="wb-label">
      <p class="wb-own" data-state={own === null ? (skipped ? "skipped" : "none") : "labelled"}>
        {own === null ? (skipped ? "Skipped" : "Not labelled") : "Labelled "}
        {own !== null && <Said label={own} />}
      </p>
      <fieldset disabled={!writable}>
        <legend>{schema.multiple ? "Which apply? Enter saves." : "Which one?"}</legend>
        <div class="wb-classes">
          {schema.classes.map(({ name, colour, key, about }) => (
            <button
              key={name}
              type="button"
              class="wb-class"
              style={{ "--class": colour }}
              aria-pressed={draft.labels.includes(name)}
              title={about}
              onClick={() => void workbench.choose(name)}
            >
              <span class="wb-swatch" aria-hidden="true" />
              <bdi>{name}</bdi>
              {key !== undefined && <Key strokes={[key]} />}
            </button>
          ))}
        </div>
        {schema.confidence && (
          <label class="wb-sure">
            How sure{" "}
            <input
              type="range"
              min="0"
              max="1"
              step="0.1"
              data-own-keys="ArrowLeft ArrowRight"
              value={draft.confidence ?? 1}
              onInput={(event) => workbench.edit({ confidence: Number(event.currentTarget.value) })}
            />{" "}
            <output>{draft.confidence === undefined ? "not said" : draft.confidence.toFixed(1)}</output>{" "}
            <Key strokes={keys["less-sure"]} /> <Key strokes={keys["more-sure"]} />
          </label>
        )}
        {schema.comment && (
          <label class="wb-comment">
            Comment <Key strokes={keys.comment} />
            <input
              type="text"
              data-focus="comment"
              maxLength={10000}
              value={draft.comment}
              onInput={(event) => workbench.edit({ comment: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key === "Escape") event.currentTarget.closest<HTMLElement>(".wb")?.focus();
                if (event.key === "Enter") void workbench.label();
              }}
            />
          </label>
        )}
        <div class="wb-actions">
          {changed && (
            <button
              type="button"
              class="primary"
              disabled={busy || (draft.labels.length === 0 && draft.comment.trim() === "")}
              onClick={() => void workbench.label()}
            >
              Save label
            </button>
          )}
          <button type="button" disabled={own === null} onClick={() => void workbench.change("clear")}>
            Take away <Key strokes={keys.clear} />
          </button>
        </div>
      </fieldset>
      {suggestion !== undefined && (
        <div class="wb-suggestion">
          <p>
            Suggested: <Said label={suggestion} />
          </p>
          <button type="button" disabled={!writable} onClick={() => void workbench.accept()}>
            Accept <Key strokes={keys.accept} />
          </button>
        </div>
      )}
      {(others.length > 0 || adjudicated !== null) && (
        <ul class="wb-others" aria-label="What others say">
          {others.map((label) => (
            <li key={label.event}>
              <Said label={label} />
            </li>
          ))}
          {adjudicated !== null && (
            <li>
              decided: <Said label={adjudicated} />
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

/** A label with who said it, how sure, and when. */
export function Said({ label }: { readonly label: LabelView }) {
  const { labels, by, origin, confidence, comment, time } = label;
  return (
    <span title={new Date(time).toISOString()}>
      <strong>
        <bdi>{labels.join(", ") || "no class"}</bdi>
      </strong>
      <span class="muted">
        {" "}
        by <bdi>{by}</bdi>
        {origin !== "person" && ` (${origin})`}
        {confidence !== undefined && `, ${Math.round(100 * confidence)} % sure`}
      </span>
      {comment !== undefined && (
        <q>
          <bdi>{comment}</bdi>
        </q>
      )}
    </span>
  );
}
