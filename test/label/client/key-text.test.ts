import assert from "node:assert/strict";
import { DEFAULT_KEYS, KEY_ACTIONS } from "../../../src/lib/label/app/keys";
import {
  ACTION_TEXT,
  ACTIONS,
  boundTo,
  strokeOf,
  strokeText,
} from "../../../src/lib/label/client/parts/key-text";

const press = (key: string, held: readonly string[] = []) =>
  strokeOf({
    key,
    ctrlKey: held.includes("Control"),
    altKey: held.includes("Alt"),
    shiftKey: held.includes("Shift"),
    metaKey: held.includes("Meta"),
  });

describe("keys of the workbench", () => {
  it("names strokes as the key table does, whatever a keyboard needs Shift for", () => {
    assert.deepEqual(
      [
        press("j"),
        press("?", ["Shift"]),
        press("o", ["Shift"]),
        press("O", ["Shift"]),
        press("ö", ["Shift"]),
        press("z", ["Control"]),
        press("ArrowLeft", ["Alt", "Shift"]),
        press(" "),
        press("+"),
      ],
      ["j", "?", "Shift+O", "Shift+O", "Shift+Ö", "Control+z", "Alt+Shift+ArrowLeft", "Space", "+"],
    );
  });

  it("looks up classes first, then actions, and takes the command key for Control", () => {
    const classes = [
      { name: "TC", colour: "#ff0000", key: "1" },
      { name: "OVS", colour: "#00ff00", key: "n" },
    ];
    assert.deepEqual(boundTo("1", DEFAULT_KEYS, classes), { label: "TC" });
    assert.deepEqual(boundTo("n", DEFAULT_KEYS, classes), { label: "OVS" });
    assert.deepEqual(boundTo("n", DEFAULT_KEYS, []), { action: "next-unlabelled" });
    assert.deepEqual(boundTo("Meta+z", DEFAULT_KEYS, classes), { action: "undo" });
    assert.equal(boundTo("x", DEFAULT_KEYS, classes), undefined);
    assert.equal(boundTo("__proto__", DEFAULT_KEYS, classes), undefined);
  });

  it("has a text for every action and no key twice by default", () => {
    assert.deepEqual([...ACTIONS].sort(), [...KEY_ACTIONS].sort());
    for (const action of KEY_ACTIONS) assert.ok(ACTION_TEXT[action].length > 3, action);
    const strokes = KEY_ACTIONS.flatMap((action) => DEFAULT_KEYS[action]);
    assert.equal(new Set(strokes).size, strokes.length);
  });

  it("shows strokes for people", () => {
    assert.deepEqual(["Control+z", "ArrowRight", "+"].map(strokeText), ["Ctrl+z", "→", "+"]);
  });
});
