import { useState } from "preact/hooks";
import type { RangeView } from "../../app/protocol";
import type { LabelSchema } from "../../schema/label-schema";
import { spoken } from "./columns";
import { edgeText, momentOf } from "./series-window";
import type { RangeTools } from "./use-ranges";

/** Edges, class, channel, confidence and comment of one stretch. Enter in a field saves all of them. */
export function RangeEditor({
  range,
  schema,
  channels,
  epoch,
  tools,
}: {
  readonly range: RangeView;
  readonly schema: LabelSchema;
  readonly channels: readonly string[];
  readonly epoch: boolean;
  readonly tools: RangeTools;
}) {
  const [start, setStart] = useState(edgeText(range.start, epoch, ""));
  const [end, setEnd] = useState(edgeText(range.end, epoch, ""));
  const [labels, setLabels] = useState<readonly string[]>(range.value.labels);
  const [channel, setChannel] = useState(range.channel);
  const [confidence, setConfidence] = useState(range.value.confidence);
  const [comment, setComment] = useState(range.value.comment ?? "");
  const [from, to] = [momentOf(start, epoch), momentOf(end, epoch)];
  const time = (
    name: string,
    text: string,
    known: number | null | undefined,
    set: (text: string) => void,
  ) => (
    <label>
      {name}
      <input
        type="text"
        value={text}
        placeholder="open"
        aria-invalid={known === undefined}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <form
      class="wb-stretch-edit"
      aria-label="Change this stretch"
      onSubmit={(event) => {
        event.preventDefault();
        if (from === undefined || to === undefined) return;
        tools.change({
          ...{ id: range.id, start: from, end: to, channel },
          value: {
            labels,
            ...(confidence === undefined ? {} : { confidence }),
            ...(comment.trim() === "" ? {} : { comment }),
          },
        });
      }}
    >
      {time("From", start, from, setStart)}
      {time("To", end, to, setEnd)}
      <label>
        Class
        <select
          multiple={schema.multiple}
          size={schema.multiple ? Math.min(6, schema.classes.length) : undefined}
          onChange={(event) => setLabels([...event.currentTarget.selectedOptions].map(({ value }) => value))}
        >
          {schema.classes.map(({ name }) => (
            <option key={name} value={name} selected={labels.includes(name)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Channel
        <select
          onChange={({ currentTarget: { selectedIndex } }) => setChannel(channels[selectedIndex - 1] ?? null)}
        >
          <option selected={channel === null}>all channels</option>
          {channels.map((name) => (
            <option key={name} selected={channel === name}>
              {spoken(name)}
            </option>
          ))}
        </select>
      </label>
      {schema.confidence && (
        <label>
          How sure
          <input
            type="range"
            min="0"
            max="1"
            step="0.1"
            data-own-keys="ArrowLeft ArrowRight ArrowUp ArrowDown"
            value={confidence ?? 1}
            onInput={(event) => setConfidence(Number(event.currentTarget.value))}
          />
          <output>{confidence === undefined ? "not said" : confidence.toFixed(1)}</output>
        </label>
      )}
      {schema.comment && (
        <label class="wb-wide">
          Comment
          <input
            type="text"
            maxLength={10000}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </label>
      )}
      <div class="wb-wide wb-actions">
        <button type="submit" class="primary" disabled={from === undefined || to === undefined}>
          Save stretch
        </button>
        <button type="button" onClick={() => tools.remove(range.id)}>
          Delete
        </button>
        {(from === undefined || to === undefined) && (
          <span class="wb-error" role="alert">
            {epoch ? "A time is written like 2026-01-31T12:00:00Z" : "A time is a number"}; nothing means
            open.
          </span>
        )}
      </div>
    </form>
  );
}
