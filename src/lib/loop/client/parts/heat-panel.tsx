import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Theme } from "../../../widget/client";
import type { DriftWindow } from "../../live/messages";
import { short } from "./format";
import { cellsOf, type HeatRow, heatRows } from "./grid";
import { css, heatColours } from "./heat-colours";
import { fit } from "./marks";
import { followPointer } from "./pointer";
import type { Piece, RunView } from "./run-view";
import { coloursOf } from "./theme-colours";

const VNF_HEIGHT = 20;
const FEATURE_HEIGHT = 13;
const RIGHT = 12;

/** A piece as a picture, one pixel a cell, and the values behind it. */
interface Picture {
  readonly image: HTMLCanvasElement;
  readonly piece: Piece<DriftWindow>;
  readonly cells: Readonly<Record<HeatRow["kind"], Float32Array>>;
}

interface Props {
  readonly view: RunView;
  readonly theme: Theme;
  readonly gutter: number;
}

/** Where it drifts: the score of each VNF, and of each feature when opened, over the rows in view. */
export function HeatPanel({ view, theme, gutter }: Props) {
  const [open, setOpen] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState("");
  const names = view.drift.whole?.data;
  const vnfs = names?.vnfs.names ?? [];
  const features = names?.features.names ?? [];
  const key = JSON.stringify([vnfs, features, open]);
  const rows = useMemo(() => heatRows(vnfs, features, open), [key]);
  const top = names?.features.top ?? 1;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const pictures = new Map<string, Picture>();
    const draw = (): void => {
      paint(element, view, rows, gutter, theme.scheme, pictures);
      setUnder(describe(view, rows, row.current, pictures));
    };
    const row = { current: -1 };
    const move = (event: PointerEvent): void => {
      let y = event.clientY - element.getBoundingClientRect().top;
      row.current = rows.findIndex(({ kind }) => {
        y -= heightOf(kind);
        return y < 0;
      });
    };
    const leave = (): void => {
      row.current = -1;
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    const ends = [
      view.onDraw(draw),
      theme.onChange(() => {
        pictures.clear();
        draw();
      }),
      followPointer(element, view, () => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return new DOMRect(left + gutter, top, width - gutter - RIGHT, height);
      }),
    ];
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => {
      for (const end of ends) end();
      observer.disconnect();
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
  }, [rows, gutter]);

  if (features.length === 0 && vnfs.length === 0) return null;
  const height = rows.reduce((sum, { kind }) => sum + heightOf(kind), 0);
  return (
    <section class="panel" aria-labelledby="panel-heat">
      <header class="panel-head">
        <h2 id="panel-heat">Where it drifts</h2>
        <Scale theme={theme} top={top} />
        <span class="muted reading">{under}</span>
        {vnfs.length > 0 && (
          <button type="button" class="small aside" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Only the VNFs" : `All ${features.length} features`}
          </button>
        )}
      </header>
      <canvas
        ref={canvas}
        class="heat"
        style={`height:${height}px`}
        role="img"
        aria-label={`Heat map of the drift score by ${open ? "feature" : "VNF"} over the rows in view. ${latestWords(view)}`}
      />
    </section>
  );
}

function heightOf(kind: HeatRow["kind"]): number {
  return kind === "vnf" ? VNF_HEIGHT : FEATURE_HEIGHT;
}

function Scale({ theme, top }: { readonly theme: Theme; readonly top: number }) {
  const colours = heatColours(theme.scheme);
  const stops = [0, 32, 64, 96, 128, 160, 192, 224, 255].map((i) => css(colours[i])).join(",");
  return (
    <span class="scale">
      <span>0</span>
      <span class="ramp" style={`background:linear-gradient(to right,${stops})`} aria-hidden="true" />
      <span>{short(top)}</span>
      <span class="cell" style={`background:${css(colours[256])}`} aria-hidden="true" />
      <span>no value</span>
    </span>
  );
}

/** The present score of each VNF in words, for who does not see the picture. */
function latestWords(view: RunView): string {
  const piece = view.drift.whole;
  if (piece === undefined || piece.data.vnfs.columns === 0) return "";
  const { names, columns, top } = piece.data.vnfs;
  const cells = cellsOf(piece.data.vnfs);
  const last = names.map((name, r) => {
    for (let k = columns - 1; k >= 0; k--) {
      const value = cells[r * columns + k];
      if (!Number.isNaN(value)) return `${name} ${short(value * top)}`;
    }
    return `${name} none`;
  });
  return `Latest: ${last.join(", ")}.`;
}

