import { readSync } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { fail, LabError } from "../core";
import type { FrameVisitor } from "./frame";
import { CaptureParser, type CaptureSummary } from "./parser";

/** Where a capture comes from: a path, its bytes, or a stream of them; each plain or compressed by gzip. */
export type CaptureSource = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface ReadOptions {
  /** Throw when the capture is damaged or cut off, instead of saying so in the summary. Default false. */
  readonly strict?: boolean;
  /** Called before the bytes of the frames visited so far are given up; see {@link CaptureParser}. */
  readonly settle?: () => void;
  /** Called after each piece that was read, with the bytes of the file so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** Everything else in the process gets its turn after so many pieces of a file. */
const PIECES_BETWEEN_PAUSES = 16;

/**
 * Visits every frame of a capture, in bounded memory. Damage ends the reading and is reported in the summary; a
 * source that is no capture at all is an error.
 *
 * @example
 * const bytes = capture.encodePcap([{ micros: 5, bytes: new Uint8Array(60) }, { micros: 9, bytes: new Uint8Array(70) }]);
 * let sum = 0;
 * const summary = await capture.forEachFrame(bytes, (frame) => (sum += frame.length));
 * [summary.frames, sum] //=> [2, 130]
 */
export async function forEachFrame(
  source: CaptureSource,
  visit: FrameVisitor,
  options: ReadOptions = {},
): Promise<CaptureSummary> {
  const parser = new CaptureParser(visit, options.settle);
  const name = typeof source === "string" ? source : undefined;
  try {
    if (source instanceof Uint8Array) await feed(parser, memory(source), options);
    else if (typeof source === "string") await feedFile(parser, source, options);
    else await feed(parser, source, options);
    const summary = parser.end();
    if (summary.damage !== undefined) {
      const damage = inFile(summary.damage, name);
      if (options.strict) throw damage;
      return { ...summary, damage };
    }
    return summary;
  } catch (error) {
    throw error instanceof LabError ? inFile(error, name) : error;
  }
}

/** The same fault with the file's name on it. */
function inFile(fault: LabError, file: string | undefined): LabError {
  if (file === undefined || fault.where.file !== undefined) return fault;
  return new LabError({
    code: fault.code,
    expected: fault.expected,
    found: fault.found,
    where: { file, ...fault.where },
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    cause: fault.cause,
  });
}

async function* memory(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function feedFile(parser: CaptureParser, file: string, options: ReadOptions): Promise<void> {
  const handle = await open(file, "r");
  try {
    const kind = await handle.stat();
    if (kind.isDirectory()) {
      fail({ code: "format", expected: "a capture file", found: "a folder", where: { file } });
    }
    if (!kind.isFile()) {
      // A pipe under a path: it cannot be read twice, and it may keep us waiting.
      await feed(parser, handle.createReadStream({ autoClose: false }), options);
      return;
    }
    const head = new Uint8Array(2);
    const { bytesRead } = await handle.read(head, 0, 2, 0);
    if (bytesRead === 2 && isGzip(head)) {
      await feed(parser, handle.createReadStream({ start: 0, autoClose: false }), options);
      return;
    }
    let total = 0;
    for (let piece = 1; ; piece++) {
      const room = parser.room();
      // A regular file answers at once, so waiting for a thread to read it would only cost time.
      const read = readSync(handle.fd, room, 0, room.length, null);
      if (read === 0) return;
      total += read;
      parser.filled(read);
      options.onProgress?.(total);
      if (parser.stopped) return;
      if (piece % PIECES_BETWEEN_PAUSES === 0) await setImmediate();
    }
  } finally {
    await handle.close();
  }
}

async function feed(
  parser: CaptureParser,
  pieces: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): Promise<void> {
  let total = 0;
  const counted = (async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      total += piece.length;
      yield piece;
      options.onProgress?.(total);
    }
  })();
  const [first, rest] = await peek(counted, 2);
  const gzip = first.length >= 2 && isGzip(first);
  try {
    for await (const piece of gzip ? gunzip(rest) : rest) {
      parser.write(piece);
      if (parser.stopped) return;
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (!gzip || !code.startsWith("Z_")) throw error;
    fail({
      code: "format",
      expected: "a whole gzip stream",
      found: (error as Error).message,
      where: { byte: total },
      cause: error,
    });
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function gunzip(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflate = createGunzip();
  const source = Readable.from(pieces, { objectMode: false });
  source.on("error", (error) => inflate.destroy(error));
  return source.pipe(inflate);
}

/** The first bytes of a stream (at least `count` where there are so many), and the whole stream again. */
async function peek(
  pieces: AsyncGenerator<Uint8Array>,
  count: number,
): Promise<[Uint8Array, AsyncIterable<Uint8Array>]> {
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await pieces.next();
    if (next.done) break;
    held.push(next.value);
    length += next.value.length;
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    for (const piece of held) yield piece;
    for await (const piece of pieces) yield piece;
  };
  return [Buffer.concat(held.map((piece) => piece.subarray(0, count))), whole()];
}
