import type * as Vega from "vega";
import type * as VegaLite from "vega-lite";
import { fail } from "../core";
import { fontFiles, textWidth } from "./font";
import type { Spec } from "./spec";
import { tidySvg } from "./svg";

/** The parts of vega that its type declarations leave out. */
interface VegaInside {
  textMetrics: { width(item: TextItem, text: string): number };
  resetSVGDefIds(): void;
  SVGStringRenderer: new (
    loader: unknown,
  ) => {
    initialize(
      element: null,
      width: number,
      height: number,
      origin: [number, number],
      scale: number,
    ): {
      background(colour: unknown): { render(scene: unknown): { svg(): string } };
    };
  };
}
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}
interface ViewInside {
  _viewWidth: number;
  _viewHeight: number;
  _origin: [number, number];
  padding(): { left: number; right: number; top: number; bottom: number };
  scenegraph(): { root: unknown };
}

/**
 * A Vega-Lite specification as SVG text: no browser, no canvas, no network, no system fonts. It runs in one go,
 * so nothing has to be awaited. The same specification gives the same bytes on every machine.
 */
export function renderSvg(spec: Spec, label: string): string {
  const vega = require("vega") as typeof Vega & VegaInside;
  const vegaLite = require("vega-lite") as typeof VegaLite;
  const faults: string[] = [];
  const logger = quietLogger((text) => faults.push(text));
  // Vega marks the data rows it is given, so it gets a copy of its own.
  const own = structuredClone(spec) as unknown as VegaLite.TopLevelSpec;
  const compiled = vegaLite.compile(own, { logger }).spec;

  const measured = vega.textMetrics.width;
  // Without a canvas vega guesses 0.8 em a letter; the shipped font says it exactly.
  vega.textMetrics.width = (item, text) =>
    textWidth(text, item.fontSize ?? 11, isBold(item.fontWeight) ? "bold" : "normal");
  try {
    vega.resetSVGDefIds();
    const view = new vega.View(vega.parse(compiled), { renderer: "none", loader: closedLoader(), logger });
    // With inline data and a loader that loads nothing, run() is done when it returns.
    view.run();
    if (faults.length > 0) throw new Error(faults.join("; "));
    const inside = view as unknown as ViewInside;
    const padding = inside.padding();
    const svg = new vega.SVGStringRenderer(closedLoader())
      .initialize(
        null,
        inside._viewWidth + padding.left + padding.right,
        inside._viewHeight + padding.top + padding.bottom,
        [padding.left + inside._origin[0], padding.top + inside._origin[1]],
        1,
      )
      .background(view.background())
      .render(inside.scenegraph().root)
      .svg();
    view.finalize();
    return tidySvg(svg, label);
  } finally {
    vega.textMetrics.width = measured;
  }
}

/** SVG text as PNG bytes, with the shipped font only. */
export function renderPng(svg: string, scale: number): Uint8Array {
  if (!(scale > 0 && scale <= 8)) {
    fail({ code: "argument", expected: "a PNG scale above 0 and at most 8", found: String(scale) });
  }
  const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles(),
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
    logLevel: "off",
  });
  return image.render().asPng();
}

function isBold(weight: string | number | undefined): boolean {
  return weight === "bold" || Number(weight) >= 600;
}

/** Refuses every load and every link: a figure is closed in itself. */
function closedLoader(): Vega.Loader {
  const refuse = (): Promise<never> => Promise.reject(new Error("a figure loads nothing"));
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse } as unknown as Vega.Loader;
}

/** Collects errors and warnings: a warning means that a figure draws something else than it was told. */
function quietLogger(report: (text: string) => void): Vega.LoggerInterface {
  const logger = {
    level: () => logger,
    error(...parts: readonly unknown[]) {
      report(parts.map(String).join(" "));
      return logger;
    },
    warn(...parts: readonly unknown[]) {
      report(parts.map(String).join(" "));
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return logger as unknown as Vega.LoggerInterface;
}
