import type { EventKind, EventLine } from "../../live/messages";
import { count } from "./format";
import { GLYPHS } from "./marks";
import type { RunView } from "./run-view";

/** Events in the list; the older ones are counted. */
const SHOWN = 200;

const NAMES: Readonly<Record<EventKind, string>> = {
  stage: "Stage",
  drift: "Drift",
  "follow-up": "Follow-up",
  adopted: "Adoption",
  refused: "Refusal",
  rollback: "Rollback",
  swap: "Swap",
  failure: "Failure",
  pause: "Pause",
  resume: "Resume",
  end: "End",
};

/** What happened and why, the newest first. The row's button brings the place into view. */
export function Events({ view }: { readonly view: RunView }) {
  const lines = view.events.slice(-SHOWN).reverse();
  const older = view.events.length - lines.length;
  return (
    <section class="panel" aria-labelledby="panel-events">
      <header class="panel-head">
        <h2 id="panel-events">What happened</h2>
        <span class="muted">{view.state === undefined ? "" : `${count(view.state.events)} events`}</span>
      </header>
      {lines.length === 0 ? (
        <p class="muted">Nothing yet.</p>
      ) : (
        <div class="events">
          <table>
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">Event</th>
                <th scope="col">What and why</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line key={line.n} line={line} view={view} />
              ))}
            </tbody>
          </table>
          {older > 0 && <p class="muted">{count(older)} older ones are in events.jsonl.</p>}
        </div>
      )}
    </section>
  );
}

function Line({ line, view }: { readonly line: EventLine; readonly view: RunView }) {
  const { seq, kind, title, reason } = line;
  const show = (): void => {
    if (seq === null) return;
    const span = Math.min(view.to - view.from, Math.max(400, (view.last - view.first) / 20));
    view.still(seq - span / 2, seq + span / 2);
  };
  return (
    <tr class={`event event-${kind}`}>
      <td class="number">
        {seq === null ? (
          "–"
        ) : (
          <button type="button" class="link" onClick={show} aria-label={`Show row ${count(seq)}`}>
            {count(seq)}
          </button>
        )}
      </td>
      <td class="kind">
        <span class="glyph" aria-hidden="true">
          {GLYPHS[kind]}
        </span>
        {NAMES[kind]}
      </td>
      <td>
        <bdi class="what">{title}</bdi>
        {reason !== "" && <bdi class="why"> {reason}</bdi>}
      </td>
    </tr>
  );
}
