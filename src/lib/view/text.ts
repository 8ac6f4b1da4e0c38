import { type Face, textWidth } from "./font";

/**
 * Text from data made fit to stand in a picture: control characters, which XML forbids, become escapes that can be
 * seen, line breaks become spaces, halves of surrogate pairs and characters that turn the reading
 * direction become U+FFFD. Everything else stays as it is; escaping is the renderer's work.
 *
 * @example
 * view.plainText("a\u0000b\n<c>") //=> "a\\x00b <c>"
 */
export function plainText(text: string): string {
  return (
    text
      .replace(/\s+/gu, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be made visible
      .replace(/[\u0000-\u001f]/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)
      .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\p{Cs}]/gu, "\ufffd")
  );
}

/** A text cut to at most `pixels`, with an ellipsis where it was cut. */
export function fitText(text: string, pixels: number, size: number, face: Face = "normal"): string {
  if (textWidth(text, size, face) <= pixels) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size, face) > pixels) characters.pop();
  return `${characters.join("")}…`;
}

/** A text broken at spaces into lines of at most `pixels`; at most `most` lines, the last one cut. */
export function wrap(text: string, pixels: number, size: number, face: Face = "normal", most = 4): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || textWidth(longer, size, face) <= pixels) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] = lines.slice(most - 1).join(" ");
  return shown.map((one) => fitText(one, pixels, size, face));
}

/** Like {@link wrap}, with lines about equally long: no single word is left on the last one. */
export function wrapEvenly(text: string, pixels: number, size: number, face: Face = "normal"): string[] {
  const lines = wrap(text, pixels, size, face);
  for (let narrower = pixels - 10; lines.length > 1 && narrower > pixels / lines.length; narrower -= 10) {
    const even = wrap(text, narrower, size, face);
    // Narrower lines must hold the same words: neither more lines nor a cut one.
    if (even.length > lines.length || even.join(" ") !== lines.join(" ")) break;
    lines.splice(0, lines.length, ...even);
  }
  return lines;
}

/** A file name and anchor made of a title: lower-case letters, digits and hyphens, at most 60. */
export function slugOf(title: string): string {
  const slug = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "figure" : slug;
}

/** Texts as axis labels: plain, cut to `pixels`, and still different from one another where the texts were. */
export function distinctLabels(texts: readonly string[], pixels: number, size: number): string[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const label = fitText(plainText(text), pixels, size);
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${fitText(plainText(text), pixels - 24, size)} (${times})`;
  });
}
