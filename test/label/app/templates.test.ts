import assert from "node:assert/strict";
import { FLOW_COLUMNS } from "../../../src/lib/flow/columns";
import {
  checkKeys,
  checkSchema,
  checkTemplate,
  DEFAULT_KEYS,
  FLOW_TEMPLATE,
  fitTemplate,
  INSTANCE_TEMPLATE,
  instanceColumns,
  templateFor,
} from "../../../src/lib/label";
import { SCHEMAS } from "../../../src/lib/label/app/source-options";
import { Table } from "../../../src/lib/table";
import { HOSTILE } from "../support/hostile";

describe("schemas, layouts and keys", () => {
  it("that are shipped pass their own checks", () => {
    for (const template of [INSTANCE_TEMPLATE, FLOW_TEMPLATE])
      assert.deepEqual(checkTemplate(JSON.parse(JSON.stringify(template))), template);
    for (const schema of Object.values(SCHEMAS)) {
      assert.deepEqual(checkSchema(JSON.parse(JSON.stringify(schema))), schema);
      checkKeys({}, schema);
    }
  });

  it("show every one of the 34 features, and every column of a flow", () => {
    const shown = (template: typeof INSTANCE_TEMPLATE, names: readonly string[]): string[] => {
      const seen = new Set<string>();
      for (const card of template.cards) {
        const patterns =
          card.kind === "fields"
            ? card.columns
            : card.kind === "panels"
              ? card.panels.flatMap((panel) => card.columns.map((one) => one.replaceAll("{}", panel.name)))
              : [];
        for (const one of patterns) {
          for (const name of names)
            if (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one) seen.add(name);
        }
      }
      return names.filter((name) => !seen.has(name));
    };
    assert.deepEqual(
      shown(
        INSTANCE_TEMPLATE,
        instanceColumns().map(({ name }) => name),
      ),
      [],
    );
    const wide = instanceColumns({ technologies: ["TC", "OVS", "IPTABLES"], queues: 2, flows: 2 });
    assert.deepEqual(
      shown(
        INSTANCE_TEMPLATE,
        wide.map(({ name }) => name),
      ),
      [],
    );
    const flows = FLOW_COLUMNS.filter((name) => !name.includes("SECOND_BYTES"));
    assert.deepEqual(shown(FLOW_TEMPLATE, flows), []);
  });

  it("are chosen by the columns, and lose cards that have nothing to show", () => {
    const plain = Table.of(instanceColumns().map(({ name }) => [name, [1]] as const));
    assert.equal(templateFor(plain), INSTANCE_TEMPLATE);
    const { template, notes } = fitTemplate(INSTANCE_TEMPLATE, plain.names);
    assert.deepEqual(
      template.cards.map(({ id }) => id),
      ["label", "device", "rule", "flow", "point", "boxes", "neighbours"],
    );
    assert.equal(notes.length, 1);
    assert.equal(templateFor(Table.of({ IN_BYTES: [1], OUT_BYTES: [1] })), FLOW_TEMPLATE);
  });

  it("say which field of which card is wrong", () => {
    const card = { id: "a", title: "A", kind: "fields", columns: ["x"] };
    const template = (...cards: unknown[]): unknown => ({ name: "n", version: 1, title: "t", cards });
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [null, /a template as an object/],
      [{ name: "n", version: 1, title: "t", cards: "x" }, /cards of the template/],
      [{ name: "n", version: 0, title: "t", cards: [] }, /version of the template/],
      [{ name: "n", version: 1, title: "t", cards: [], colour: 1 }, /"colour"/],
      [template({ ...card, kind: "html" }), /kind of card "a"/],
      [template({ ...card, colums: [] }), /Did you mean "columns"/],
      [template({ ...card, columns: [] }), /columns of card "a"/],
      [template({ ...card, width: 13 }), /width of card "a": 1 to 12/],
      [template(card, card), /"a" twice/],
      [template({ ...card, title: "" }), /title of card "a"/],
      [template({ id: "b", title: "B", kind: "boxes", columns: ["x"] }), /by of card "b"/],
      [
        template({
          id: "p",
          title: "P",
          kind: "panels",
          columns: ["{}_x"],
          panels: [{ name: "TC", colour: "red" }],
        }),
        /panels of card "p"/,
      ],
      [template({ id: "c", title: "C", kind: "context", columns: ["x"], rows: 1e9 }), /rows of card "c"/],
    ];
    for (const [value, message] of cases) assert.throws(() => checkTemplate(value, "my.json"), message);
    for (const text of HOSTILE)
      assert.equal(checkTemplate(template({ ...card, title: text })).cards[0].title, text);
  });

  it("say which class of a schema is wrong", () => {
    const schema = (...classes: unknown[]): unknown => ({ name: "n", version: 1, classes });
    const one = { name: "a", colour: "#000000" };
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [[], /a label schema as an object/],
      [schema(), /classes of the label schema/],
      [schema({ ...one, colour: "url(javascript:x)" }), /colour of class 1 .*#rrggbb/],
      [schema(one, one), /class names that differ/],
      [
        schema({ ...one, key: "1" }, { name: "b", colour: "#000000", key: "1" }),
        /keys of classes that differ/,
      ],
      [schema({ colour: "#000000" }), /name of class 1/],
      [{ name: "n", version: 1.5, classes: [one] }, /version/],
      [{ name: "n", version: 1, classes: [{ ...one, name: "a|b" }], multiple: true }, /without \|/],
      [{ name: "n", version: 1, classes: [{ ...one, name: "half \ud83d" }] }, /name of class 1/],
    ];
    for (const [value, message] of cases) assert.throws(() => checkSchema(value), message);
    const hostile = checkSchema(schema(...HOSTILE.map((name) => ({ ...one, name }))));
    assert.deepEqual(
      hostile.classes.map(({ name }) => name),
      HOSTILE,
    );
  });

  it("let classes take keys from actions that nobody gave a key, and no other way", () => {
    const schema = checkSchema({
      name: "n",
      version: 1,
      classes: [{ name: "next", colour: "#000000", key: "j" }],
    });
    assert.deepEqual(checkKeys({}, schema).next, ["ArrowRight"]);
    assert.throws(() => checkKeys({ next: ["j"] }, schema), /one use of each key/);
    assert.throws(() => checkKeys({ next: ["x"], previous: ["x"] }, schema), /one use of each key/);
    assert.throws(() => checkKeys({ nxt: ["x"] }, schema), /Did you mean "next"/);
    assert.throws(() => checkKeys({ next: "x" }, schema), /keys of next/);
    assert.deepEqual(checkKeys({ undo: [] }, undefined).undo, []);
    assert.deepEqual(checkKeys({}, undefined), DEFAULT_KEYS);
  });
});
