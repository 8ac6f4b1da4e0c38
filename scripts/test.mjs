// npm test: set-up, type check, lint, unit tests with the executed doc examples, and the notebooks run once.
// `npm test -- --unit` leaves out type check and lint (they do not depend on the Node that runs them), and the tests
// that drive a browser or kill processes again and again, which take most of the time.
// Ends with one line: N passed, N failed, N skipped.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root, setUp } from "./setup.mjs";

const unitOnly = process.argv.includes("--unit");
const bin = (name, file) => path.join(root, "node_modules", name, ...file.split("/"));
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, a line each, said again at the end. */
const failures = [];

/** Counts a failure, and says it where it happens. */
function fail(what) {
  console.error(`✖ ${what}`);
  failures.push(what);
  total.failed++;
}

/** One step that passes or fails as a whole. */
function step(title, args) {
  console.log(`\n▸ ${title}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status === 0) total.passed++;
  else fail(`${title} failed (exit code ${status})`);
}

/** What `--unit` leaves out. */
const SLOW = ["test/browser/**", "test/**/crash/**", "test/**/crash.test.ts", "test/**/kill.test.ts"];
/** Tests that start other programs and wait for them, in two groups; all others compute. The groups run side by side. */
const WAITING = {
  "pages, kernels and commands": ["browser", "cli", "notebook"],
  "logs and loops": ["stream/kafka", "loop"],
};

async function unitTests() {
  console.log(`\n▸ unit tests and doc examples on Node ${process.versions.node}`);
  const folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-test-"));
  const slow = unitOnly ? SLOW : [];
  const under = (rooms, files) => rooms.map((room) => `test/${room}/**${files}`);
  try {
    const groups = Object.entries(WAITING).map(([name, rooms], k) => {
      const log = path.join(folder, `${k}.log`);
      return { name, log, done: mocha(under(rooms, "/*.test.ts"), slow, folder, name, log) };
    });
    const others = under(Object.values(WAITING).flat(), "");
    await mocha(["test/**/*.test.ts"], [...slow, ...others], folder, "computing");
    count(folder, "computing");
    for (const { name, log, done } of groups) {
      await done;
      console.log(`\n▸ meanwhile: ${name}`);
      process.stdout.write(readFileSync(log));
      count(folder, name);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SECOND = 1000;
const REASON_LENGTH = 300;
/** How long a process of tests may live on when all of them have run: a failed one leaves servers and consumers open. */
const GRACE = 60 * SECOND;

/** Runs the files of some patterns in one process, which writes to the terminal or into a log. */
async function mocha(patterns, ignored, folder, name, log) {
  const summary = path.join(folder, `${name}.json`);
  const out = log === undefined ? "inherit" : openSync(log, "w");
  const child = spawn(
    process.execPath,
    [
      bin("mocha", "bin/mocha.js"),
      "--reporter",
      path.join(root, "test", "support", "reporter.js"),
      // Fifty times the turns; only who hangs is to be stopped.
      ...(process.env.DATAPLANE_LAB_FUZZ === "full" ? ["--timeout", "300000"] : []),
      ...ignored.flatMap((pattern) => ["--ignore", pattern]),
      ...patterns,
    ],
    {
      cwd: root,
      stdio: ["inherit", out, out],
      env: { ...process.env, DATAPLANE_LAB_TEST_SUMMARY: summary },
    },
  );
  const closed = new Promise((resolve) => child.once("close", resolve));
  const alive = () => child.exitCode === null && child.signalCode === null;
  for (let waited = 0; alive(); await Promise.race([closed, sleep(SECOND)])) {
    if (!existsSync(summary)) continue;
    waited += SECOND;
    if (waited !== GRACE) continue;
    fail(`the ${name} tests are over, but something keeps their process alive`);
    child.kill("SIGKILL");
  }
  await closed;
  if (log !== undefined) closeSync(out);
}

function count(folder, name) {
  try {
    const summary = JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8"));
    const { passed, skipped, slow } = summary;
    total.passed += passed;
    total.failed += summary.failures.length;
    for (const { title, reason } of summary.failures) failures.push(`${title}: ${oneLine(reason)}`);
    total.skipped += skipped.length;
    if (process.env.CI)
      for (const { ms, title } of slow) console.log(`  ${(ms / 1000).toFixed(1)} s  ${title}`);
  } catch (error) {
    // No summary: the runner itself died, which is a failure whatever it printed before.
    fail(`the ${name} tests ended without a summary: ${error.message}`);
  }
}

/** A reason as one line of bounded length. */
function oneLine(text) {
  return text.replace(/\s+/g, " ").slice(0, REASON_LENGTH);
}

setUp();
if (!unitOnly) {
  step("type check", [bin("typescript", "bin/tsc"), "-p", "."]);
  step("type check of the browser's half", [
    bin("typescript", "bin/tsc"),
    "-p",
    "src/lib/tsconfig.client.json",
  ]);
  step("lint and format", [bin("@biomejs", "biome/bin/biome"), "check", "--error-on-warnings", "."]);
}
await unitTests();
const smoke = mkdtempSync(path.join(tmpdir(), "dataplane-lab-smoke-"));
step("every notebook runs", ["src/cli/bin/dataplane-lab.js", "run", "--all", "-o", path.join(smoke, "run")]);
rmSync(smoke, { recursive: true, force: true });

if (failures.length > 0) console.log("\nWhat failed:");
for (const failure of failures) console.log(`✖ ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
