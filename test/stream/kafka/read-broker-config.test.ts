import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { random } from "../../../src/lib/core";
import { readBrokerConfig } from "../../../src/lib/stream";

const PASSWORD = "correct-horse-battery";
const SASL = { mechanism: "scram-sha-256", username: "ada", password: PASSWORD };

describe("readBrokerConfig", () => {
  let folder: string;
  const written = (text: string): string => {
    const file = path.join(folder, "broker.json");
    writeFileSync(file, text);
    return file;
  };
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("reads ssl and sasl; paths begin at the file's folder", async () => {
    const ssl = { ca: "ca.pem", cert: "../cert.pem", key: "/keys/key.pem" };
    assert.deepEqual(await readBrokerConfig(written(JSON.stringify({ ssl, sasl: SASL }))), {
      ssl: {
        ca: path.join(folder, "ca.pem"),
        cert: path.join(path.dirname(folder), "cert.pem"),
        key: "/keys/key.pem",
      },
      sasl: SASL,
    });
    assert.deepEqual(await readBrokerConfig(written('{"ssl":true}')), { ssl: true });
    assert.deepEqual(await readBrokerConfig(written("{}")), {});
  });

  async function refuses(text: string, code: string, message: RegExp): Promise<void> {
    await assert.rejects(readBrokerConfig(written(text)), (error: Error & { code?: string }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(path.join(folder, "broker.json")));
      const told = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      assert.ok(!told.includes(PASSWORD), told);
      return true;
    });
  }

  it("says what is wrong with the file, and never what stands in it", async () => {
    await refuses(PASSWORD, "format", /found a text that is no JSON/);
    await refuses(`{"sasl": {"password": ${PASSWORD}}}`, "format", /no JSON/);
    await refuses(`${JSON.stringify({ sasl: SASL })}${PASSWORD}`, "format", /no JSON/);
    await refuses(JSON.stringify(PASSWORD), "argument", /found another text/);
    await refuses(JSON.stringify([SASL]), "argument", /found an array/);
    await refuses("null", "argument", /found null/);
    await refuses(JSON.stringify({ sasll: SASL }), "argument", /a member "sasll"\. Did you mean "sasl"\?/);
    await refuses(JSON.stringify({ sasl: { ...SASL, password: 7 } }), "argument", /found a number/);
    await refuses(`{"sasl": {"__proto__": ${JSON.stringify(SASL)}}}`, "argument", /a member "__proto__"/);
    await refuses(`"${"x".repeat(2 ** 20)}"`, "limit", /bytes/);
    await assert.rejects(readBrokerConfig(path.join(folder, "none.json")), {
      code: "not-found",
      message: /found no such file/,
    });
    await assert.rejects(readBrokerConfig(folder), { code: "not-found", message: /found a folder/ });
  });

  it("never tells the password of a file that was damaged anywhere", async () => {
    const rng = random(3).fork("damage");
    const whole = JSON.stringify({ ssl: true, sasl: SASL }, null, 1);
    for (let i = 0; i < 300; i++) {
      const at = rng.integer(whole.length);
      const put = ["", '"', "{", "}", ",", ":", "\\", "\u0000", "nul"][rng.integer(9)];
      const text = whole.slice(0, at) + put + whole.slice(at + rng.integer(3));
      const file = written(text);
      await readBrokerConfig(file).catch((error: unknown) => {
        const told = inspect(error, { depth: 20, showHidden: true });
        assert.match(told, /LabError/);
        // A damage may have made a member's name out of it; a name is told.
        assert.ok(!told.includes(PASSWORD) || /a member/.test(told), told);
      });
    }
  });
});
