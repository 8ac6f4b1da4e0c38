import { readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fail, makeFolder, quote, writeFileAtomic } from "../../core";
import { storageFault } from "../journal/journal-writer";
import { checkValue } from "../schema/check-value";
import { isObject } from "../schema/fields";
import type { Draft, LabelStore } from "../store/label-store";

/** What a rule or a model says, on its way to the journal. */
export type Proposal = Extract<Draft, { readonly action: "assign" }>;

/**
 * Leaves a proposal for whoever has the right to write: a workbench that is open takes it in. So a notebook's model can
 * propose while its workbench, in another thread, labels.
 */
export async function leaveProposal(store: LabelStore, proposal: Proposal): Promise<void> {
  const folder = path.join(store.folder, "inbox");
  const name = `${String(Date.now()).padStart(15, "0")}-${process.pid}-${counter++}.json`;
  const file = path.join(folder, name);
  try {
    await makeFolder(folder);
    await writeFileAtomic(file, JSON.stringify(proposal));
  } catch (error) {
    throw storageFault(file, error);
  }
}

let counter = 0;

/**
 * Takes proposals in, oldest first; returns how many. A file is removed after its event is on disk: a crash in between
 * takes it in twice, which changes nothing. One that is no proposal is put aside under the ending `.refused`.
 */
export async function takeProposals(store: LabelStore): Promise<number> {
  if (!store.writable) return 0;
  const folder = path.join(store.folder, "inbox");
  const names = await readdir(folder).catch(() => []);
  let taken = 0;
  for (const name of names.filter((one) => one.endsWith(".json") && !one.startsWith(".")).sort()) {
    const file = path.join(folder, name);
    try {
      const proposal = JSON.parse(await readFile(file, "utf8")) as unknown;
      await store.add((state) => checkProposal(proposal, (value) => checkValue(value, state.schema)));
      taken++;
      await rm(file, { force: true });
    } catch (error) {
      // A full disk is no fault of the proposal: it is tried again.
      if ((error as { code?: string }).code === "storage") throw error;
      await rename(file, `${file}.refused`).catch(() => undefined);
    }
  }
  return taken;
}

/** A file in the folder must not become what a person said. */
function checkProposal(value: unknown, check: (value: unknown) => Proposal["values"][number]): Proposal {
  if (
    !isObject(value) ||
    value.action !== "assign" ||
    (value.origin !== "rule" && value.origin !== "model")
  ) {
    return fail({
      code: "format",
      expected: "what a rule or a model proposes",
      found: quote(JSON.stringify(value)),
    });
  }
  const { by, origin, source, rows, codes, values, confidence } = value as unknown as Proposal;
  if (typeof by !== "string" || by === "" || typeof source !== "string" || !Array.isArray(values)) {
    return fail({ code: "format", expected: "a proposal with name, source and values", found: quote(by) });
  }
  return {
    action: "assign",
    by,
    origin,
    source,
    replace: true,
    rows,
    codes,
    values: values.map(check),
    ...(confidence === undefined ? {} : { confidence }),
  };
}
