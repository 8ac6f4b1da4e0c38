import type { RangeView } from "../../app/protocol";
import type { LabelSchema } from "../../schema/label-schema";
import { placeOf, type SeriesWindow } from "./series-window";

export interface RangeEdit {
  readonly range: RangeView;
  readonly start: number | null;
  readonly end: number | null;
}

/** The labelled stretches over a channel. Edges are handles: drag them, or move them with the arrow keys. */
export function RangeBars({
  ranges,
  window,
  schema,
  selected,
  step,
  onSelect,
  onEdit,
}: {
  readonly ranges: readonly RangeView[];
  readonly window: SeriesWindow;
  readonly schema: LabelSchema;
  readonly selected: number | undefined;
  /** What an arrow key moves an edge by. */
  readonly step: number;
  readonly onSelect: (id: number) => void;
  readonly onEdit: (edit: RangeEdit) => void;
}) {
  return (
    <>
      {ranges.map((range) => {
        const from = placeOf(range.start, window, 0);
        const to = placeOf(range.end, window, 1);
        if (to <= 0 || from >= 1 || to < from) return null;
        const name = range.value.labels.join(", ");
        const colour =
          schema.classes.find((one) => one.name === range.value.labels[0])?.colour ?? "var(--muted)";
        const extent = `${range.start === null ? "from the beginning" : "closed"} … ${range.end === null ? "open end" : "closed"}`;
        return (
          <div
            key={range.id}
            class="wb-range"
            data-selected={selected === range.id ? "" : undefined}
            style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%`, "--class": colour }}
          >
            <button
              type="button"
              class="wb-range-name"
              title={`${name} by ${range.by}, ${extent}`}
              aria-pressed={selected === range.id}
              onClick={() => onSelect(range.id)}
            >
              <bdi>{name}</bdi>
            </button>
            {selected === range.id && (
              <>
                <Edge side="start" range={range} window={window} step={step} onEdit={onEdit} />
                <Edge side="end" range={range} window={window} step={step} onEdit={onEdit} />
              </>
            )}
          </div>
        );
      })}
    </>
  );
}

function Edge({
  side,
  range,
  window,
  step,
  onEdit,
}: {
  readonly side: "start" | "end";
  readonly range: RangeView;
  readonly window: SeriesWindow;
  readonly step: number;
  readonly onEdit: (edit: RangeEdit) => void;
}) {
  const time = range[side];
  const move = (to: number | null) =>
    onEdit({ range, start: side === "start" ? to : range.start, end: side === "end" ? to : range.end });
  return (
    <span
      class={`wb-edge wb-edge-${side}`}
      role="slider"
      tabIndex={0}
      data-own-keys="ArrowLeft ArrowRight Delete"
      aria-label={`${side} of ${range.value.labels.join(", ")}`}
      aria-valuenow={time ?? (side === "start" ? window.start : window.end)}
      aria-valuetext={time === null ? "open" : String(time)}
      onKeyDown={(event) => {
        if (event.key === "Delete") return move(null);
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        const from = time ?? (side === "start" ? window.start : window.end);
        move(from + (event.key === "ArrowLeft" ? -1 : 1) * step * (event.shiftKey ? 10 : 1));
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const handle = event.currentTarget;
        const lane = handle.closest(".wb-lane")?.getBoundingClientRect();
        if (lane === undefined) return;
        handle.setPointerCapture(event.pointerId);
        const timeAt = (x: number) =>
          window.start + Math.min(1, Math.max(0, (x - lane.left) / lane.width)) * (window.end - window.start);
        const bar = handle.parentElement;
        const preview = ({ clientX }: PointerEvent) => {
          const share = `${(100 * (clientX - lane.left)) / lane.width}%`;
          bar?.style.setProperty(side === "start" ? "--drag-start" : "--drag-end", share);
          handle.style.transform = `translateX(${clientX - event.clientX}px)`;
        };
        const end = (up: PointerEvent) => {
          handle.removeEventListener("pointermove", preview);
          handle.style.transform = "";
          if (up.type === "pointerup" && Math.abs(up.clientX - event.clientX) >= 1) move(timeAt(up.clientX));
        };
        handle.addEventListener("pointermove", preview);
        handle.addEventListener("pointerup", end, { once: true });
        handle.addEventListener("pointercancel", end, { once: true });
      }}
    />
  );
}
