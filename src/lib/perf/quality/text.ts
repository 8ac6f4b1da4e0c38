import type { QualityReport } from "./quality";

/**
 * A quality report as lines of text, one fact a line, for people.
 *
 * @example
 * const report = await perf.quality(await perf.openReference("testbed").rawFolder("random_rates"));
 * perf.qualityText(report).includes("conflict markers") //=> true
 */
export function qualityText(report: QualityReport): string {
  const { files, conflicts, perf, latency, rates, nfOut, pcm, junk, scenarios } = report;
  const lines = [
    `${report.folder}: ${files.count} files, ${(files.bytes / 1e6).toFixed(1)} MB`,
    section("files"),
    fact("of the most frequent length", `${files.commonLines.files} of ${files.commonLines.lines} lines`),
    fact("with CRLF line ends", files.crlf),
    fact("without an end of the last line", files.unterminated),
    fact(
      "empty, binary, not UTF-8",
      `${files.empty.length}, ${files.binary.length}, ${files.notUtf8.length}`,
    ),
    ...files.unreadable.map(({ file, reason }) => fact("not readable", `${file}: ${reason}`)),
    fact(
      "conflict markers",
      `${conflicts.lines} lines in ${conflicts.files} files ${counts(conflicts.kinds)}`,
    ),
    section("perf stat"),
    fact(
      "files, with a start comment",
      `${perf.files}, ${perf.startedComments} (${perf.startedNotFirst.length} not on line 1)`,
    ),
    fact("data lines by fields", `${perf.dataLines} ${counts(perf.fields)}, other lines ${perf.badLines}`),
    fact("<not counted>", `${perf.notCountedLines} ${counts(perf.notCounted)}`),
    fact("<not supported>", perf.notSupportedLines),
    fact("multiplexed", `${perf.multiplexedLines} (${percent(perf.multiplexedShare)}): scaled estimates`),
    fact("files by number of events", counts(perf.eventsPerFile)),
    fact("events of the 63 columns in no file", perf.missingEvents.join(", ") || "none"),
    fact("files by year", counts(perf.years)),
    section("latency"),
    fact("files by layout", `${latency.files} ${counts(latency.layouts)}`),
    fact(
      "probe time-outs",
      `${latency.timeouts} of ${latency.values} values, in ${latency.filesWithTimeouts} files`,
    ),
    fact(
      "in latency.csv before the first answer",
      `${latency.leadingTimeouts} of ${latency.timeoutsInLatencyCsv}`,
    ),
    fact("values below 1000", latency.below1000),
    section("rates"),
    fact("files, headers", `${rates.files}, ${Object.keys(rates.headers).length}`),
    fact("rows tx, rx, bad", `${rates.txRows}, ${rates.rxRows}, ${rates.badRows}`),
    fact("rows without a packet tx, rx", `${rates.zeroTxRows}, ${rates.zeroRxRows}`),
    fact("rows by unit of PacketRate", counts(rates.packetUnit)),
    fact(
      "rows by frame size",
      Object.entries(rates.frameBytes)
        .map(([bytes, share]) => `${bytes} B ${percent(share)}`)
        .join(", "),
    ),
    section("nf_out"),
    fact("files, rows by fields", `${nfOut.files}, ${nfOut.rows} ${counts(nfOut.fields)}`),
    fact("rows by tag", counts(nfOut.tags)),
    section("pcm"),
    fact("…-pcm.csv by columns", counts(pcm.coreColumns)),
    fact("pcm-memory.csv by columns", counts(pcm.memoryColumns)),
    ...Object.entries(pcm.pcieLayouts).map(([layout, names]) =>
      fact(`pcm-pcie.csv, ${layout}`, names.length),
    ),
    fact("files by year", counts(pcm.years)),
    section("other files"),
    fact("notebook checkpoints", junk.notebookCheckpoints.length),
    fact("editor locks, tmp.csv", `${junk.editorLocks.length}, ${junk.temporary.length}`),
    fact("processed, others", `${junk.processed}, ${junk.others.length}`),
    section("scenarios"),
    ...scenarios.map((each) => {
      const without =
        each.withoutLatency.length > 0 ? `, without latency: ${each.withoutLatency.join(" ")}` : "";
      const lacking = Object.keys(each.incomplete);
      const incomplete = lacking.length > 0 ? `, incomplete: ${lacking.join(" ")}` : "";
      return fact(
        each.folder,
        `${each.experiments} experiments, ${each.hyphenated} named exp-…${without}${incomplete}`,
      );
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string): string {
  return `\n${title}`;
}

function fact(name: string, value: string | number): string {
  return `  ${name.padEnd(40)} ${value}`;
}

function counts(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).map(([key, n]) => `${key}: ${n}`);
  return parts.length === 0 ? "none" : `(${parts.join(", ")})`;
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "–";
}
