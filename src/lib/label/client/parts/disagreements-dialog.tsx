import { numberText } from "./columns";
import { type DialogProps, Modal } from "./dialogs";
import { Said } from "./label-card";
import { useAnswer } from "./use-workbench";

const SHOWN = 50;

/** How far the annotators agree, and what is to be decided. */
export function DisagreementsDialog({ workbench, state, open }: DialogProps) {
  const agreement = useAnswer(() => workbench.api.ask("agreement", {}), `${state.revision}`);
  const queue = useAnswer(() => workbench.api.ask("disagreements", { count: SHOWN }), `${state.revision}`);
  const error = agreement.error ?? queue.error;
  const kappa = (v: number | null) => (v === null ? "not defined" : v.toFixed(3));
  return (
    <Modal title="Agreement" workbench={workbench}>
      {error !== undefined && (
        <p class="wb-error" role="alert">
          {error}
        </p>
      )}
      {agreement.value !== undefined && (
        <>
          <table>
            <thead>
              <tr>
                {["annotators", "rows both labelled", "agree on", "Cohen's kappa"].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {agreement.value.pairs.map(({ a, b, rows, kappa: value, agreement: share }) => (
                <tr key={`${a}\n${b}`}>
                  <th scope="row">
                    <bdi>{a}</bdi> and <bdi>{b}</bdi>
                  </th>
                  <td>{numberText(rows)}</td>
                  <td>{share === null ? "–" : `${(100 * share).toFixed(1)} %`}</td>
                  <td>{kappa(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="muted">
            Fleiss' kappa over {numberText(agreement.value.fleiss.rows)} rows that all{" "}
            {agreement.value.fleiss.annotators} labelled: {kappa(agreement.value.fleiss.kappa)}
          </p>
        </>
      )}
      <h3>To decide: {queue.value === undefined ? "…" : queue.value.count}</h3>
      <ul class="wb-disputes">
        {queue.value?.rows.map(({ row, labels }) => (
          <li key={row}>
            <button
              type="button"
              class="wb-link"
              onClick={() => {
                workbench.set({ dialog: undefined });
                void workbench.jump(row);
              }}
            >
              Instance {row + 1}
            </button>
            {labels.map((label) => (
              <Said key={label.event} label={label} />
            ))}
            <span class="wb-decide">
              {open.schema.classes.map(({ name }) => (
                <button
                  key={name}
                  type="button"
                  disabled={!open.writable}
                  onClick={() => void workbench.adjudicate({ labels: [name] }, row)}
                >
                  <bdi>{name}</bdi>
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
