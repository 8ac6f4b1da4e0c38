import { createHash } from "node:crypto";
import { existsSync, promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { fail, quote } from "../core";
import { readPerformanceCsv, type Table } from "../table";
import { DRST_VARIABLE, type Reference, type Stage, stageName } from "./reference";
import { extractTar } from "./tar";

/** The published tables, with the experiments that their segments are, in order. */
const TABLES: Partial<Record<Stage, { readonly file: string; readonly experiments: readonly string[] }>> = {
  load_stimulus: {
    file: "stage0_baseline_full.csv",
    experiments: Array.from({ length: 10 }, (_, i) => `exp${i + 1}`),
  },
  resource_stimulus: {
    file: "stage2_resource_stimulus_full.csv",
    // Pinned core 3 to 7, one or three stress workers, five repetitions.
    experiments: [3, 4, 5, 6, 7].flatMap((core) =>
      [1, 3].flatMap((workers) => [1, 2, 3, 4, 5].map((repeat) => `exp-${core}-${workers}-${repeat}`)),
    ),
  },
};
const ARCHIVE = "raw_excerpts.tgz";
const FETCH = "Run `node scripts/fetch-drst.mjs`";

/** The DRST data set in `folder`; `variable` is the one that named it, if one did. */
export function openPublished(
  folder: string | undefined,
  variable: string | undefined,
  project: string | undefined,
): Reference {
  const hint =
    variable === undefined
      ? `${FETCH}, or set ${DRST_VARIABLE} to a folder that has it.`
      : `The variable ${variable} names this folder.`;
  if (folder === undefined) {
    fail({ code: "not-found", expected: "the published DRST tables", found: "none at hand", hint });
  }
  const locate = (name: string): string => {
    const file = path.resolve(folder, name);
    if (existsSync(file)) return file;
    return fail({
      code: "not-found",
      expected: "a file of the DRST data set",
      found: "nothing",
      where: { file },
      hint,
    });
  };
  const tables = new Map<Stage, Promise<Table>>();
  return {
    name: "drst",
    simulated: false,
    caption: "published DRST tables",
    stages: ["load_stimulus", "resource_stimulus"],
    hasRaw: existsSync(path.resolve(folder, ARCHIVE)),
    async table(which) {
      const stage = stageName(which);
      const published = TABLES[stage];
      if (published === undefined) {
        fail({
          code: "not-found",
          expected: `a published table: ${Object.keys(TABLES).map(quote).join(" or ")}`,
          found: `${quote(stage)}, whose table was never published`,
          hint: 'openReference("testbed") has all four stages, simulated.',
        });
      }
      const known = tables.get(stage) ?? readPublished(locate(published.file), stage, published.experiments);
      tables.set(stage, known);
      return known;
    },
    async rawFolder(which) {
      const stage = stageName(which);
      return path.join(await unpackedFolder(locate(ARCHIVE), project), "datasets", stage);
    },
  };
}

async function readPublished(file: string, stage: Stage, experiments: readonly string[]): Promise<Table> {
  const table = await readPerformanceCsv(file, { scenario: stage });
  const segments = table.texts("experiment");
  const names = new Map([...new Set(segments)].map((segment, i) => [segment, experiments[i]]));
  if (names.size !== experiments.length) {
    fail({
      code: "format",
      expected: `${experiments.length} segments`,
      found: `${names.size}`,
      where: { file },
      hint: FETCH,
    });
  }
  return table.with(
    "experiment",
    segments.map((segment) => names.get(segment) ?? null),
  );
}

/**
 * The folder with the archive's files, unpacked once for each content of the archive: into a folder of its own, then
 * renamed, so that readers never see half of it and two processes do not disturb each other.
 */
async function unpackedFolder(archive: string, project: string | undefined): Promise<string> {
  const packed = await fs.readFile(archive);
  const hash = createHash("sha256").update(packed).digest("hex").slice(0, 16);
  const cache = await cacheFolder(project);
  const folder = path.join(cache, `drst-raw-${hash}`);
  if (existsSync(folder)) return folder;
  const temporary = await fs.mkdtemp(path.join(cache, "unpack-"));
  try {
    const unpacked = await promisify(gunzip)(packed).catch((error: Error) =>
      fail({
        code: "format",
        expected: "whole gzip data",
        found: error.message,
        where: { file: archive },
        cause: error,
      }),
    );
    await extractTar(unpacked, temporary, archive);
    await fs.rename(temporary, folder).catch((error: unknown) => {
      // Another process was faster: what it unpacked is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

async function cacheFolder(project: string | undefined): Promise<string> {
  const wanted = project === undefined ? undefined : path.join(project, ".cache");
  const fallback = path.join(os.tmpdir(), `dataplane-lab-${os.userInfo().username}`);
  for (const folder of [wanted, fallback]) {
    if (folder === undefined) continue;
    const made = await fs.mkdir(folder, { recursive: true, mode: 0o755 }).then(
      () =>
        fs.access(folder, fs.constants.W_OK).then(
          () => true,
          () => false,
        ),
      () => false,
    );
    if (made) return folder;
  }
  return fail({
    code: "not-found",
    expected: "a folder to unpack into",
    found: "none that can be written",
    where: { file: fallback },
  });
}
