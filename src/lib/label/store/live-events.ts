import type { LabelEvent } from "../event/label-event";
import type { LabelState } from "./label-state";

/**
 * What compaction keeps of an event; undefined when nothing of it matters any longer. Every cell is made by one event
 * alone, and a later event that touched the cell and does not count was undone as a whole, so the events that count
 * give the same state when they are played in their order without the others.
 */
export function liveEvents(state: LabelState): (event: LabelEvent) => LabelEvent | undefined {
  const live = new Set<number>();
  for (const layer of state.layers.values()) {
    for (let row = 0; row < layer.rows; row++) if (layer.events[row] !== 0) live.add(layer.events[row]);
    for (const { event } of layer.segments.values()) live.add(event);
  }
  return (event) => {
    if (event.action === "schema") return event;
    if (event.action === "ranges") {
      const put = event.put.filter(({ id }) => state.ranges.get(id)?.event === event.id);
      return put.length === 0 ? undefined : { ...event, put, remove: [] };
    }
    return live.has(event.id) ? event : undefined;
  };
}
