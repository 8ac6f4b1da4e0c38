import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { notebookOrigins } from "../../src/lib/widget/notebook-origins";

describe("the notebook server's origins", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-origins-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const given = (text: string, env: Record<string, string> = {}) => {
    writeFileSync(path.join(folder, "jpserver-77.json"), text);
    return notebookOrigins({ JPY_PARENT_PID: "77", JUPYTER_RUNTIME_DIR: folder, ...env }, []);
  };

  it("are both names of this machine, or the one that was given", () => {
    assert.deepEqual(given('{"url": "http://localhost:8888/user/me/"}'), [
      "http://localhost:8888",
      "http://127.0.0.1:8888",
    ]);
    assert.deepEqual(given('{"url": "https://lab.example:9000/"}'), ["https://lab.example:9000"]);
    const connection = path.join(folder, "kernel-1.json");
    assert.deepEqual(notebookOrigins({ JPY_PARENT_PID: "77" }, ["node", connection]), [
      "https://lab.example:9000",
    ]);
  });

  it("are not known without Jupyter, or from a file that is none of its", () => {
    assert.deepEqual(notebookOrigins({}, []), []);
    assert.deepEqual(given("{"), []);
    assert.deepEqual(given('{"url": 5}'), []);
    assert.deepEqual(given('{"url": "http://localhost:1/"}', { JPY_PARENT_PID: "../77" }), []);
  });
});
