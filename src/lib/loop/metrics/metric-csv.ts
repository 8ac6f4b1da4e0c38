import { fail, quote } from "../../core";
import { METRIC_COLUMNS, type Metric } from "./metric";

/** The head line of a metrics CSV file. */
export const METRIC_HEAD = `${METRIC_COLUMNS.join(",")}\r\n`;

/**
 * A metric as a line of CSV with the original's columns. The original left the JSON of `kv` unquoted; here it is
 * quoted as RFC 4180 has it.
 *
 * @example
 * loop.metricCsvLine({ ts: 1, component: "monitor", event: "js_tick", pod: "a-1", kv: { js: 0.25 } }) //=> '1,monitor,js_tick,a-1,"{""js"":0.25}"\r\n'
 */
export function metricCsvLine(metric: Metric): string {
  const cells = [metric.ts, metric.component, metric.event, metric.pod, JSON.stringify(metric.kv)];
  return `${cells.map((cell) => cellText(String(cell))).join(",")}\r\n`;
}

/**
 * The metrics in a CSV text that {@link metricCsvLine} wrote. A last line that was cut is left out.
 *
 * @throws LabError `format` for another head line, or a line whose `kv` is not JSON
 */
export function metricsFromCsv(text: string, file?: string): readonly Metric[] {
  const records = csvRecords(text);
  const head = records.shift();
  if (head === undefined) return [];
  if (head.join() !== METRIC_COLUMNS.join()) {
    fail({
      code: "format",
      expected: `the columns ${METRIC_COLUMNS.join(",")}`,
      found: quote(head.join()),
      where: { ...(file === undefined ? {} : { file }), line: 1 },
    });
  }
  return records.map((cells, i) => {
    const kv = cells.length === METRIC_COLUMNS.length ? objectOf(cells[4]) : undefined;
    if (kv !== undefined) {
      return { ts: Number(cells[0]), component: cells[1], event: cells[2], pod: cells[3], kv };
    }
    return fail({
      code: "format",
      expected: "five cells, the last of them a JSON object",
      found: quote(cells.join()),
      where: { ...(file === undefined ? {} : { file }), line: i + 2 },
    });
  });
}

function cellText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function objectOf(text: string): Metric["kv"] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Metric["kv"]) : undefined;
  } catch {
    return undefined;
  }
}

/** Records of RFC 4180 that ended with their line end. */
function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "," || c === "\n") {
      cells.push(c === "\n" ? cell.replace(/\r$/, "") : cell);
      cell = "";
      if (c === "\n") {
        records.push(cells);
        cells = [];
      }
    } else cell += c;
  }
  return records;
}
