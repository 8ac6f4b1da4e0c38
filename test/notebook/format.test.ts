import assert from "node:assert/strict";
import { formatNotebook, parseNotebook, readNotebook } from "../../src/lib/notebook";

const minimal = (extra: object = {}): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, cells: [], metadata: {}, ...extra });

describe("notebook format", () => {
  it("reads old minors: makes ids, joins lists of lines, keeps what it does not know", () => {
    const text = minimal({
      nbformat_minor: 2,
      cells: [
        {
          cell_type: "markdown",
          metadata: { mine: 1 },
          source: ["# A\n", "b"],
          attachments: { "a.png": {} },
        },
        { cell_type: "code", metadata: {}, source: "1", outputs: [], execution_count: 3, id: "same" },
        { cell_type: "code", metadata: {}, source: "2", id: "same" },
        { cell_type: "code", source: [], id: "not valid!" },
      ],
    });
    const notebook = parseNotebook(text);
    assert.equal(notebook.cells[0].source, "# A\nb");
    assert.deepEqual(notebook.cells[0].metadata, { mine: 1 });
    assert.deepEqual(notebook.cells[0].attachments, { "a.png": {} });
    assert.equal(notebook.cells[1].execution_count, 3);
    const ids = notebook.cells.map(({ id }) => id);
    assert.equal(new Set(ids).size, 4);
    for (const id of ids) assert.match(id, /^[a-zA-Z0-9_-]{1,64}$/);
    assert.deepEqual(
      parseNotebook(text).cells.map(({ id }) => id),
      ids,
      "ids do not change from reading to reading",
    );
  });

  it("writes 4.5 with lines in lists, and reads the same back", () => {
    const outputs = [
      { output_type: "stream", name: "stdout", text: "a\nb" },
      {
        output_type: "display_data",
        data: { "text/plain": "x\ny", "image/png": "AA==", "application/json": { a: 1 } },
        metadata: {},
      },
    ];
    const notebook = parseNotebook(
      minimal({ cells: [{ cell_type: "code", id: "one", metadata: {}, source: "x\ny\n", outputs }] }),
    );
    const document = JSON.parse(formatNotebook(notebook));
    assert.equal(document.nbformat_minor, 5);
    assert.deepEqual(document.cells[0].source, ["x\n", "y\n"]);
    assert.deepEqual(document.cells[0].outputs[0].text, ["a\n", "b"]);
    assert.deepEqual(document.cells[0].outputs[1].data, {
      "text/plain": ["x\n", "y"],
      "image/png": "AA==",
      "application/json": { a: 1 },
    });
    assert.equal(formatNotebook(parseNotebook(formatNotebook(notebook))), formatNotebook(notebook));
  });

  const bad: [string, string, RegExp][] = [
    ["no JSON", "{", /nb\.ipynb: expected a notebook, a JSON document/],
    ["a list", "[]", /a JSON object/],
    ["nothing", "", /a JSON document/],
    ["another version", minimal({ nbformat: 3 }), /expected nbformat 4, found "3".*nbconvert/],
    ["no cells", '{"nbformat":4}', /a list of cells/],
    ["a cell that is a number", minimal({ cells: [1] }), /cell 1 to be an object/],
    [
      "an unknown kind of cell",
      minimal({ cells: [{ cell_type: "sql", source: "" }] }),
      /cell 1 to be code, markdown or raw/,
    ],
    ["no source", minimal({ cells: [{ cell_type: "code" }] }), /cell 1 to have a source/],
    [
      "a source of numbers",
      minimal({ cells: [{ cell_type: "code", source: [1] }] }),
      /cell 1 to have a source/,
    ],
  ];
  for (const [name, text, message] of bad) {
    it(`refuses ${name}`, () => assert.throws(() => parseNotebook(text, "nb.ipynb"), message));
  }

  it("says that a file is missing, or a folder", async () => {
    await assert.rejects(readNotebook("/nowhere.ipynb"), { code: "not-found" });
    await assert.rejects(readNotebook(__dirname), { code: "argument" });
  });
});
