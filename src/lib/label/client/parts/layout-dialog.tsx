import { useState } from "preact/hooks";
import type { Card, Template } from "../../app/template";
import { type DialogProps, Modal } from "./dialogs";

/** The cards in their order: move, widen, take away, put back; or the layout as a text to copy and paste. */
export function LayoutDialog({ workbench, open }: DialogProps) {
  const { template } = open;
  const [text, setText] = useState(() => JSON.stringify(template, null, 2));
  const [problem, setProblem] = useState("");
  const put = (cards: readonly Card[]) => {
    const changed: Template = { ...template, cards };
    setText(JSON.stringify(changed, null, 2));
    void workbench.template(changed);
  };
  const moved = (from: number, to: number): Card[] => {
    const cards = [...template.cards];
    cards.splice(to, 0, ...cards.splice(from, 1));
    return cards;
  };
  return (
    <Modal title="Layout" workbench={workbench}>
      <ol class="wb-layout">
        {template.cards.map((card, k) => (
          <li key={card.id}>
            <span class="wb-grow">
              <bdi>{card.title}</bdi> <span class="muted">({card.kind})</span>
            </span>
            <button
              type="button"
              aria-label={`Move ${card.title} up`}
              disabled={k === 0}
              onClick={() => put(moved(k, k - 1))}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={`Move ${card.title} down`}
              disabled={k === template.cards.length - 1}
              onClick={() => put(moved(k, k + 1))}
            >
              ↓
            </button>
            <label>
              width{" "}
              <select
                value={String(card.width ?? 12)}
                onChange={(event) =>
                  put(
                    template.cards.map((one) =>
                      one === card ? { ...card, width: Number(event.currentTarget.value) } : one,
                    ),
                  )
                }
              >
                {[3, 4, 5, 6, 7, 8, 9, 12].map((n) => (
                  <option key={n} value={String(n)}>
                    {n} of 12
                  </option>
                ))}
              </select>
            </label>
            <button
              type="button"
              aria-label={`Take ${card.title} away`}
              onClick={() => put(template.cards.filter((one) => one !== card))}
            >
              Take away
            </button>
          </li>
        ))}
      </ol>
      <details>
        <summary>As a file</summary>
        <textarea
          class="wb-json"
          aria-label="Layout as JSON"
          rows={16}
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="wb-error" role="alert">
          {problem}
        </p>
        <button
          type="button"
          onClick={() => {
            try {
              const parsed = JSON.parse(text) as Template;
              setProblem("");
              void workbench.template(parsed);
            } catch (error) {
              setProblem(`This is no JSON: ${(error as Error).message}`);
            }
          }}
        >
          Use this layout
        </button>
      </details>
    </Modal>
  );
}
