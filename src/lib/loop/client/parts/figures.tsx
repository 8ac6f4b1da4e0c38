import type { RunState } from "../../live/messages";
import { count, percent, short, tierName } from "./format";

/** The numbers one looks for first. */
export function Figures({ state }: { readonly state: RunState }) {
  const { latest, tolerance, window } = state;
  const gain = latest.current === null || latest.baseline === null ? null : latest.current - latest.baseline;
  return (
    <dl class="figures" aria-label="Present figures">
      <div>
        <dt>Rows predicted</dt>
        <dd>{count(state.rows)}</dd>
      </div>
      <div>
        <dt>
          Right within {Math.round(tolerance * 100)} %, last {window} rows
        </dt>
        <dd>
          {percent(latest.current)}
          <small>
            baseline {percent(latest.baseline)}
            {gain !== null && `, ${gain >= 0 ? "+" : "−"}${Math.abs(gain * 100).toFixed(1)} points`}
          </small>
        </dd>
      </div>
      <div class={latest.tier !== null && latest.tier > 0 ? "alarmed" : ""}>
        <dt>Drift score</dt>
        <dd>
          {short(latest.score)}
          <small>
            {tierName(latest.tier)}
            {latest.bound !== null && `, bound ${short(latest.bound)}`}
          </small>
        </dd>
      </div>
      <div>
        <dt>Model in service</dt>
        <dd class="model">
          <bdi>{latest.model ?? "–"}</bdi>
          <small>{state.models.length === 1 ? "the first" : `${state.models.length} models so far`}</small>
        </dd>
      </div>
    </dl>
  );
}
