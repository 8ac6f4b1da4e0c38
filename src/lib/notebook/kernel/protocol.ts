import type { CellFailure } from "./failure";

/** A figure, table or text that a cell showed: one representation per MIME type. */
export interface DisplayBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Set when a later bundle may replace this one. */
  readonly displayId?: string;
}

/** What the batch runner asks of the kernel's process. */
export type ToKernel =
  | { readonly type: "execute"; readonly id: number; readonly code: string }
  | { readonly type: "check"; readonly id: number; readonly cells: readonly string[] }
  | { readonly type: "settle"; readonly id: number };

/** What the kernel's process answers. `id` is that of the request. */
export type FromKernel =
  | { readonly type: "ready" }
  | { readonly type: "stream"; readonly id: number; readonly name: StreamName; readonly text: string }
  | {
      readonly type: "display";
      readonly id: number;
      readonly bundle: DisplayBundle;
      readonly update: boolean;
    }
  | { readonly type: "result"; readonly id: number; readonly text: string }
  | { readonly type: "done"; readonly id: number; readonly failure?: CellFailure };

export type StreamName = "stdout" | "stderr";
