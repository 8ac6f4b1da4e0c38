import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { fail, LabError } from "../../core";
import type { CsvSource } from "./options";

/** Bytes that can be asked for once, or again from the start when types turn out to differ from the first guess. */
export interface ByteSource {
  /** Opens from the first byte; gzip is unpacked. */
  open(): AsyncIterable<Uint8Array>;
  /** Whether open() may be called again without having kept anything. */
  readonly reopens: boolean;
}

/** Bytes read from a file at a time. */
export const FILE_CHUNK = 512 * 1024;

/** A source as bytes, whatever it is. `keep` makes a stream remember what it gave, so that it can be opened again. */
export function byteSource(source: CsvSource, label: string, keep: boolean): ByteSource {
  if (typeof source === "string") {
    return { open: () => gunzipped(fileBytes(source), label), reopens: true };
  }
  if (typeof source !== "object" || source === null) return noSource(source);
  if (Symbol.asyncIterator in source) {
    const stream = source as AsyncIterable<Uint8Array | string>;
    const kept: Uint8Array[] = [];
    let opened = false;
    return {
      open() {
        if (opened) return replay(kept);
        opened = true;
        return gunzipped(remember(stream, keep ? kept : undefined, label), label);
      },
      reopens: keep,
    };
  }
  if (typeof source.text === "string") {
    const { text } = source;
    return { open: () => replay([Buffer.from(text)]), reopens: true };
  }
  return noSource(source);

  async function* replay(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* gunzipped(Readable.from(chunks, { objectMode: true }), label);
  }
}

function noSource(source: unknown): never {
  return fail({
    code: "argument",
    expected: "a file's path, a stream of bytes or { text }",
    found: source === null ? "null" : typeof source,
  });
}

async function* fileBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: FILE_CHUNK });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      fail({
        code: "not-found",
        expected: "a CSV file",
        found: "no such file",
        where: { file },
        cause: error,
      });
    }
    if (code === "EISDIR") {
      fail({ code: "not-found", expected: "a CSV file", found: "a folder", where: { file }, cause: error });
    }
    throw error;
  }
}

async function* remember(
  stream: AsyncIterable<Uint8Array | string>,
  kept: Uint8Array[] | undefined,
  label: string,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (!(bytes instanceof Uint8Array)) {
      fail({
        code: "argument",
        expected: "a stream of bytes",
        found: `a stream of ${typeof chunk}`,
        where: { file: label },
      });
    }
    // A copy, since the giver may use its buffer again.
    const copy = Buffer.from(bytes);
    kept?.push(copy);
    yield copy;
  }
}

/** Passes bytes through; unpacks them when they begin as a gzip file does (RFC 1952: 1f 8b). */
async function* gunzipped(bytes: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await iterator.next();
    if (done) break;
    head =
      head.length === 0
        ? Buffer.from(value.buffer, value.byteOffset, value.length)
        : Buffer.concat([head, value]);
  }
  const whole = again(head, iterator);
  if (!(head[0] === 0x1f && head[1] === 0x8b)) {
    yield* whole;
    return;
  }
  const packed = Readable.from(whole, { objectMode: false });
  const unpacked = createGunzip({ chunkSize: FILE_CHUNK });
  // An error of the source must reach the reader, not vanish between the two streams.
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    yield* packed.pipe(unpacked);
  } catch (error) {
    if (error instanceof LabError) throw error;
    fail({
      code: "format",
      expected: "a whole gzip file",
      found: (error as Error).message,
      where: { file: label },
      cause: error,
    });
  } finally {
    packed.destroy();
  }
}

async function* again(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const { value, done } = await rest.next();
      if (done) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
