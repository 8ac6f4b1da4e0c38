import { messageOf } from "../../core";
import type { Run } from "../../loop";
import { targetTitle } from "../charts/loop/loop-record";
import { isDrift, settlementsOf } from "../charts/loop/settlements";
import { columnNumbers, shortNumber } from "../numbers";
import { captionOf, pageOf, pictureOf } from "../page";
import { escapeXml } from "../svg";
import type { ReportFigure } from "./report-figures";
import { scoreLines } from "./score-lines";

/** Most lines of a table; a page of ten thousand triggers helps nobody. */
const MOST_LINES = 400;
/** Longest text of a cell. */
const LONGEST = 400;

type Cell = string | number;

/**
 * The report of a run as one HTML page without scripts: everything in it that came from outside is text.
 *
 * @param damaged how many events were left out because they lack what their type promises
 */
export function reportPage(run: Run, figures: readonly ReportFigure[], damaged: number): string {
  const { head } = run;
  const body = [
    head.simulated
      ? `<p class="note"><strong>Simulated data.</strong> The rows come from the simulated testbed; nothing here was measured on a network.${head.caption === "" ? "" : ` ${text(head.caption)}.`}</p>`
      : head.caption === ""
        ? ""
        : `<p class="soft">${text(head.caption)}</p>`,
    stateOf(run),
    damaged === 0 ? "" : `<p class="failure">Left out, because they are damaged: ${damaged} events.</p>`,
    section(
      "What it came to",
      part(() => scoresOf(run)),
    ),
    ...figures.map((one) =>
      "figure" in one
        ? `<figure>${pictureOf(one.figure)}${captionOf(one.figure)}</figure>`
        : `<p class="failure">The figure “${text(one.name)}” could not be drawn: ${text(one.error)}</p>`,
    ),
    section(
      "Triggers and what became of them",
      part(() => triggersOf(run)),
    ),
    section(
      "Other events",
      part(() => othersOf(run)),
    ),
    section(
      "Rejected messages",
      part(() => lettersOf(run)),
    ),
    section(
      "Resources",
      part(() => resourcesOf(run)),
    ),
    section(
      "Configuration",
      part(() => configurationOf(run)),
    ),
  ];
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return pageOf({ title: `Run ${head.run}`, policy, body: body.filter((one) => one !== "").join("\n") });
}

/** A part that cannot be made of damaged records says so, and leaves the others alone. */
function part(make: () => string): string {
  try {
    return make();
  } catch (error) {
    return `<p class="failure">${text(messageOf(error))}</p>`;
  }
}

function section(title: string, html: string): string {
  return html === "" ? "" : `<h2>${text(title)}</h2>\n${html}`;
}

function stateOf({ head, summary, rows }: Run): string {
  const open = head.state === "running" || head.state === "paused";
  const ended = open
    ? " It had not ended when this page was written: it still runs, or it was killed."
    : head.state === "finished"
      ? ""
      : ` It ended early (${text(head.state)}): this is what there was.`;
  const speed =
    summary === undefined || !Number.isFinite(summary.rowsPerSecond)
      ? ""
      : `, ${shortNumber(summary.rowsPerSecond, 3)} rows/s`;
  const error = head.error === undefined ? "" : `\n<p class="failure">${text(head.error)}</p>`;
  return `<p>Adaptation <strong>${text(head.strategy)}</strong> on the ${text(head.broker)} log: ${shortNumber(rows.length, 3)} rows predicted${speed}.${ended}</p>${error}`;
}

function scoresOf(run: Run): string {
  const lines = scoreLines(run);
  if (lines.length === 0) return "<p>No row was predicted.</p>";
  const { summary } = run;
  const settled = settlementsOf(run.events);
  const count = (fate: string): number => settled.filter((one) => one.fate === fate).length;
  const drifts = settled.filter(({ trigger }) => isDrift(trigger)).length;
  const again = settled.length === drifts ? "" : ` (${drifts} by drift, the others followed up a gain)`;
  const triggers = `${settled.length} triggers${again}: ${count("adopted")} adopted, ${count("refused")} refused, ${count("failed")} failed, ${count("open")} open.`;
  const latency =
    summary === undefined || !Number.isFinite(summary.latencyUs.p50)
      ? ""
      : ` Two predictions of a row took ${shortNumber(summary.latencyUs.p50, 3)} µs in the median, ${shortNumber(summary.latencyUs.p99, 3)} µs at the 99th percentile.`;
  const named = (i: number): string => (lines[i].stretch === lines[i - 1]?.stretch ? "" : lines[i].stretch);
  return `${table(
    [
      "rows of",
      "predictor",
      "scored",
      "within 20 % (%)",
      "within 25 % (%)",
      `mean error, ${targetTitle(run.head.target)}`,
    ],
    lines.map(({ predictor, rows, acc20, acc25, mae }, i) => [named(i), predictor, rows, acc20, acc25, mae]),
  )}
<p class="soft">The row before knows the truth of the second before, which no model in service has; the stage median knows the whole stage. Both stand here to be compared with.</p>
<p>${triggers}${latency}</p>`;
}

