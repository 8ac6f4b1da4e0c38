import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { kafkaLog, type Log, type SecurityOptions } from "../../../src/lib/stream";
import { KAFKA, PrivateBroker } from "../../support/kafka";

const PASSWORD = `pa$$-${randomUUID()} "quoted" \u00e9`;

/** All that an error tells, to whoever prints it. */
function told(error: unknown): string {
  return `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`;
}

describe("how a cluster is entered", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-security-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is checked before anything is tried, and no error tells what may be secret", () => {
    const sasl = { mechanism: "plain", username: "ada", password: PASSWORD };
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ sasl: PASSWORD }, /sasl as an object with mechanism, username, password, found another text/],
      [{ sasl: [PASSWORD] }, /found an array/],
      [{ sasl: null }, /found null/],
      [{ sasl: { ...sasl, mechanism: PASSWORD } }, /plain, scram-sha-256, scram-sha-512, found another text/],
      [{ sasl: { ...sasl, mechanism: "PLAIN" } }, /found another text/],
      [{ sasl: { ...sasl, mechanism: "__proto__" } }, /found another text/],
      [{ sasl: { ...sasl, username: "" } }, /sasl\.username as a text, found an empty text/],
      [{ sasl: { ...sasl, password: undefined } }, /sasl\.password as a text, found nothing/],
      [{ sasl: { ...sasl, password: 12345678 } }, /sasl\.password as a text, found a number/],
      [{ sasl: { ...sasl, password: [PASSWORD] } }, /sasl\.password as a text, found an array/],
      [{ sasl: { ...sasl, pasword: PASSWORD } }, /a member "pasword"\. Did you mean "password"\?/],
      [{ sasl: Object.create(sasl) }, /found nothing/],
      [{ sasl, ssl: "yes" }, /ssl as true, or files with ca, cert, key, found another text/],
      [{ sasl, ssl: { ca: 1 } }, /ssl\.ca as the path of a PEM file, found a number/],
      [{ sasl, ssl: { ca: "" } }, /found an empty text/],
      [{ sasl, ssl: { cert: "a.pem" } }, /ssl\.cert and ssl\.key together, found only ssl\.cert/],
      [{ sasl, ssl: { key: "a.pem" } }, /found only ssl\.key/],
      [{ sasl, ssl: { certificate: "a.pem" } }, /a member "certificate"/],
    ];
    for (const [options, message] of wrong)
      assert.throws(
        () => kafkaLog({ brokers: "a:1", ...(options as SecurityOptions) }),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "argument");
          assert.match(error.message, message);
          assert.ok(!told(error).includes(PASSWORD) && !told(error).includes("12345678"));
          return true;
        },
      );
  });

  it("says which PEM file is missing or is none, and does not tell what stands in it", async () => {
    const secret = path.join(folder, "secret.txt");
    writeFileSync(secret, PASSWORD);
    const key = path.join(folder, "broken.pem");
    writeFileSync(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    const cert = path.join(folder, "cert.pem");
    writeFileSync(cert, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const wrong: readonly (readonly [SecurityOptions["ssl"], string, RegExp])[] = [
      [{ ca: path.join(folder, "none.pem") }, "not-found", /none\.pem: .*certificates, found ENOENT/],
      [{ ca: folder }, "not-found", /found EISDIR/],
      [{ ca: secret }, "format", /secret\.txt: expected ssl\.ca: a PEM file with certificates/],
      [{ cert, key: secret }, "format", /secret\.txt: expected ssl\.key: a PEM file with a private key/],
      [{ cert, key }, "argument", /that belong together/],
    ];
    for (const [ssl, code, message] of wrong) {
      const log = kafkaLog({ brokers: "127.0.0.1:1", ssl, connectMs: 100 });
      await assert.rejects(log.topics(), (error: Error & { code?: string }) => {
        assert.match(error.message, message);
        assert.equal(error.code, code);
        assert.ok(!told(error).includes(PASSWORD));
        return true;
      });
      await log.close();
    }
  });

  it("is shown by nothing that prints a log or its errors", async () => {
    const sasl = { mechanism: "plain", username: "ada", password: PASSWORD } as const;
    const log = kafkaLog({ brokers: "127.0.0.1:1", sasl, connectMs: 100 });
    assert.ok(!told(log).includes(PASSWORD));
    await assert.rejects(log.topics(), (error) => !told(error).includes(PASSWORD));
    await log.close();
  });
});

