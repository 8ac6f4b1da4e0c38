import { useLayoutEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Theme } from "../../../widget/client";
import { count } from "./format";
import type { Lines } from "./lines";
import { drawMarks, drawStages, STRIP } from "./marks";
import { followPointer } from "./pointer";
import type { RunView } from "./run-view";
import { type Colours, coloursOf } from "./theme-colours";

export interface Channel {
  readonly label: string;
  readonly colour: (colours: Colours) => string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Where lines are dense. */
  readonly alpha?: number;
}

interface Props {
  readonly view: RunView;
  readonly theme: Theme;
  readonly title: string;
  readonly about: string;
  readonly height: number;
  readonly gutter: number;
  readonly channels: readonly Channel[];
  lines(view: RunView): Lines;
  /** A value as it is read; the axis may say less. */
  readonly format: (value: number) => string;
  readonly axisFormat?: (value: number) => string;
  /** Fixed limits of the vertical axis. */
  readonly range?: readonly [number, number];
  /** Whether row numbers stand below. */
  readonly rowAxis: boolean;
  /** Names of the stages and signs of the events stand above. */
  readonly strip?: boolean;
}

const NONE: readonly (number | null)[] = [];

/** Lines over the rows in view: a plot that moves with all others. */
export function SeriesPanel(props: Props) {
  const { view, theme, title, about, height, gutter, channels } = props;
  const box = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState(NONE);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const plot = useRef<{ show(hidden: ReadonlySet<number>): void } | null>(null);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    let colours = coloursOf(element);
    let made = make();
    let drawn: unknown[] = [];
    let off: ReadonlySet<number> = new Set();

    function make(): uPlot {
      return new uPlot(
        options(props, element as HTMLElement, () => colours),
        [[], ...channels.map(() => [])] as never,
        element as HTMLElement,
      );
    }
    function draw(force = false): void {
      const { rows, drift } = view;
      const sources = [rows.whole, rows.near, drift.whole, drift.near];
      if (force || sources.some((source, i) => source !== drawn[i])) {
        drawn = sources;
        const lines = props.lines(view);
        // Where a column stands for many rows, lines are dense: all of them must show through.
        made.series.forEach((series, c) => {
          series.alpha = c > 0 && !lines.exact ? (channels[c - 1].alpha ?? 1) : 1;
        });
        made.setData([lines.x, ...lines.ys] as uPlot.AlignedData, false);
      }
      made.setScale("x", { min: view.from, max: view.to });
      point();
    }
    function point(): void {
      const { cursor } = view;
      const left = cursor === undefined ? -10 : made.valToPos(cursor, "x");
      const outside = cursor === undefined || left < 0 || left > made.over.clientWidth;
      made.setCursor({ left: outside ? -10 : left, top: outside ? -10 : 1 }, false);
      const { idx } = made.cursor;
      const read =
        outside || idx === null || idx === undefined ? NONE : made.data.slice(1).map((ys) => ys[idx] ?? null);
      setValues((before) =>
        read.length === before.length && read.every((v, i) => v === before[i]) ? before : read,
      );
    }
    function show(without: ReadonlySet<number>): void {
      off = without;
      channels.forEach((_, c) => {
        made.setSeries(c + 1, { show: !without.has(c) }, false);
      });
    }
    function rebuild(): void {
      colours = coloursOf(element as HTMLElement);
      made.destroy();
      made = make();
      show(off);
      resize();
      draw(true);
    }
    function resize(): void {
      const width = (element as HTMLElement).clientWidth;
      if (width > 0) made.setSize({ width, height });
      view.width(made.over.clientWidth);
    }
    const ends = [
      view.onDraw(() => draw()),
      theme.onChange(rebuild),
      followPointer(element, view, () => made.over.getBoundingClientRect()),
    ];
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    plot.current = { show };
    show(hidden);
    resize();
    draw(true);
    return () => {
      for (const end of ends) end();
      observer.disconnect();
      made.destroy();
    };
  }, [gutter, height, channels, props.lines, props.rowAxis]);

  const toggle = (c: number): void => {
    const next = new Set(hidden);
    if (!next.delete(c)) next.add(c);
    setHidden(next);
    plot.current?.show(next);
  };
  const id = `panel-${title.replace(/\W+/g, "-").toLowerCase()}`;
  return (
    <section class="panel" aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        <ul class="legend">
          {channels.map((channel, c) => (
            <li key={channel.label}>
              <button type="button" class="toggle" aria-pressed={!hidden.has(c)} onClick={() => toggle(c)}>
                <Swatch channel={channel} />
                {channel.label}
                {values.length > 0 && <b class="value">{readValue(values[c], props.format)}</b>}
              </button>
            </li>
          ))}
          {view.cursor !== undefined && values.length > 0 && (
            <li class="muted">row {count(Math.round(view.cursor))}</li>
          )}
        </ul>
      </header>
      <div class="plot" ref={box} role="img" aria-label={about} />
    </section>
  );
}

function readValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}

function Swatch({ channel }: { readonly channel: Channel }) {
  const mark = useRef<HTMLSpanElement>(null);
  const { dash } = channel;
  const line = dash === undefined ? "solid" : dash[0] < 2 ? "dotted" : "dashed";
  useLayoutEffect(() => {
    // The scheme may have changed since.
    if (mark.current !== null) mark.current.style.borderTopColor = channel.colour(coloursOf(mark.current));
  });
  return <span class="swatch" ref={mark} style={`border-top-style:${line}`} aria-hidden="true" />;
}

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

function options(props: Props, element: HTMLElement, colours: () => Colours): uPlot.Options {
  const { view, height, gutter, channels, range, format, rowAxis } = props;
  const axis = (): Partial<uPlot.Axis> => ({
    font: FONT,
    stroke: () => colours().muted,
    grid: { stroke: () => colours().grid, width: 1 },
    ticks: { stroke: () => colours().faint, width: 1, size: 4 },
  });
  return {
    width: Math.max(100, element.clientWidth),
    height,
    padding: [props.strip ? STRIP : 8, 12, rowAxis ? 0 : 8, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, auto: false, min: view.from, max: view.to },
      y: range === undefined ? { auto: true } : { auto: false, range: [range[0], range[1]] },
    },
    axes: [
      {
        ...axis(),
        show: true,
        size: rowAxis ? 26 : 0,
        gap: 4,
        values: (_, splits) =>
          rowAxis ? splits.map((v) => (Number.isInteger(v) ? count(v) : "")) : splits.map(() => ""),
        ticks: rowAxis ? axis().ticks : { show: false },
        space: 90,
      },
      {
        ...axis(),
        size: gutter,
        gap: 6,
        space: 32,
        values: (_, splits) => splits.map(props.axisFormat ?? format),
      },
    ],
    series: [
      {},
      ...channels.map(
        (channel): uPlot.Series => ({
          label: channel.label,
          stroke: () => channel.colour(colours()),
          width: channel.width ?? 1.25,
          dash: channel.dash as number[] | undefined,
          spanGaps: false,
          points: { show: false },
        }),
      ),
    ],
    hooks: {
      drawClear: [(u) => drawStages(u, view, colours())],
      draw: [(u) => drawMarks(u, view, colours(), props.strip ?? false)],
    },
  };
}
