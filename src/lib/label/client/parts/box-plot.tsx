import type { BoxView, ColumnView, WireCell } from "../../app/protocol";
import type { ColouredName } from "../../app/template";
import type { BoxScale } from "./box-scale";
import { numberText, spoken } from "./columns";

const LEFT = 84;
const RIGHT = 12;
const COLOURS = [
  "var(--series-1)",
  "var(--series-2)",
  "var(--series-3)",
  "var(--series-4)",
  "var(--series-5)",
];

/** One lane a group; the current row is a mark across all of them. */
export function BoxPlot({
  boxes,
  scale,
  column,
  colours,
  current,
  group,
  large,
}: {
  readonly boxes: readonly BoxView[];
  readonly scale: BoxScale;
  readonly column: ColumnView;
  readonly colours: readonly ColouredName[];
  readonly current: WireCell;
  readonly group: WireCell;
  readonly large: boolean;
}) {
  const width = large ? 760 : 360;
  const lane = large ? 44 : 30;
  const drawn = boxes.filter((box) => box.min !== null);
  const height = Math.max(1, boxes.length) * lane + 26;
  const { low, high, place } = scale;
  const x = (v: number) => LEFT + place(v) * (width - LEFT - RIGHT);
  const colourOf = (name: string, k: number) =>
    colours.find((one) => one.name === name)?.colour ?? COLOURS[k % COLOURS.length];
  const label = `${spoken(column.name)}: ${drawn
    .map((box) => `${box.group} median ${numberText(box.median as number)}`)
    .join(
      ", ",
    )}${typeof current === "number" ? `; this instance ${numberText(current)}` : "; this instance has no value"}`;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {boxes.map((box, k) => {
        const y = k * lane + lane / 2 + 4;
        const half = lane * 0.3;
        const own = group === box.group;
        return (
          <g key={box.group} style={{ color: colourOf(box.group, k) }}>
            <text x={LEFT - 8} y={y + 4} text-anchor="end" class={own ? "wb-own-group" : undefined}>
              {box.group.length > 12 ? `${box.group.slice(0, 11)}…` : box.group}
            </text>
            {box.min === null ? (
              <text x={LEFT + 4} y={y + 4} class="wb-faint">
                no value
              </text>
            ) : (
              <>
                <line class="wb-whisker" x1={x(box.low as number)} x2={x(box.q1 as number)} y1={y} y2={y} />
                <line class="wb-whisker" x1={x(box.q3 as number)} x2={x(box.high as number)} y1={y} y2={y} />
                {[box.low, box.high].map((end, e) => (
                  <line
                    key={e}
                    class="wb-whisker"
                    x1={x(end as number)}
                    x2={x(end as number)}
                    y1={y - half / 2}
                    y2={y + half / 2}
                  />
                ))}
                <rect
                  class="wb-box"
                  x={x(box.q1 as number)}
                  y={y - half}
                  width={Math.max(2, x(box.q3 as number) - x(box.q1 as number))}
                  height={2 * half}
                />
                <line
                  class="wb-median"
                  x1={x(box.median as number)}
                  x2={x(box.median as number)}
                  y1={y - half}
                  y2={y + half}
                />
                <circle class="wb-mean" cx={x(box.mean as number)} cy={y} r="2.5" />
                {box.outliers.map((v, o) => (
                  <circle key={o} class="wb-outlier" cx={x(v)} cy={y} r="1.8" />
                ))}
              </>
            )}
          </g>
        );
      })}
      {typeof current === "number" && drawn.length > 0 && (
        <g class="wb-current">
          <line x1={x(current)} x2={x(current)} y1="2" y2={height - 22} />
          <path d={`M ${x(current)} ${height - 24} l 5 8 h -10 z`} />
        </g>
      )}
      {drawn.length > 0 && (
        <g class="wb-axis">
          <text x={LEFT} y={height - 4}>
            {numberText(low)}
          </text>
          <text x={width - RIGHT} y={height - 4} text-anchor="end">
            {numberText(high)}
          </text>
        </g>
      )}
    </svg>
  );
}
