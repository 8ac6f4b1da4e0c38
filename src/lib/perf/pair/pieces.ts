import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { CaptureSource } from "../../capture";

const PIECE = 1 << 16;

/**
 * The bytes of a capture in pieces that are asked for one by one, unpacked when they are gzip. Damaged gzip ends them,
 * and its message goes to `onDamage`.
 */
export async function* piecesOf(
  source: CaptureSource,
  onDamage: (message: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = rawPieces(source)[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    while (head.length < 2) {
      const next = await pieces.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    const rest = withHead(head, pieces);
    if (head.length < 2 || head[0] !== 0x1f || head[1] !== 0x8b) yield* rest;
    else yield* unpacked(rest, onDamage);
  } finally {
    await pieces.return?.(undefined);
  }
}

async function* rawPieces(source: CaptureSource): AsyncGenerator<Uint8Array, void, undefined> {
  if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += PIECE) yield source.subarray(at, at + PIECE);
  } else if (typeof source === "string") yield* createReadStream(source, { highWaterMark: PIECE });
  else yield* source;
}

async function* withHead(
  head: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}

async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  onDamage: (message: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflate = createGunzip({ chunkSize: PIECE });
  const packed = Readable.from(pieces, { objectMode: false });
  packed.on("error", (error) => inflate.destroy(error));
  try {
    yield* packed.pipe(inflate) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw error;
    onDamage(`gzip: ${message}`);
  } finally {
    packed.destroy();
  }
}
