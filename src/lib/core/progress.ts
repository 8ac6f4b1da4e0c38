/** How far a long operation is. `total` is undefined while it is unknown. */
export interface Progress {
  readonly task: string;
  readonly done: number;
  readonly total?: number;
  readonly note?: string;
}

/** Long operations take one of these as an option and call it at most a few times a second. */
export type ProgressListener = (progress: Progress) => void;
