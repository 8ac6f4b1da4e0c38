import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, makeFolder, quote } from "../core";

const BLOCK = 512;

/** One regular file of an archive. */
interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files of a tar archive (POSIX ustar or GNU, plain files and folders; links are refused). */
export function* tarEntries(archive: Buffer, label: string): Generator<Entry> {
  let longName: string | undefined;
  for (let offset = 0; offset + BLOCK <= archive.length; ) {
    const header = archive.subarray(offset, offset + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const where = { file: label, byte: offset };
    if (!hasChecksum(header)) {
      fail({ code: "checksum", expected: "a tar header", found: "a block whose checksum is wrong", where });
    }
    const size = octal(header, 124, 12);
    const start = offset + BLOCK;
    if (start + size > archive.length) {
      fail({ code: "format", expected: `${size} bytes of a member`, found: "the end of the archive", where });
    }
    const bytes = archive.subarray(start, start + size);
    const type = String.fromCharCode(header[156]);
    const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? text(header, 345, 155) : "";
    const plain = text(header, 0, 100);
    const name: string = longName ?? (prefix === "" ? plain : `${prefix}/${plain}`);
    longName = undefined;
    if (type === "L") longName = text(bytes, 0, bytes.length);
    else if (type === "0" || type === "\0") yield { name, bytes };
    else if (type !== "5" && type !== "g") {
      fail({
        code: "format",
        expected: "plain files and folders",
        found: `${quote(name)} of type ${quote(type)}`,
        where,
      });
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** Writes an archive's files below a folder. A name that leads out of it is an error. */
export async function extractTar(archive: Buffer, folder: string, label: string): Promise<void> {
  const made = new Set<string>();
  for (const { name, bytes } of tarEntries(archive, label)) {
    const file = path.resolve(folder, name);
    if (!file.startsWith(path.resolve(folder) + path.sep)) {
      fail({
        code: "format",
        expected: "names inside the archive's folder",
        found: quote(name),
        where: { file: label },
      });
    }
    const parent = path.dirname(file);
    if (!made.has(parent)) await makeFolder(parent);
    made.add(parent);
    await fs.writeFile(file, bytes);
  }
}

/** The sum of the header's bytes, its own field counted as blanks. */
function hasChecksum(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  return sum === octal(header, 148, 8);
}

function octal(bytes: Buffer, start: number, length: number): number {
  return Number.parseInt(text(bytes, start, length).trim() || "0", 8);
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const nul = field.indexOf(0);
  return field.toString("utf8", 0, nul < 0 ? field.length : nul);
}
