export { replaceFileAtomic, writeFileAtomic } from "./atomic";
export { type Clock, systemClock, virtualClock } from "./clock";
export { describeWhere, type Fault, fail, LabError, nearest, quote, type Where } from "./errors";
export { escapeHtml } from "./html";
export { makeFolder, makeFolderSync } from "./make-folder";
export { messageOf } from "./message-of";
export type { Progress, ProgressListener } from "./progress";
export { type Random, random } from "./random";
export { writeChunks } from "./write-chunks";
