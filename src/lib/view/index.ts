// The figure, how it is shown and kept.

export type { Band, Level, Mark } from "./annotations";
// Charts, one a file.
export { type LineOptions, lineChart } from "./charts/line-chart";
export { Figure, type FigureOptions, type MimeBundle } from "./figure";
export { textWidth } from "./font";
export { save } from "./save";
export { bundleOf, type Html, type Showable, show } from "./show";
export type { Source } from "./source";
export { tablePreview } from "./table-preview";
export { plainText } from "./text";
