import assert from "node:assert/strict";

/** One element of a parsed document. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Parses the XML that an SVG is made of, strictly: legal characters only, tags nested, attributes quoted and unique,
 * no comments, no CDATA, no processing instructions. Returns the elements in order and the text between them.
 */
export function parseXml(xml: string): {
  readonly elements: readonly Element[];
  readonly texts: readonly string[];
} {
  assert.equal(ILLEGAL.exec(xml), null, "only characters that XML allows");
  const elements: Element[] = [];
  const texts: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (let match = token.exec(xml); match !== null; match = token.exec(xml)) {
    end = token.lastIndex;
    const [, closing, name, attributes, empty, text] = match;
    if (text !== undefined) {
      texts.push(decode(text));
    } else if (closing === "/") {
      assert.equal(open.pop(), name, `</${name}> closes the element that is open`);
    } else {
      elements.push({ name, attributes: attributesOf(attributes) });
      if (empty !== "/") open.push(name);
    }
  }
  assert.equal(
    end,
    xml.length,
    `well-formed up to the end; stopped at ${JSON.stringify(xml.slice(end, end + 60))}`,
  );
  assert.deepEqual(open, [], "every element is closed");
  return { elements, texts };
}

function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, value] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    assert.ok(!attributes.has(name), `attribute ${name} once`);
    attributes.set(name, decode(value));
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)));
    if (/^#x[\da-f]+$/i.test(name)) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    assert.ok(Object.hasOwn(ENTITIES, name), `a known entity, not ${whole}`);
    return ENTITIES[name];
  });
}
