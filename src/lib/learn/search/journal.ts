import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, makeFolder } from "../../core";

/** What is kept of a search while it runs: one JSON line per finished candidate, behind a line that names the search. */
export interface Journal<Entry> {
  /** Entries of an earlier run of the same search, by key. */
  readonly done: ReadonlyMap<string, Entry>;
  append(key: string, entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal, or starts it. A last line that a kill cut short is removed. A journal of another search (other
 * data, candidates or splits) is an error, not a silent mix.
 */
export async function openJournal<Entry>(file: string, search: string): Promise<Journal<Entry>> {
  await makeFolder(path.dirname(path.resolve(file)));
  const text = await fs.readFile(file, "utf8").catch((error: { code?: string }) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const done = new Map<string, Entry>();
  const [header, ...lines] = whole.split("\n");
  if (whole !== "" && parse<{ search?: string }>(header, file, 1).search !== search) {
    fail({
      code: "other-search",
      expected: "a journal of the same data, candidates, splits and seeds",
      found: "one of another search",
      where: { file },
      hint: "Use another journal file, or remove this one",
    });
  }
  lines.slice(0, -1).forEach((line, i) => {
    const { key, entry } = parse<{ key: string; entry: Entry }>(line, file, i + 2);
    done.set(key, entry);
  });
  const handle = await fs.open(file, "a");
  try {
    await handle.truncate(Buffer.byteLength(whole));
    if (whole === "") await handle.appendFile(`${JSON.stringify({ search })}\n`);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    done,
    async append(key, entry) {
      await handle.appendFile(`${JSON.stringify({ key, entry })}\n`);
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

function parse<T>(line: string, file: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    return fail({
      code: "format",
      expected: "a line of a search journal",
      found: "no JSON",
      where: { file, line: number },
      cause,
    });
  }
}
