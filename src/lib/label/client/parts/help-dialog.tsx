import { useState } from "preact/hooks";
import type { KeyAction } from "../../app/keys";
import { type DialogProps, Modal } from "./dialogs";
import { ACTION_TEXT, ACTIONS, strokeOf, strokeText } from "./key-text";

/** All keys, each of which can be changed by pressing another. */
export function HelpDialog({ workbench, open }: DialogProps) {
  const [changing, setChanging] = useState<KeyAction | undefined>();
  const [problem, setProblem] = useState("");
  const taken = (stroke: string, action: KeyAction): string | undefined => {
    const label = open.schema.classes.find(({ key }) => key === stroke);
    if (label !== undefined) return `the class ${label.name}`;
    const other = ACTIONS.find((one) => one !== action && open.keys[one].includes(stroke));
    return other && ACTION_TEXT[other];
  };
  const hear = (action: KeyAction, event: KeyboardEvent): void => {
    if (["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    setChanging(undefined);
    if (event.key === "Escape") return;
    const stroke = strokeOf(event);
    const owner = taken(stroke, action);
    setProblem(owner === undefined ? "" : `${strokeText(stroke)} already stands for: ${owner}.`);
    if (owner === undefined) void workbench.keys({ ...open.keys, [action]: [stroke] });
  };
  return (
    <Modal title="Keys" workbench={workbench}>
      <p class="muted">
        Choose a key, then press another to change it. Classes have the keys that the label schema gives them.
      </p>
      <p class="wb-error" role="alert">
        {problem}
      </p>
      <table>
        <tbody>
          {open.schema.classes.map(({ name, key }) => (
            <tr key={name}>
              <th scope="row">
                Label <bdi>{name}</bdi>
              </th>
              <td>{key === undefined ? <span class="muted">none</span> : <kbd>{strokeText(key)}</kbd>}</td>
            </tr>
          ))}
          {ACTIONS.map((action) => (
            <tr key={action}>
              <th scope="row">{ACTION_TEXT[action]}</th>
              <td>
                <button
                  type="button"
                  aria-label={`Change the key of: ${ACTION_TEXT[action]}`}
                  aria-pressed={changing === action}
                  disabled={!open.writable}
                  onClick={() => setChanging(action)}
                  onKeyDown={(event) => changing === action && hear(action, event)}
                  onBlur={() => setChanging(undefined)}
                >
                  {changing === action
                    ? "press a key"
                    : open.keys[action].map((stroke) => <kbd key={stroke}>{strokeText(stroke)}</kbd>)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
