import { readFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import type { Context } from "mocha";
import { perf } from "../../src/lib/index";

/** The folder with the raw excerpts of the DRST data set; skips the test when the data set is not at hand. */
export async function rawExcerpts(test: Context): Promise<string> {
  return path.dirname(await reference(test).rawFolder("load_stimulus"));
}

/** The published DRST data set; skips the test when it is not at hand. */
export function reference(test: Context): perf.Reference {
  if (!process.env.DATAPLANE_LAB_DRST) test.skip();
  return perf.openReference("drst");
}

/** The members of a zip file by name (stored or deflated); for the full PCM bundle. */
export function unzip(file: string): Map<string, Buffer> {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const members = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const [method, size, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ];
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + size);
    if (!name.endsWith("/")) members.set(name, method === 0 ? data : inflateRawSync(data));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members;
}
