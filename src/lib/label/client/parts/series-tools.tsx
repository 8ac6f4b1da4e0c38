import type { LabelSchema } from "../../schema/label-schema";
import { spoken } from "./columns";
import { panned, type SeriesWindow, zoomed } from "./series-window";
import type { Overlap, RangeTools } from "./use-ranges";

/** Labels for stretches, how they lie over one another, what is seen, and which channels. */
export function SeriesTools({
  schema,
  writable,
  tools,
  now,
  extent,
  channels,
  hidden,
  onView,
  onHide,
}: {
  readonly schema: LabelSchema;
  readonly writable: boolean;
  readonly tools: RangeTools;
  readonly now: SeriesWindow;
  readonly extent: readonly [number, number];
  readonly channels: readonly string[];
  readonly hidden: readonly string[];
  readonly onView: (view: SeriesWindow | undefined) => void;
  readonly onHide: (hidden: readonly string[]) => void;
}) {
  const { selected } = tools;
  const third = (now.end - now.start) / 3;
  const view = (name: string, text: string, next: SeriesWindow | undefined) => (
    <button type="button" aria-label={name} title={name} onClick={() => onView(next)}>
      {text}
    </button>
  );
  return (
    <>
      <div class="wb-series-tools">
        <fieldset disabled={!writable}>
          <legend class="hidden-text">Label of the stretch</legend>
          <button
            type="button"
            title="Marks the middle of what is shown; once it has a label, its edges move with the arrow keys"
            onClick={() =>
              tools.setMark({ channel: channels[0] ?? null, start: now.start + third, end: now.end - third })
            }
          >
            Mark the middle
          </button>
          {schema.classes.map(({ name, colour }) => (
            <button
              key={name}
              type="button"
              class="wb-class"
              style={{ "--class": colour }}
              disabled={selected === undefined && tools.mark === undefined}
              onClick={() => tools.label(name)}
            >
              <span class="wb-swatch" aria-hidden="true" />
              <bdi>{name}</bdi>
            </button>
          ))}
          <button
            type="button"
            disabled={selected === undefined}
            onClick={() => selected && tools.remove(selected.id)}
          >
            Delete stretch
          </button>
          <button
            type="button"
            disabled={selected === undefined || selected.end === null}
            onClick={() => selected && tools.edit({ range: selected, start: selected.start, end: null })}
          >
            Open end
          </button>
        </fieldset>
        <label>
          <input
            type="checkbox"
            checked={tools.perChannel}
            onChange={(event) => tools.choosePerChannel(event.currentTarget.checked)}
          />{" "}
          this channel only
        </label>
        <label>
          where they overlap{" "}
          <select
            value={tools.overlap}
            onChange={(event) => tools.chooseOverlap(event.currentTarget.value as Overlap)}
          >
            <option value="split">the older gives way</option>
            <option value="refuse">refuse</option>
            <option value="allow">allow</option>
          </select>
        </label>
      </div>
      <div class="wb-series-tools">
        <fieldset>
          <legend class="hidden-text">Channels</legend>
          {channels.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={!hidden.includes(name)}
                onChange={() =>
                  onHide(hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name])
                }
              />{" "}
              <bdi>{spoken(name)}</bdi>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend class="hidden-text">View</legend>
          {view("Earlier", "◀", panned(now, -0.25, extent))}
          {view("Later", "▶", panned(now, 0.25, extent))}
          {view("Zoom in", "+", zoomed(now, 0.5, 0.5, extent))}
          {view("Zoom out", "−", zoomed(now, 0.5, 2, extent))}
          {view("Show all", "All", undefined)}
        </fieldset>
      </div>
    </>
  );
}
