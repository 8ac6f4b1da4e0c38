import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Host } from "../../../widget/client";
import type { InstanceReply, OpenReply } from "../../app/protocol";
import type { Card } from "../../app/template";
import { BoxesCard } from "./boxes-card";
import { ContextCard } from "./context-card";
import { FieldsCard } from "./fields-card";
import { LabelCard } from "./label-card";
import { NeighboursCard } from "./neighbours-card";
import type { WorkbenchState } from "./page-state";
import { PanelsCard } from "./panels-card";
import { SeriesCard } from "./series-card";
import type { Workbench } from "./workbench-state";

/** Height of the grid's rows and the room between cards, in pixels; see workbench.css. */
const ROW = 4;
const GAP = 12;

/** What every card gets. */
export interface CardProps<K extends Card["kind"]> {
  readonly card: Extract<Card, { kind: K }>;
  readonly workbench: Workbench;
  readonly state: WorkbenchState;
  readonly open: OpenReply;
  readonly instance: InstanceReply;
  readonly host: Host;
}

/** One card of the template, by its kind. */
export function CardView({ card, ...rest }: Omit<CardProps<Card["kind"]>, "card"> & { readonly card: Card }) {
  const id = `wb-card-${card.id}`;
  const element = useRef<HTMLElement>(null);
  const [rows, setRows] = useState(1);
  useEffect(() => {
    if (element.current === null) return;
    // Cards stand as close as their heights allow: each says how many of the grid's low rows it needs.
    const observer = new ResizeObserver(([{ target }]) =>
      setRows(Math.ceil((target.getBoundingClientRect().height + GAP) / ROW)),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      class="wb-card"
      data-card={card.kind}
      ref={element}
      style={{ "--width": String(card.width ?? 12), gridRow: `span ${rows}` }}
      aria-labelledby={id}
      tabIndex={-1}
    >
      <h2 id={id}>
        <bdi>{card.title}</bdi>
      </h2>
      {body(card, rest)}
    </section>
  );
}

function body(card: Card, rest: Omit<CardProps<Card["kind"]>, "card">): ComponentChildren {
  switch (card.kind) {
    case "fields":
      return <FieldsCard card={card} {...rest} />;
    case "panels":
      return <PanelsCard card={card} {...rest} />;
    case "boxes":
      return <BoxesCard card={card} {...rest} />;
    case "label":
      return <LabelCard card={card} {...rest} />;
    case "neighbours":
      return <NeighboursCard card={card} {...rest} />;
    case "series":
      return <SeriesCard card={card} {...rest} />;
    case "context":
      return <ContextCard card={card} {...rest} />;
  }
}
