import assert from "node:assert/strict";
import { LabError } from "../../../src/lib/core";
import { parseTime } from "../../../src/lib/flow";

describe("times of a ground truth", () => {
  const instant = Date.UTC(2015, 1, 17, 0, 30, 0);

  it("are numbers in a unit, or texts in a zone", () => {
    assert.equal(parseTime(String(instant / 1000), 1000, "UTC"), instant);
    assert.equal(parseTime("2015-02-17 00:30:00", 1, "UTC"), instant);
    assert.equal(parseTime("2015-02-17T00:30:00Z", 1, "+05:00"), instant, "a zone in the text wins");
    assert.equal(parseTime("2015-02-17 06:00:00", 1, "+05:30"), instant);
    assert.equal(parseTime("2015-02-16 21:30:00", 1, "-03:00"), instant);
  });

  it("know summer and winter of a named zone", () => {
    assert.equal(parseTime("2015-02-17 11:30:00", 1, "Australia/Canberra"), instant, "+11 in February");
    assert.equal(
      parseTime("2015-07-17 10:30:00", 1, "Australia/Canberra"),
      Date.UTC(2015, 6, 17, 0, 30),
      "+10 in July",
    );
  });

  it("refuse what is no time and no zone", () => {
    assert.throws(() => parseTime("yesterday", 1, "UTC"), LabError);
    assert.throws(() => parseTime("2015-02-17 00:30:00", 1, "Mars/Olympus"), LabError);
  });
});
