import { useEffect, useRef, useState } from "preact/hooks";
import type { ConnectionState, Host } from "../../../widget/client";
import { CardView } from "./card";
import { Dialogs } from "./dialogs";
import { FilterBar } from "./filter-bar";
import { Header } from "./header";
import { type FocusName, pressed } from "./keyboard";
import { useWorkbench } from "./use-workbench";
import type { Workbench } from "./workbench-state";

/** The page: header with the position, filter, cards of the template, and one line that says what happened. */
export function App({ workbench, host }: { readonly workbench: Workbench; readonly host: Host }) {
  const state = useWorkbench(workbench);
  const page = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState<ConnectionState>(host.connection.state);
  useEffect(() => host.connection.onState(setLine), [host]);
  useEffect(() => {
    const focus = (name: FocusName): void => {
      const field = page.current?.querySelector<HTMLInputElement>(`[data-focus="${name}"]`);
      field?.focus();
      field?.select?.();
    };
    const heard = (event: Event): void => {
      const target = event.composedPath()[0];
      const element = target instanceof Element ? target : undefined;
      const within =
        element !== undefined && page.current?.contains(element) ? element : (page.current ?? undefined);
      if (pressed(workbench, event as KeyboardEvent, within, focus)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    // On a page of its own all keys are the workbench's; in a notebook only those typed inside of it.
    const place: EventTarget = host.standalone ? window : host.root;
    place.addEventListener("keydown", heard);
    return () => place.removeEventListener("keydown", heard);
  }, [workbench, host]);

  const { open, instance, note } = state;
  // A page has one main part; in a notebook that is not us.
  const Cards = host.standalone ? "main" : "section";
  if (open === undefined) {
    return (
      <div class="wb" ref={page}>
        <p class="wb-wait" role="status">
          {note?.text ?? "Opening the data set …"}
        </p>
      </div>
    );
  }
  return (
    <div class="wb" ref={page} tabIndex={-1} data-busy={state.busy ? "" : undefined}>
      <Header workbench={workbench} state={state} open={open} />
      <FilterBar workbench={workbench} open={open} />
      {(line === "lost" || line === "ended") && (
        <p class="wb-line" role="alert">
          {line === "lost"
            ? "The connection to the server is lost; trying again. Every label that was shown as given is on disk."
            : `The server behind this page has ended. Every label that was shown as given is on disk: ${
                host.standalone ? "start the workbench again" : "run the notebook's cells again"
              } to go on.`}
        </p>
      )}
      <div class="wb-note" data-kind={note?.kind ?? "info"} role="status" aria-live="polite">
        {!open.writable && <span class="wb-readonly">Read only: another process writes these labels. </span>}
        <bdi>{note?.text ?? ""}</bdi>
      </div>
      <Cards class="wb-cards" aria-label="Instance">
        {instance === undefined ? (
          <p class="wb-wait">The data set has no rows.</p>
        ) : (
          open.template.cards.map((card) => (
            <CardView
              key={card.id}
              card={card}
              workbench={workbench}
              state={state}
              open={open}
              instance={instance}
              host={host}
            />
          ))
        )}
      </Cards>
      <Dialogs workbench={workbench} state={state} open={open} />
    </div>
  );
}
