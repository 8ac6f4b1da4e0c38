// Mocha's own dot reporter, and beside it a file that says what ran, so that `npm test` and CI can add up suites
// and name every skipped test.
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

class SummaryReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const slow = [];
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.on("test end", (test) => {
      if ((test.duration ?? 0) > 1000) slow.push({ title: test.fullTitle(), ms: test.duration });
    });
    runner.once("end", () => {
      for (const title of skipped) console.log(`  skipped: ${title}`);
      const file = process.env.DATAPLANE_LAB_TEST_SUMMARY;
      if (!file) return;
      const { passes, failures } = runner.stats;
      slow.sort((a, b) => b.ms - a.ms);
      writeFileSync(
        file,
        JSON.stringify({ passed: passes, failed: failures, skipped, slow: slow.slice(0, 15) }),
      );
    });
  }
}

module.exports = SummaryReporter;
