import { renderPng, renderSvg } from "./render";
import { type Draft, type Spec, safeSpec } from "./spec";
import { plainText, slugOf, wrapEvenly } from "./text";
import { ALERT, CONFIG, SUBTITLE_SIZE, TITLE_SIZE, WIDTH } from "./theme";

export const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";
/** The key of the lab's own entry in an output's metadata. */
export const METADATA_KEY = "dataplane-lab";

/** What every figure function takes beside its data. */
export interface FigureOptions {
  /** Stands above the picture. */
  readonly title?: string;
  /** One line under the title: what the reader should know to read the picture. */
  readonly subtitle?: string;
  /** What a paper would print below; goes with the picture as text. */
  readonly caption?: string;
  /** File name without ending; default: made from the title. */
  readonly slug?: string;
  /** True when any of the data is simulated: the picture then says so. */
  readonly simulated?: boolean;
  /** Size of the plot area in CSS pixels; default 440 wide, which a paper's column prints readably. */
  readonly width?: number;
  readonly height?: number;
}

/** One notebook output: MIME types and their contents, and metadata about them. */
export interface MimeBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Another form of the same picture, for front ends that know it. */
export interface Alternative {
  readonly mime: string;
  readonly data: unknown;
}

/**
 * A picture as an immutable value: a Vega-Lite v5 specification with its data inside, and what to call it.
 * It is drawn when asked, without a browser, canvas, network or system fonts; the same figure gives the same bytes.
 *
 * @example
 * const f = view.lineChart({ second: [0, 1, 2], rate: [5, null, 7] }, { x: "second", y: "rate", title: "Input rate" });
 * f.slug //=> "input-rate"
 * f.svg().startsWith("<svg ") //=> true
 */
export class Figure {
  readonly slug: string;
  readonly title: string;
  readonly caption: string;
  readonly simulated: boolean;
  /** The complete specification, frozen. */
  readonly spec: Spec;
  readonly #interactive: Alternative | undefined;
  #svg: string | undefined;

  /**
   * @param body mark, layers or panels with inline data, without title and config; it must not load, link or compute
   * @param interactive stands in the output in place of the Vega-Lite form: front ends show only one of them
   * @throws LabError when the body holds a key that could
   */
  constructor(
    body: Draft,
    options: FigureOptions & { readonly fallbackTitle?: string } = {},
    interactive?: Alternative,
  ) {
    this.#interactive = interactive;
    this.title = plainText(options.title ?? options.fallbackTitle ?? "Figure");
    this.slug = slugOf(options.slug ?? this.title);
    this.caption = plainText(options.caption ?? "");
    this.simulated = options.simulated ?? false;
    this.spec = safeSpec({
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      description: this.#label(),
      title: heading(this.title, options.subtitle, this.simulated, options.width ?? WIDTH),
      ...(body as { readonly [key: string]: Draft }),
      config: CONFIG,
    }) as Spec;
  }

  /** The picture as SVG text. */
  svg(): string {
    this.#svg ??= renderSvg(this.spec, this.#label());
    return this.#svg;
  }

  /** The picture as PNG bytes; scale 2 (default) suits a screen, 4 a printed page. */
  png(options: { readonly scale?: number } = {}): Uint8Array {
    return renderPng(this.svg(), options.scale ?? 2);
  }

  /** Everything a notebook front end may choose from, as one output. */
  bundle(): MimeBundle {
    return {
      data: {
        ...(this.#interactive === undefined
          ? { [VEGA_LITE_MIME]: this.spec }
          : { [this.#interactive.mime]: this.#interactive.data }),
        "image/svg+xml": this.svg(),
        "image/png": Buffer.from(this.png()).toString("base64"),
        "text/plain": this.toString(),
      },
      metadata: {
        [METADATA_KEY]: {
          figure: this.slug,
          title: this.title,
          caption: this.caption,
          simulated: this.simulated,
        },
      },
    };
  }

  /** Title and caption, for a terminal and for readers who see no picture. */
  toString(): string {
    return `[figure] ${this.#label()}`;
  }

  #label(): string {
    const title = this.simulated ? `${this.title} (simulated data)` : this.title;
    return this.caption === "" ? title : `${title}. ${this.caption}`;
  }
}

/** Title and subtitle, broken to the width of the plot; the word "simulated" is part of the picture. */
function heading(title: string, subtitle: string | undefined, simulated: boolean, width: number): Draft {
  const room = Math.max(200, width + 40);
  const parts = [
    ...(simulated ? ["SIMULATED DATA"] : []),
    ...(subtitle === undefined ? [] : [plainText(subtitle)]),
  ];
  const lines = parts.length === 0 ? undefined : wrapEvenly(parts.join("  ·  "), room, SUBTITLE_SIZE);
  return {
    text: wrapEvenly(title, room, TITLE_SIZE, "bold"),
    ...(lines === undefined ? {} : { subtitle: lines }),
    ...(simulated ? { subtitleColor: ALERT } : {}),
  };
}
