// Mocha's own dot reporter, and beside it a file that says what ran, so that `npm test` and CI can add up suites
// and name every skipped test.
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

/** A process that lives on for so long after its last test is told from one that ends, by what it holds. */
const STILL_OPEN_MS = 30_000;

class SummaryReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const slow = [];
    const failures = [];
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.on("test end", (test) => {
      if ((test.duration ?? 0) > 1000) slow.push({ title: test.fullTitle(), ms: test.duration });
    });
    // Hooks too: one that fails takes no test with it, and is nowhere else to be seen in a long log.
    runner.on("fail", (runnable, error) =>
      failures.push({ title: runnable.fullTitle(), reason: String(error?.message ?? error) }),
    );
    runner.once("end", () => {
      for (const title of skipped) console.log(`  skipped: ${title}`);
      const file = process.env.DATAPLANE_LAB_TEST_SUMMARY;
      if (!file) return;
      slow.sort((a, b) => b.ms - a.ms);
      const { passes: passed } = runner.stats;
      writeFileSync(file, JSON.stringify({ passed, failures, skipped, slow: slow.slice(0, 15) }));
      setTimeout(() => {
        console.log(`  still open: ${process.getActiveResourcesInfo().join(", ")}`);
      }, STILL_OPEN_MS).unref();
    });
  }
}

module.exports = SummaryReporter;
