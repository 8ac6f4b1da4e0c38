import { createCipheriv, createHash, createHmac } from "node:crypto";
import { fail } from "../core";
import { ipv4Text, ipv6Text } from "./address";

/** How addresses are replaced before anything is stored. */
export interface AnonymiseOptions {
  /** The secret: a text, or the 32 bytes of a Crypto-PAn key. The same key gives the same replacements. */
  readonly key: string | Uint8Array;
  /**
   * "prefix" keeps networks together: addresses that share k leading bits share k bits afterwards (Crypto-PAn).
   * "hash" replaces each address by a token that tells nothing but equality. Default "prefix".
   */
  readonly method?: "prefix" | "hash";
}

/** Replaces addresses by texts that do not tell them. */
export interface Anonymiser {
  /** Of an address in words: one for version 4, four for version 6. */
  words(words: ArrayLike<number>, at: number, version: number): string;
  /** Of an address in text, as this library writes it. */
  text(address: string): string;
}

/** Replacements that are remembered; beyond that the memory is emptied, the results stay the same. */
const MOST = 200_000;

/**
 * An anonymiser. "prefix" is Crypto-PAn (Xu, Fan, Ammar and Moon, "Prefix-preserving IP address anonymization", 2002)
 * with AES-128; a text key is stretched to its 32 bytes by SHA-256. IPv6 works alike over 128 bits.
 *
 * @example
 * const anonymiser = flow.anonymiser({ key: "a secret" });
 * const [a, b] = [anonymiser.text("192.0.2.1"), anonymiser.text("192.0.2.77")];
 * a.split(".").slice(0, 3).join() === b.split(".").slice(0, 3).join() //=> true
 */
export function anonymiser(options: AnonymiseOptions): Anonymiser {
  const replace = options.method === "hash" ? keyedHash(options.key) : prefixPreserving(options.key);
  const seen = new Map<string, string>();
  const text = (address: string): string => {
    const known = seen.get(address);
    if (known !== undefined) return known;
    if (seen.size >= MOST) seen.clear();
    const replaced = replace(addressBits(address));
    seen.set(address, replaced);
    return replaced;
  };
  return {
    text,
    words: (words, at, version) =>
      text(
        version === 4
          ? ipv4Text(words[at])
          : ipv6Text(words[at], words[at + 1], words[at + 2], words[at + 3]),
      ),
  };
}

function prefixPreserving(key: string | Uint8Array): (address: Uint8Array) => string {
  const secret =
    typeof key === "string" ? createHash("sha256").update(key, "utf8").digest() : Buffer.from(key);
  if (secret.length !== 32) {
    fail({ code: "argument", expected: "a key of 32 bytes, or a text", found: `${secret.length} bytes` });
  }
  const encrypt = (blocks: Uint8Array): Uint8Array => {
    const cipher = createCipheriv("aes-128-ecb", secret.subarray(0, 16), null).setAutoPadding(false);
    return cipher.update(blocks);
  };
  const pad = encrypt(secret.subarray(16, 32));
  return (address) => {
    // Bit i of the result is bit i of the address, flipped by a function of the i bits before it.
    const bits = address.length * 8;
    const blocks = new Uint8Array(16 * bits);
    for (let i = 0; i < bits; i++) {
      const block = blocks.subarray(16 * i, 16 * i + 16);
      block.set(pad);
      const whole = i >> 3;
      block.set(address.subarray(0, whole));
      const kept = 0xff00 >> (i & 7);
      block[whole] = (address[whole] & kept) | (pad[whole] & ~kept & 0xff);
    }
    const flips = encrypt(blocks);
    const result = Uint8Array.from(address);
    for (let i = 0; i < bits; i++) result[i >> 3] ^= (flips[16 * i] >> 7) << (7 - (i & 7));
    return bytesText(result);
  };
}

function keyedHash(key: string | Uint8Array): (address: Uint8Array) => string {
  return (address) => `anon-${createHmac("sha256", key).update(address).digest("hex").slice(0, 24)}`;
}

function bytesText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (bytes.length === 4) return ipv4Text(view.getInt32(0));
  return ipv6Text(view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12));
}

function addressBits(text: string): Uint8Array {
  if (!text.includes(":")) return Uint8Array.from(text.split("."), Number);
  const [head, tail = ""] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}
