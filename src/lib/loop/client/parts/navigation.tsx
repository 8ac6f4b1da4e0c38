import { useLayoutEffect, useRef } from "preact/hooks";
import { count } from "./format";
import type { RunView } from "./run-view";

/** Moving about without a mouse. The keys work on all of the charts. */
export function Navigation({ view }: { readonly view: RunView }) {
  const keys = (event: KeyboardEvent): void => {
    const act = KEYS[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act(view);
  };
  return (
    <div class="navigation" role="toolbar" aria-label="What the charts show" onKeyDown={keys}>
      <button
        type="button"
        class="small"
        aria-pressed={view.mode === "whole"}
        onClick={() => view.showWhole()}
      >
        Whole run
      </button>
      <button type="button" class="small" aria-pressed={view.mode === "follow"} onClick={() => view.follow()}>
        Newest rows
      </button>
      <span class="joined">
        <button type="button" class="small" aria-label="Earlier rows" onClick={() => view.pan(-0.25)}>
          ←
        </button>
        <button type="button" class="small" aria-label="Later rows" onClick={() => view.pan(0.25)}>
          →
        </button>
        <button type="button" class="small" aria-label="Closer" onClick={() => view.zoom(0.5)}>
          +
        </button>
        <button type="button" class="small" aria-label="Farther" onClick={() => view.zoom(2)}>
          −
        </button>
      </span>
      <Range view={view} />
      <span class="muted hint">drag to move, Ctrl + wheel to zoom; keys here: ← → + − Home End 0</span>
    </div>
  );
}

const KEYS: Readonly<Record<string, (view: RunView) => void>> = {
  ArrowLeft: (view) => view.pan(-0.1),
  ArrowRight: (view) => view.pan(0.1),
  PageUp: (view) => view.pan(-0.9),
  PageDown: (view) => view.pan(0.9),
  Home: (view) => view.still(view.first, view.first + view.to - view.from),
  End: (view) => view.follow(),
  "+": (view) => view.zoom(0.5),
  "=": (view) => view.zoom(0.5),
  "-": (view) => view.zoom(2),
  "0": (view) => view.showWhole(),
};

/** The rows in view; written at each frame without going through the rest of the page. */
function Range({ view }: { readonly view: RunView }) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = (): void => {
      if (element.current === null) return;
      element.current.textContent = `rows ${count(Math.max(0, Math.round(view.from)))} to ${count(Math.round(view.to))}`;
    };
    write();
    return view.onDraw(write);
  }, []);
  return <span class="range" ref={element} />;
}
