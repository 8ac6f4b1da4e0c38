import { fail, quote } from "../core";

/** Numbers as text for a JSON state: base64 of little-endian doubles, so that NaN and every bit survive. */
export function packFloats(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i++) bytes.writeDoubleLE(values[i], i * 8);
  return bytes.toString("base64");
}

/** The numbers of {@link packFloats}; text of another length is an error. */
export function unpackFloats(text: unknown, length: number, what: string): Float64Array {
  const expected = `${what}: ${length} packed numbers`;
  if (typeof text !== "string") fail({ code: "format", expected, found: quote(text) });
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== length * 8) fail({ code: "format", expected, found: `${bytes.length} bytes` });
  return Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(i * 8));
}
