import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { OpenReply } from "../../app/protocol";
import { BulkDialog } from "./bulk-dialog";
import { DisagreementsDialog } from "./disagreements-dialog";
import { HelpDialog } from "./help-dialog";
import { LayoutDialog } from "./layout-dialog";
import type { WorkbenchState } from "./page-state";
import type { Workbench } from "./workbench-state";

export interface DialogProps {
  readonly workbench: Workbench;
  readonly state: WorkbenchState;
  readonly open: OpenReply;
}

/** The dialog that is open, if one is. */
export function Dialogs(props: DialogProps) {
  switch (props.state.dialog) {
    case "help":
      return <HelpDialog {...props} />;
    case "bulk":
      return <BulkDialog {...props} />;
    case "layout":
      return <LayoutDialog {...props} />;
    case "disagreements":
      return <DisagreementsDialog {...props} />;
    default:
      return null;
  }
}

/** A modal dialog: Escape and its button close it, and the focus goes back to the workbench. */
export function Modal({
  title,
  workbench,
  children,
}: {
  readonly title: string;
  readonly workbench: Workbench;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
    };
  }, []);
  const close = () => {
    const page = dialog.current?.closest<HTMLElement>(".wb");
    workbench.set({ dialog: undefined });
    page?.focus();
  };
  return (
    <dialog
      ref={dialog}
      class="wb-dialog"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="wb-dialog-head">
        <h2>{title}</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      {children}
    </dialog>
  );
}