function triggersOf(run: Run): string {
  const settled = settlementsOf(run.events);
  if (settled.length === 0) return "<p>Drift was never found.</p>";
  return table(
    [
      "",
      "row",
      "tier",
      "asked for because",
      "became",
      "from row",
      "candidates",
      "took (ms)",
      "reason",
      "model",
    ],
    settled.map(({ number, trigger, fate, at, candidates, wallMs, reason, model }) => [
      number,
      trigger.seq,
      trigger.tier,
      trigger.reason,
      { adopted: "adopted", refused: "kept the old", failed: "training failed", open: "open" }[fate],
      fate === "adopted" ? at : "",
      candidates,
      wallMs,
      reason,
      model ?? "",
    ]),
  );
}

function othersOf(run: Run): string {
  const lines = run.events.flatMap((event): Cell[][] => {
    switch (event.type) {
      case "stage":
        return [[event.seq, "stage begins", event.stage]];
      case "swap":
        return event.pointer.cause === "adoption"
          ? []
          : [[event.seq, event.pointer.cause, `${event.pointer.model} from row ${event.pointer.from}`]];
      case "failure":
        return [[event.seq, `failure of ${event.component}`, event.error]];
      case "pause":
      case "resume":
        return [[event.seq, event.type, event.by]];
      case "end":
        return [[event.seq, "end", event.state]];
      default:
        return [];
    }
  });
  return lines.length === 0 ? "" : table(["row", "what", ""], lines);
}

function lettersOf({ deadLetters }: Run): string {
  if (deadLetters.length === 0) return "";
  const reasons = new Map<string, number>();
  for (const { reason } of deadLetters) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counts = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ");
  return `<p>${text(counts)}</p>\n${table(
    ["reason", "topic", "partition", "offset", "bytes", "detail"],
    deadLetters.slice(0, 20).map(({ reason, topic, partition, offset, bytes, detail }) => {
      return [reason, topic, partition, offset, bytes, detail];
    }),
  )}`;
}

function resourcesOf({ summary }: Run): string {
  if (summary === undefined || summary.resources.length === 0) return "";
  return table(
    ["component", "samples", "CPU mean (%)", "p95", "most", "memory mean (MiB)", "p95", "most"],
    summary.resources.map(({ component, samples, cpuPct, rssMb }) => [
      ...[component, samples, cpuPct.mean, cpuPct.p95, cpuPct.max, rssMb.mean, rssMb.p95, rssMb.max],
    ]),
  );
}

function configurationOf({ head }: Run): string {
  const at = (ms: number | undefined): string =>
    ms === undefined || !Number.isFinite(ms) ? "" : new Date(ms).toISOString();
  const settings: readonly (readonly [string, string])[] = [
    ["run", head.run],
    ["adaptation", head.strategy],
    ["log", head.broker],
    ["seed", String(head.seed)],
    ["target", head.target],
    ["stages", head.stages.map(({ name, from, to }) => `${name} ${from}–${to - 1}`).join(", ")],
    ["models that served", head.models.join(", ")],
    ["started", at(head.started)],
    ["ended", at(head.ended)],
    [`${head.features.length} features`, head.features.join(", ")],
  ];
  const rows = settings
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `<tr><th>${text(name)}</th><td class="long">${text(value, 4000)}</td></tr>`);
  return `<div class="scroll"><table>${rows.join("\n")}</table></div>`;
}

/** A table of texts and numbers; columns of numbers stand to the right, in one format each. */
function table(head: readonly string[], lines: readonly (readonly Cell[])[]): string {
  const shown = lines.slice(0, MOST_LINES);
  const columns = head.map((_, c) => shown.map((line) => line[c]));
  const numeric = columns.map((cells) => cells.length > 0 && cells.every((cell) => typeof cell === "number"));
  const texts = columns.map((cells, c) =>
    numeric[c] ? columnNumbers(cells as number[], 4).map(orDash) : cells.map((cell) => text(String(cell))),
  );
  const cls = (c: number): string => (numeric[c] ? ' class="number"' : "");
  const heads = head.map((name, c) => `<th${cls(c)}>${text(name)}</th>`).join("");
  const rows = shown.map(
    (_, r) => `<tr>${texts.map((cells, c) => `<td${cls(c)}>${cells[r]}</td>`).join("")}</tr>`,
  );
  const more =
    lines.length > shown.length ? `<p class="soft">The first ${shown.length} of ${lines.length}.</p>` : "";
  return `<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>${more}`;
}

function orDash(number: string): string {
  return number === "missing" ? "–" : number;
}

/** A text from a record, cut to what a page has room for, and made plain and safe. */
function text(value: string, longest = LONGEST): string {
  return escapeXml(value.length > longest ? `${value.slice(0, longest)}…` : value);
}
