import { cellTexts } from "../../table";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { textWidth } from "../font";
import { inline } from "../rows";
import { type Source, tableOf } from "../source";
import type { Draft } from "../spec";
import { fitText, plainText } from "../text";
import { FAINT, INK, LABEL_SIZE } from "../theme";

export interface TableFigureOptions extends FigureOptions {
  /** Default: all columns, at most 12. */
  readonly columns?: readonly string[];
  /** How many of the first rows; default 20. */
  readonly rows?: number;
}

const ROW = 20;
const GAP = 18;
const WIDEST = 220;

/** The first rows of a table as a picture: numbers to the right, missing as a dash. */
export function tableFigure(source: Source, options: TableFigureOptions = {}): Figure {
  const table = tableOf(source);
  const names = options.columns ?? table.names.slice(0, 12);
  const rows = Math.min(options.rows ?? 20, table.length);
  const fallbackTitle = `${table.length} rows × ${table.names.length} columns`;
  if (names.length === 0 || rows === 0) return emptyFigure(fallbackTitle, options);
  const x: number[] = [];
  const y: number[] = [];
  const text: string[] = [];
  const kind: string[] = [];
  let left = 0;
  for (const name of names) {
    const right = table.isNumeric(name);
    const cells = cellTexts(
      Array.from({ length: rows }, (_, i) => table.at(i, name)),
      plainText,
    ).map((cell) => fitText(cell, WIDEST, LABEL_SIZE));
    const head = fitText(plainText(name), WIDEST, LABEL_SIZE, "bold");
    const width = Math.max(
      textWidth(head, LABEL_SIZE, "bold"),
      ...cells.map((cell) => textWidth(cell, LABEL_SIZE)),
    );
    [head, ...cells].forEach((cell, i) => {
      x.push(right ? left + width : left);
      y.push((i + 0.5) * ROW);
      text.push(cell);
      kind.push(`${i === 0 ? "bold" : "normal"} ${right ? "right" : "left"}`);
    });
    left += width + GAP;
  }
  const width = Math.ceil(left - GAP);
  const place = {
    x: { field: "f0", type: "quantitative", scale: null, axis: null },
    y: { field: "f1", type: "quantitative", scale: null, axis: null },
  };
  const texts = ["bold left", "bold right", "normal left", "normal right"].map((look): Draft => {
    const [fontWeight, align] = look.split(" ");
    const part = [...kind.keys()].filter((i) => kind[i] === look);
    return {
      data: inline(
        part.map((i) => x[i]),
        part.map((i) => y[i]),
        part.map((i) => text[i]),
      ),
      mark: { type: "text", align, fontWeight, baseline: "middle", fontSize: LABEL_SIZE, color: INK },
      encoding: { ...place, text: { field: "f2", type: "nominal" } },
    };
  });
  const lines = {
    data: inline([ROW, ROW * (rows + 1)], [0, 0], [width, width]),
    mark: { type: "rule", color: FAINT },
    encoding: {
      x: { field: "f1", type: "quantitative", scale: null, axis: null },
      x2: { field: "f2" },
      y: { field: "f0", type: "quantitative", scale: null, axis: null },
    },
  };
  const more = table.length > rows ? `first ${rows} of ${table.length} rows` : undefined;
  const subtitle = [options.subtitle, more].filter((note) => note !== undefined).join(" · ");
  return new Figure(
    { width, height: ROW * (rows + 1), layer: [lines, ...texts] },
    { ...options, width, fallbackTitle, subtitle: subtitle === "" ? undefined : subtitle },
  );
}
