import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { numberText } from "./columns";
import type { SeriesWindow } from "./series-window";

/** One channel: its drawing, the stretches over it, and the stretch that is being dragged out. */
export function Lane(props: {
  readonly title: string;
  readonly draw: (canvas: HTMLCanvasElement) => readonly [number, number] | undefined;
  /** Draws anew when one of these changes. */
  readonly drawKey: readonly unknown[];
  readonly reply: unknown;
  readonly window: SeriesWindow;
  readonly mark:
    | { readonly channel: string | null; readonly start: number; readonly end: number }
    | undefined;
  readonly onMark: (start: number, end: number) => void;
  readonly onWheel: (at: number, factor: number) => void;
  readonly children: ComponentChildren;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [values, setValues] = useState<readonly [number, number] | undefined>();
  const [drag, setDrag] = useState<readonly [number, number] | undefined>();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const draw = () => setValues(props.draw(element));
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [...props.drawKey, props.reply]);
  const { window: now, mark } = props;
  const shareOf = (event: PointerEvent | WheelEvent): number => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const time = (share: number) => now.start + share * (now.end - now.start);
  const marked =
    drag ??
    (mark !== undefined
      ? ([
          (mark.start - now.start) / (now.end - now.start),
          (mark.end - now.start) / (now.end - now.start),
        ] as const)
      : undefined);
  return (
    <div class="wb-lane-row">
      <div class="wb-lane-title">
        <bdi>{props.title}</bdi>
        <span class="muted">
          {values === undefined ? "no value here" : `${numberText(values[0])} – ${numberText(values[1])}`}
        </span>
      </div>
      <div
        class="wb-lane"
        onPointerDown={(event) => {
          if (event.button !== 0 || (event.target as Element).closest("button, .wb-edge") !== null) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([shareOf(event), shareOf(event)]);
        }}
        onPointerMove={(event) => drag !== undefined && setDrag([drag[0], shareOf(event)])}
        onPointerUp={() => {
          if (drag !== undefined && Math.abs(drag[1] - drag[0]) > 0.002) {
            props.onMark(time(Math.min(...drag)), time(Math.max(...drag)));
          }
          setDrag(undefined);
        }}
        onPointerCancel={() => setDrag(undefined)}
        onWheel={(event) => {
          if (!event.ctrlKey && !event.shiftKey) return;
          event.preventDefault();
          props.onWheel(shareOf(event), event.deltaY + event.deltaX > 0 ? 1.25 : 0.8);
        }}
      >
        <canvas ref={canvas} />
        {marked !== undefined && (
          <div
            class="wb-mark"
            style={{
              left: `${100 * Math.min(...marked)}%`,
              width: `${100 * Math.abs(marked[1] - marked[0])}%`,
            }}
          />
        )}
        {props.children}
      </div>
    </div>
  );
}
