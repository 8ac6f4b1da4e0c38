export { formatNotebook, type Notebook, type NotebookCell, parseNotebook, readNotebook } from "./format";
export type { CellFailure } from "./kernel/failure";
export { parseParameter } from "./parameters";
export type { Manifest, NotebookEntry } from "./runner/manifest";
export { findProject } from "./runner/project";
export { type RunEvent, type RunOptions, type RunResult, runNotebooks } from "./runner/run";
export { type NotebookOptions, type NotebookRun, runNotebook } from "./runner/run-notebook";