function pictureOf(piece: Piece<DriftWindow>, rows: readonly HeatRow[], scheme: Theme["scheme"]): Picture {
  const { vnfs, features } = piece.data;
  const cells = { vnf: cellsOf(vnfs), feature: cellsOf(features) };
  const columns = Math.max(1, vnfs.columns, features.columns);
  const image = document.createElement("canvas");
  image.width = columns;
  image.height = Math.max(1, rows.length);
  const context = image.getContext("2d") as CanvasRenderingContext2D;
  const pixels = context.createImageData(image.width, image.height);
  const colours = heatColours(scheme);
  rows.forEach(({ kind, index }, r) => {
    for (let k = 0; k < columns; k++) {
      const value = cells[kind][index * columns + k];
      const [red, green, blue] = colours[Number.isNaN(value) ? 256 : Math.round(value * 255)];
      pixels.data.set([red, green, blue, 255], 4 * (r * columns + k));
    }
  });
  context.putImageData(pixels, 0, 0);
  return { image, piece, cells };
}

function paint(
  element: HTMLCanvasElement,
  view: RunView,
  rows: readonly HeatRow[],
  gutter: number,
  scheme: Theme["scheme"],
  pictures: Map<string, Picture>,
): void {
  const scale = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = element;
  if (width === 0 || height === 0) return;
  if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
  }
  const context = element.getContext("2d") as CanvasRenderingContext2D;
  const colours = coloursOf(element);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const area = { left: gutter, width: width - gutter - RIGHT };
  const position = (seq: number): number =>
    area.left + ((seq - view.from) / (view.to - view.from)) * area.width;
  context.save();
  context.beginPath();
  context.rect(area.left, 0, area.width, height);
  context.clip();
  context.imageSmoothingEnabled = false;
  // The coarse picture first: where the fine one has nothing yet, something stands all the same.
  for (const part of ["whole", "near"] as const) {
    const piece = view.drift[part];
    if (piece === undefined || piece.data.features.columns + piece.data.vnfs.columns === 0) continue;
    const kept = pictures.get(part);
    const picture = kept?.piece === piece ? kept : pictureOf(piece, rows, scheme);
    pictures.set(part, picture);
    const [left, right] = [position(piece.from), position(piece.to)];
    let y = 0;
    rows.forEach(({ kind }, r) => {
      const h = heightOf(kind);
      context.drawImage(picture.image, 0, r, picture.image.width, 1, left, y + 0.5, right - left, h - 1);
      y += h;
    });
  }
  if (view.cursor !== undefined) {
    context.strokeStyle = colours.muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(position(view.cursor), 0);
    context.lineTo(position(view.cursor), height);
    context.stroke();
  }
  context.restore();
  let y = 0;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { kind, label } of rows) {
    const h = heightOf(kind);
    context.font = kind === "vnf" ? "600 11px system-ui, sans-serif" : "10px system-ui, sans-serif";
    context.fillStyle = kind === "vnf" ? colours.ink : colours.muted;
    context.fillText(fit(context, label, gutter - 12), gutter - 8, y + h / 2);
    y += h;
  }
}

/** The value under the pointer. */
function describe(
  view: RunView,
  rows: readonly HeatRow[],
  at: number,
  pictures: ReadonlyMap<string, Picture>,
): string {
  const { cursor } = view;
  const row = rows[at];
  if (cursor === undefined || row === undefined) return "";
  for (const part of ["near", "whole"]) {
    const picture = pictures.get(part);
    if (picture === undefined || cursor < picture.piece.from || cursor > picture.piece.to) continue;
    const { piece, cells } = picture;
    const grid = row.kind === "vnf" ? piece.data.vnfs : piece.data.features;
    const k = Math.min(
      grid.columns - 1,
      Math.floor(((cursor - piece.from) / (piece.to - piece.from)) * grid.columns),
    );
    const value = cells[row.kind][row.index * grid.columns + k];
    const name = row.kind === "vnf" || row.group === "" ? row.label : `${row.group} ${row.label}`;
    return `${name}: ${Number.isNaN(value) ? "no value" : short(value * grid.top)}`;
  }
  return "";
}