describe("a cluster with TLS, passwords and rights (set DATAPLANE_LAB_KAFKA)", function () {
  this.timeout(180_000);
  let folder: string;
  let broker: PrivateBroker;
  let plain: string;
  let encrypted: string;
  let mutual: string;
  const at = (file: string) => path.join(folder, file);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const jaas = PASSWORD.replace(/["\\]/g, "\\$&");
  const ada = { mechanism: "plain", username: "ada", password: PASSWORD } as const;
  const ssl = () => ({ ca: at("cert.pem") });

  before(async function () {
    if (KAFKA === undefined) return this.skip();
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-security-"));
    const about = ["-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "key.pem",
      "-out",
      "cert.pem",
      ...about,
    );
    writeFileSync(at("store.pem"), execFileSync("cat", [at("key.pem"), at("cert.pem")]));
    const script = path.resolve(__dirname, "../../../scripts/kafka/broker.mjs");
    const { freePort } = (await import(pathToFileURL(script).href)) as { freePort(): Promise<number> };
    const ports: number[] = [];
    for (let p = 0; p < 5; p++) ports.push(await freePort());
    const [open, password, tls, certificate] = ports;
    const login = `org.apache.kafka.common.security.plain.PlainLoginModule required user_ada="${jaas}" user_eve="${jaas}";`;
    const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    const named = [
      ...[`PLAINTEXT://127.0.0.1:${open}`, `PASSWORD://127.0.0.1:${password}`],
      ...[`TLS://127.0.0.1:${tls}`, `MUTUAL://127.0.0.1:${certificate}`],
    ].join(",");
    broker = await PrivateBroker.start({
      port: open,
      users: [
        "SCRAM-SHA-256=[name=grace,password=hopper-256]",
        "SCRAM-SHA-512=[name=grace,password=hopper-512]",
      ],
      more: [
        `listeners=${named},CONTROLLER://127.0.0.1:${ports[4]}`,
        `controller.quorum.voters=1@127.0.0.1:${ports[4]}`,
        `advertised.listeners=${named}`,
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORD:SASL_PLAINTEXT,TLS:SASL_SSL,MUTUAL:SSL",
        "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
        ...["password", "tls"].flatMap((listener) => [
          `listener.name.${listener}.plain.sasl.jaas.config=${login.replace(/\\/g, "\\\\").replace(/é/g, "\\u00e9")}`,
          `listener.name.${listener}.scram-sha-256.sasl.jaas.config=${scram}`,
          `listener.name.${listener}.scram-sha-512.sasl.jaas.config=${scram}`,
        ]),
        "ssl.keystore.type=PEM",
        `ssl.keystore.location=${at("store.pem")}`,
        "ssl.truststore.type=PEM",
        `ssl.truststore.location=${at("cert.pem")}`,
        "listener.name.mutual.ssl.client.auth=required",
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS;User:ada;User:grace;User:CN=broker",
      ],
    });
    [plain, encrypted, mutual] = [password, tls, certificate].map((port) => `127.0.0.1:${port}`);
  });
  after(async () => {
    await broker?.dispose();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Makes a topic, appends, reads, and takes part in a group. */
  async function used(log: Log): Promise<void> {
    const topic = `t-${randomUUID()}`;
    try {
      await log.createTopics([{ name: topic }]);
      await log.append(topic, [{ value: "1" }]);
      assert.equal((await log.read(topic, 0, 0)).length, 1);
      const consumer = await log.consumer({ group: randomUUID(), topics: [topic] });
      await consumer.ready;
      assert.equal((await consumer.poll(20_000))?.records.length, 1);
      await consumer.commit();
    } finally {
      await log.close();
    }
  }

  async function refused(options: Parameters<typeof kafkaLog>[0], code: string, message: RegExp) {
    const log = kafkaLog({ connectMs: 1_500, ...options });
    await assert.rejects(log.topics(), (error: Error & { code?: string }) => {
      assert.match(error.message, message);
      assert.equal(error.code, code, error.message);
      for (const secret of [PASSWORD, "hopper-256"]) assert.ok(!told(error).includes(secret));
      return true;
    });
    await log.close();
  }

  it("is entered with a password, as it is or encrypted", async () => {
    await used(kafkaLog({ brokers: plain, sasl: ada }));
    await used(kafkaLog({ brokers: encrypted, sasl: ada, ssl: ssl() }));
  });

  for (const [mechanism, password] of [
    ["scram-sha-256", "hopper-256"],
    ["scram-sha-512", "hopper-512"],
  ] as const)
    it(`is entered by ${mechanism}`, async () => {
      const sasl = { mechanism, username: "grace", password };
      await used(kafkaLog({ brokers: plain, sasl }));
      await used(kafkaLog({ brokers: encrypted, sasl, ssl: ssl() }));
    });

  it("is entered with a certificate of one's own", async () => {
    const files = { ca: at("cert.pem"), cert: at("cert.pem"), key: at("key.pem") };
    await used(kafkaLog({ brokers: mutual, ssl: files }));
  });

  it("is entered from the command line by a file, whose password nobody sees", () => {
    const file = at("broker.json");
    const models = (password: string, ...more: string[]) => {
      const sasl = { ...ada, password };
      writeFileSync(file, JSON.stringify({ ssl: { ca: "cert.pem" }, sasl }));
      const bin = path.resolve(__dirname, "../../../src/cli/bin/dataplane-lab.js");
      const args = ["models", "list", "--broker", encrypted, "--run", "none", ...more];
      const env = { ...process.env, DATAPLANE_LAB_BROKER_CONFIG: more.length > 0 ? "" : file };
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
        encoding: "utf8",
        env,
      });
      assert.ok(status !== 0 && !`${stdout}${stderr}`.includes(PASSWORD));
      return stderr;
    };
    for (const more of [["--broker-config", file], []])
      assert.match(models(PASSWORD, ...more), /expected the topic none\.models, found no run on this broker/);
    assert.match(models(`${PASSWORD}!`, "--broker-config", file), /was refused/);
  });

  it("refuses a wrong password at once, in every mechanism", async () => {
    const wrong = { ...ada, password: `${PASSWORD}!` };
    await refused(
      { brokers: plain, sasl: wrong, connectMs: 60_000 },
      "denied",
      /was refused\. Check mechanism/,
    );
    await refused({ brokers: encrypted, sasl: wrong, ssl: ssl() }, "denied", /user and password/);
    const swapped = { mechanism: "scram-sha-512", username: "grace", password: "hopper-256" } as const;
    await refused({ brokers: plain, sasl: swapped }, "denied", /user and password/);
  });

  it("is not entered when it cannot be trusted, or speaks no TLS", async () => {
    await refused(
      { brokers: encrypted, sasl: ada, ssl: true, connectMs: 60_000 },
      "untrusted",
      /self.signed.*ssl\.ca/i,
    );
    await refused({ brokers: plain, sasl: ada, ssl: true }, "unavailable", /one without TLS no ssl/);
  });

  it("tells somebody who comes without a password what may be missing", async () => {
    await refused({ brokers: plain }, "unavailable", /asks for TLS or a password/);
    await refused({ brokers: encrypted, sasl: ada }, "unavailable", /asks for TLS or a password/);
    await refused({ brokers: mutual, ssl: ssl() }, "untrusted", /certificate/);
  });

  it("refuses a group to a user without the right to it, or who loses it", async () => {
    const topic = `t-${randomUUID()}`;
    const log = kafkaLog({ brokers: broker.address });
    await log.createTopics([{ name: topic }]);
    await log.close();
    const admin = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    // Of eve: the topic, but no group. Numbers as in kafkajs: topic, literal, read, allow.
    const acl = {
      resourceType: 2,
      resourceName: topic,
      resourcePatternType: 3,
      operation: 3,
      permissionType: 3,
    };
    await admin.createAcls({ acl: [{ ...acl, principal: "User:eve", host: "*" }] });
    const eve = kafkaLog({ brokers: plain, sasl: { ...ada, username: "eve" } });
    const hers = { group: "hers", topics: [topic] };
    const denied = {
      code: "refused",
      found: /^GROUP_AUTHORIZATION_FAILED/,
      hint: /Whoever runs the cluster/,
    };
    await assert.rejects(eve.consumer(hers), denied);
    await assert.rejects(eve.consumer({ ...hers, from: "latest" }), denied);
    await assert.rejects(eve.committed("hers", topic), denied);
    // She is given the right, and loses it again while she reads.
    const right = { ...acl, resourceType: 3, resourceName: "hers", principal: "User:eve", host: "*" };
    await admin.createAcls({ acl: [right] });
    const consumer = await eve.consumer(hers);
    await consumer.ready;
    await admin.deleteAcls({ filters: [right] });
    const withdrawn = { code: "refused", found: /GROUP_AUTHORIZATION_FAILED/ };
    await assert.rejects(consumer.poll(60_000), withdrawn);
    await assert.rejects(consumer.poll(60_000), withdrawn);
    await admin.disconnect();
    await eve.close();
  });
});
