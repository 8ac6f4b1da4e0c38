import type { TopologyGraph } from "../../label";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { fitText, plainText } from "../text";
import { FAINT, INK, LABEL_SIZE, MUTED, PALETTE } from "../theme";

const ROW = 17;
const NAMES = 110;
/** How far a link bulges to the left of the ports that it joins, as a share of the width. */
const BULGE = 0.16;
const LAYERS: Readonly<Record<string, { readonly colour: string; readonly size: number }>> = {
  device: { colour: PALETTE[0], size: 120 },
  port: { colour: PALETTE[4], size: 70 },
  point: { colour: PALETTE[2], size: 40 },
};

/** A topology as a layered graph (see label's `topologyGraph`): devices, their ports, the datapath points of these; links dashed from port to port. */
export function topologyMap({ nodes, edges }: TopologyGraph, options: FigureOptions = {}): Figure {
  const fallbackTitle = "Topology";
  if (nodes.length === 0) return emptyFigure(fallbackTitle, options, "no devices");
  const width = options.width ?? 300;
  const kinds = nodes.texts("kind");
  // The graph is laid out from top to bottom; text has more room from left to right.
  const right = (layer: Float64Array): Float64Array => layer.map((y) => 1 - y);
  const rows = Math.max(
    1,
    kinds.filter((kind) => kind === "point").length,
    kinds.filter((kind) => kind === "port").length,
  );
  const x = { type: "quantitative", scale: { domain: [0, 1], nice: false }, axis: null };
  const y = { type: "quantitative", scale: { domain: [0, 1], reverse: true, nice: false }, axis: null };
  const has = edges.filter((row) => edges.texts("kind")[row] === "has");
  const links = edges.filter((row) => edges.texts("kind")[row] === "link");

  const layer: Draft[] = [
    {
      data: inline(right(has.numbers("y")), has.numbers("x"), right(has.numbers("y2")), has.numbers("x2")),
      mark: { type: "rule", color: FAINT, strokeWidth: 1.2 },
      encoding: {
        x: { field: "f0", ...x },
        y: { field: "f1", ...y },
        x2: { field: "f2" },
        y2: { field: "f3" },
      },
    },
    linkLayer(right(links.numbers("y")), links.numbers("x"), links.numbers("x2"), x, y),
  ];
  for (const [kind, { colour, size }] of Object.entries(LAYERS)) {
    const own = nodes.filter((row) => kinds[row] === kind);
    const names = own.texts("label").map((name) => fitText(plainText(name ?? ""), NAMES, LABEL_SIZE));
    const data = inline(right(own.numbers("y")), own.numbers("x"), names);
    const place = { x: { field: "f0", ...x }, y: { field: "f1", ...y } };
    const text =
      kind === "point"
        ? { align: "left", dx: 8 }
        : kind === "port"
          ? { align: "center", dy: -11 }
          : { align: "right", dx: -10 };
    const written = { ...place, text: { field: "f2", type: "nominal" } };
    layer.push(
      // A white rim lets a name stand where a link crosses it.
      {
        data,
        mark: { type: "text", fontSize: LABEL_SIZE, stroke: "#ffffff", strokeWidth: 4, ...text },
        encoding: written,
      },
      { data, mark: { type: "point", filled: true, opacity: 1, color: colour, size }, encoding: place },
      {
        data,
        mark: { type: "text", fontSize: LABEL_SIZE, color: kind === "point" ? MUTED : INK, ...text },
        encoding: written,
      },
    );
  }
  return new Figure(
    { width, height: options.height ?? ROW * rows, layer },
    { ...options, width: width + NAMES, fallbackTitle },
  );
}

/** Links bulge to the left of the ports, so that one does not hide behind another. */
function linkLayer(
  at: Float64Array,
  from: Float64Array,
  to: Float64Array,
  x: Readonly<Record<string, Draft>>,
  y: Readonly<Record<string, Draft>>,
): Draft {
  const three = <T>(make: (link: number) => readonly [T, T, T]): T[] =>
    Array.from(at, (_, link) => make(link)).flat();
  return {
    data: inline(
      three((link) => [at[link], at[link] - 2 * BULGE, at[link]]),
      three((link) => [from[link], (from[link] + to[link]) / 2, to[link]]),
      three((link) => [link, link, link]),
      three(() => [0, 1, 2]),
    ),
    mark: { type: "line", interpolate: "basis", color: MUTED, strokeDash: [4, 3], strokeWidth: 1.2 },
    encoding: {
      x: { field: "f0", ...x },
      y: { field: "f1", ...y },
      detail: { field: "f2", type: "nominal" },
      order: { field: "f3", type: "quantitative" },
    },
  };
}
