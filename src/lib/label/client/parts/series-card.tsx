import { useState } from "preact/hooks";
import type { CardProps } from "./card";
import { matching, spoken } from "./columns";
import { drawChannel } from "./draw-series";
import { Lane } from "./lane";
import { RangeBars } from "./range-bars";
import { RangeList } from "./range-list";
import { SeriesTools } from "./series-tools";
import { momentText, type SeriesWindow, showing, ticks, zoomed } from "./series-window";
import { useRanges } from "./use-ranges";
import { useAnswer } from "./use-workbench";

/** Buckets a lane is drawn from: about as many as it has pixels. */
const POINTS = 1200;
/** Times above this are milliseconds since the epoch (after 1973), whatever a file says of their type. */
const EPOCH_MS = 1e11;

/** Series over time, one lane a channel; a stretch is dragged out and gets a label. */
export function SeriesCard({ card, workbench, open, state, host }: CardProps<"series">) {
  const { columns } = open.dataset;
  const channels = matching(columns, card.channels).map((at) => columns[at].name);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [view, setView] = useState<SeriesWindow | undefined>();
  const tools = useRanges(workbench, state.revision);
  const shown = channels.filter((name) => !hidden.includes(name));
  const { value: reply, error } = useAnswer(
    () =>
      workbench.api.ask("series", {
        time: card.time,
        channels: shown,
        points: POINTS,
        ...(view === undefined ? {} : { start: view.start, end: view.end }),
      }),
    JSON.stringify([shown, view]),
    view === undefined ? 0 : 25,
  );
  if (channels.length === 0) return <p class="muted">The data set has none of the columns of this card.</p>;
  if (error !== undefined) return <p class="wb-error">{error}</p>;
  if (reply === undefined) return <p class="muted">Reading the series …</p>;
  const now: SeriesWindow = view ?? { start: reply.extent[0], end: reply.extent[1] };
  const typed = columns.find(({ name }) => name === card.time)?.type === "time";
  const epoch = typed || now.start > EPOCH_MS;
  const timeText = (t: number) => momentText(t, epoch, now.end - now.start);
  const { mark, perChannel } = tools;
  return (
    <div>
      <SeriesTools
        schema={open.schema}
        writable={open.writable}
        tools={tools}
        now={now}
        extent={reply.extent}
        channels={channels}
        hidden={hidden}
        onView={setView}
        onHide={setHidden}
      />
      {reply.channels.map((channel, k) => (
        <Lane
          key={channel.name}
          title={spoken(channel.name)}
          draw={(canvas) =>
            drawChannel(canvas, reply, channel, now, {
              line: colourOf(host.root, `--series-${(k % 5) + 1}`),
              grid: colourOf(host.root, "--grid"),
            })
          }
          drawKey={[k, host.theme.scheme, now.start, now.end]}
          reply={reply}
          window={now}
          mark={mark !== undefined && (!perChannel || mark.channel === channel.name) ? mark : undefined}
          onMark={(start, end) => tools.setMark({ channel: channel.name, start, end })}
          onWheel={(at, factor) => setView(zoomed(now, at, factor, reply.extent))}
        >
          <RangeBars
            ranges={tools.ranges.filter((range) => range.channel === null || range.channel === channel.name)}
            window={now}
            schema={open.schema}
            selected={tools.selected?.id}
            step={(now.end - now.start) / 200}
            onSelect={tools.select}
            onEdit={tools.edit}
          />
        </Lane>
      ))}
      <div class="wb-ticks" aria-hidden="true">
        {ticks(now).map((t) => (
          <span key={t} style={{ left: `${(100 * (t - now.start)) / (now.end - now.start)}%` }}>
            {timeText(t)}
          </span>
        ))}
      </div>
      <p role="status" class="muted wb-series-status">
        {mark !== undefined && `${timeText(mark.start)} to ${timeText(mark.end)} marked: choose its label.`}
        {mark === undefined && "Drag over a lane to mark a stretch. Shift and the wheel zoom."}
      </p>
      <RangeList
        tools={tools}
        schema={open.schema}
        annotator={open.settings.annotator}
        writable={open.writable}
        channels={channels}
        epoch={epoch}
        onShow={(range) => setView(showing(range, now, reply.extent))}
      />
    </div>
  );
}

function colourOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || "#0072b2";
}
