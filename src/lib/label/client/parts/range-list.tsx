import { useRef } from "preact/hooks";
import type { RangeView } from "../../app/protocol";
import type { LabelSchema } from "../../schema/label-schema";
import { spoken } from "./columns";
import { RangeEditor } from "./range-editor";
import { edgeText } from "./series-window";
import type { RangeTools } from "./use-ranges";

const KEYS = ["ArrowUp", "ArrowDown", "Home", "End", "Delete"];

/** All labelled stretches by their start. Arrow keys go from one to the next, Enter opens one to change it, Delete takes it away. */
export function RangeList({
  tools,
  schema,
  annotator,
  writable,
  channels,
  epoch,
  onShow,
}: {
  readonly tools: RangeTools;
  readonly schema: LabelSchema;
  readonly annotator: string;
  readonly writable: boolean;
  readonly channels: readonly string[];
  /** Whether times are milliseconds since the epoch. */
  readonly epoch: boolean;
  /** Brings a stretch into view. */
  readonly onShow: (range: RangeView) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const { ranges, selected } = tools;
  const isOwn = ({ by, origin }: RangeView) => writable && by === annotator && origin === "person";
  const pressed = (event: KeyboardEvent, range: RangeView, at: number) => {
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    const focus = (to: number) =>
      list.current
        ?.querySelectorAll<HTMLElement>(".wb-stretch")
        [Math.min(ranges.length - 1, Math.max(0, to))]?.focus();
    if (event.key === "Delete") {
      if (!isOwn(range)) return;
      tools.remove(range.id);
      // The one behind it takes its place; where there is none, the one before.
      focus(at + 1 < ranges.length ? at + 1 : at - 1);
      return;
    }
    focus({ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: ranges.length }[event.key] ?? at);
  };
  return (
    <section class="wb-stretches" aria-label="Labelled stretches">
      <h3>
        Stretches <span class="muted">{ranges.length}</span>
      </h3>
      {ranges.length === 0 && <p class="muted">None is labelled yet.</p>}
      <ol ref={list}>
        {ranges.map((range, at) => {
          const { id, value, channel, by, origin } = range;
          const colour = schema.classes.find(({ name }) => name === value.labels[0])?.colour;
          const open = selected?.id === id;
          return (
            <li key={id}>
              <button
                type="button"
                class="wb-stretch"
                style={{ "--class": colour ?? "var(--muted)" }}
                aria-expanded={open}
                data-own-keys={KEYS.join(" ")}
                onKeyDown={(event) => pressed(event, range, at)}
                onClick={() => {
                  tools.select(id);
                  if (!open) onShow(range);
                }}
              >
                <span class="wb-swatch" aria-hidden="true" />
                <strong>
                  <bdi>{value.labels.join(", ") || "no class"}</bdi>
                </strong>
                <span class="wb-stretch-time">
                  {edgeText(rounded(range.start), epoch, "the beginning")} –{" "}
                  {edgeText(rounded(range.end), epoch, "open end")}
                </span>
                <span class="muted">
                  <bdi>{channel === null ? "all channels" : spoken(channel)}</bdi>
                  {value.confidence !== undefined && ` · ${Math.round(100 * value.confidence)} % sure`}
                  {!isOwn(range) && (
                    <>
                      {" "}
                      · by <bdi>{by}</bdi>
                      {origin !== "person" && ` (${origin})`}
                    </>
                  )}
                </span>
                {value.comment !== undefined && (
                  <q>
                    <bdi>{value.comment}</bdi>
                  </q>
                )}
              </button>
              {open && isOwn(range) && (
                <RangeEditor
                  key={range.event}
                  range={range}
                  schema={schema}
                  channels={channels}
                  epoch={epoch}
                  tools={tools}
                />
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** A time to be read; the editor has all digits. */
function rounded(time: number | null): number | null {
  return time === null || Math.abs(time) > 1e9 ? time : Math.round(time * 1e6) / 1e6;
}
