import type { InstanceReply, OpenReply } from "../../app/protocol";

export type Dialog = "help" | "bulk" | "layout" | "keys" | "schema" | "disagreements" | undefined;

export interface Draft {
  readonly labels: readonly string[];
  readonly confidence: number | undefined;
  readonly comment: string;
}

export interface Note {
  readonly text: string;
  readonly kind: "info" | "error";
}

export interface WorkbenchState {
  readonly open: OpenReply | undefined;
  readonly instance: InstanceReply | undefined;
  readonly draft: Draft;
  /** A request that changes something is on its way to the disk. */
  readonly busy: boolean;
  readonly note: Note | undefined;
  readonly dialog: Dialog;
  /** Show the neighbours with all columns side by side. */
  readonly compareWith: number | undefined;
  /** Counts changes that others made, so that cards ask anew. */
  readonly revision: number;
}
