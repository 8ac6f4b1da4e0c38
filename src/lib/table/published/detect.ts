import { type CsvReadPlan, planCsvRead } from "../csv/options";
import { CsvScanner } from "../csv/scanner";
import { byteSource } from "../csv/source";
import type { PerformanceLayout } from "./layout";
import type { PerformanceSource } from "./read";

/** Names under which files carry their row number. */
const INDEX_NAMES: readonly string[] = ["", "Unnamed: 0", "index"];
const HEAD_BYTES = 256 * 1024;
const HEAD_ROWS = 200;

/**
 * The layout of a file, from its header and first 200 records: the line end, the blanks behind the cells of each column,
 * and whether its whole numbers carry a point (`7.0`). A column without a whole number there is taken to be written
 * like the others: with a point if any column of the file has one.
 */
export async function detectLayout(source: PerformanceSource): Promise<PerformanceLayout> {
  const plan = planCsvRead(source, {});
  const { head, whole } = await readHead(source, plan);
  const scanner = new CsvScanner(plan);
  scanner.push(head, whole);
  const columns = scanner.readTexts() ?? [];
  const index = INDEX_NAMES.find((name) => name === columns[0]);
  const pointed = new Set<string>();
  const plain = new Set<string>();
  const blanks = new Map<string, string>();
  for (let row = 0; row < HEAD_ROWS; row++) {
    const cells = scanner.readTexts();
    if (cells === undefined) break;
    for (const [i, name] of columns.entries()) {
      const cell = cells[i] ?? "";
      const text = cell.trimEnd();
      if (!blanks.has(name)) blanks.set(name, cell.slice(text.length));
      if (/^-?\d+\.0$/.test(text)) pointed.add(name);
      else if (/^-?\d+$/.test(text)) plain.add(name);
    }
  }
  const others = columns.filter((name) => name !== index && !plain.has(name));
  return {
    columns,
    index,
    newline: head.includes("\r\n") ? "\r\n" : "\n",
    floats: pointed.size === 0 ? [] : others,
    suffixes: Object.fromEntries([...blanks].filter(([, text]) => text !== "")),
  };
}

async function readHead(
  source: PerformanceSource,
  plan: CsvReadPlan,
): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of byteSource(source, plan.label, false).open()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) return { head: Buffer.concat(chunks), whole: false };
  }
  return { head: Buffer.concat(chunks), whole: true };
}
