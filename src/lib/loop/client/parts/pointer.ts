import type { RunView } from "./run-view";

/** Lets a hand move and stretch the view: drag, Ctrl and wheel, sideways wheel, double click. */
export function followPointer(element: HTMLElement, view: RunView, area: () => DOMRect): () => void {
  let dragged: { readonly x: number; readonly from: number; readonly to: number } | undefined;
  const share = (event: MouseEvent): number => {
    const { left, width } = area();
    return (event.clientX - left) / width;
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    dragged = { x: event.clientX, from: view.from, to: view.to };
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const at = share(event);
    view.point(at < 0 || at > 1 ? undefined : view.from + at * (view.to - view.from));
    if (dragged === undefined) return;
    const by = ((dragged.x - event.clientX) / area().width) * (dragged.to - dragged.from);
    if (Math.abs(dragged.x - event.clientX) < 2 && view.from === dragged.from) return;
    view.still(dragged.from + by, dragged.to + by);
  };
  const up = (): void => {
    dragged = undefined;
  };
  const leave = (): void => view.point(undefined);
  const wheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      view.zoom(1.0015 ** event.deltaY, Math.min(1, Math.max(0, share(event))));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      view.pan(event.deltaX / area().width);
    }
  };
  const whole = (): void => view.showWhole();
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("pointerleave", leave);
  element.addEventListener("wheel", wheel, { passive: false });
  element.addEventListener("dblclick", whole);
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
    element.removeEventListener("pointerleave", leave);
    element.removeEventListener("wheel", wheel);
    element.removeEventListener("dblclick", whole);
  };
}
