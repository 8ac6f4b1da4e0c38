import { fail, quote } from "../../core";
import { isObject, onlyKeys, textField } from "../schema/fields";
import type { Card, ColouredName, Template } from "./template";

const KINDS = ["fields", "panels", "boxes", "label", "neighbours", "series", "context"] as const;
const COMMON = ["id", "title", "width", "kind"];

/** Further fields of each kind of card; all are lists of texts but those named below. */
const FIELDS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  fields: ["columns"],
  panels: ["panels", "columns"],
  boxes: ["columns", "by", "groups"],
  label: [],
  neighbours: ["columns"],
  series: ["time", "channels"],
  context: ["columns", "rows"],
};
const OPTIONAL = new Set(["groups", "neighbours.columns", "rows"]);

/**
 * Holds a value, say the JSON of a file, to the shape of a template.
 *
 * @throws LabError "format" that names the card and the field
 * @example
 * label.checkTemplate({ name: "mine", version: 1, title: "Mine", cards: [{ id: "l", title: "Label", kind: "label" }] }).cards.length //=> 1
 */
export function checkTemplate(value: unknown, file?: string): Template {
  const where = { file };
  if (!isObject(value))
    fail({ code: "format", expected: "a template as an object", found: quote(value), where });
  onlyKeys(value, ["name", "version", "title", "heading", "cards"], "a template", file);
  const { version, cards } = value;
  if (!Number.isSafeInteger(version) || (version as number) < 1) {
    fail({
      code: "format",
      expected: "version of the template: a positive whole number",
      found: quote(version),
      where,
    });
  }
  if (!Array.isArray(cards) || cards.length > 100) {
    fail({
      code: "format",
      expected: "cards of the template: a list of at most 100",
      found: quote(cards),
      where,
    });
  }
  const checked = cards.map((card, i) => checkCard(card, i, file));
  const ids = checked.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    fail({ code: "format", expected: "ids of cards that differ", found: `${quote(twice)} twice`, where });
  }
  return {
    name: textField(value, "name", "the template", file),
    version: version as number,
    title: textField(value, "title", "the template", file),
    ...(value.heading === undefined ? {} : { heading: textField(value, "heading", "the template", file) }),
    cards: checked,
  };
}

function checkCard(card: unknown, i: number, file: string | undefined): Card {
  const where = { file };
  const name = isObject(card) && typeof card.id === "string" ? `card ${quote(card.id)}` : `card ${i + 1}`;
  if (!isObject(card)) fail({ code: "format", expected: `${name} as an object`, found: quote(card), where });
  const kind = KINDS.find((known) => known === card.kind);
  if (kind === undefined) {
    fail({
      code: "format",
      expected: `kind of ${name}: ${KINDS.join(", ")}`,
      found: quote(card.kind),
      where,
    });
  }
  onlyKeys(card, [...COMMON, ...FIELDS[kind]], name, file);
  textField(card, "id", name, file);
  textField(card, "title", name, file);
  wholeField(card, "width", 1, 12, name, file);
  wholeField(card, "rows", 1, 50, name, file);
  for (const field of FIELDS[kind]) {
    if (field === "rows") continue;
    if (card[field] === undefined && (OPTIONAL.has(field) || OPTIONAL.has(`${kind}.${field}`))) continue;
    if (field === "by" || field === "time") textField(card, field, name, file);
    else if (field === "panels" || field === "groups") colouredNames(card[field], field, name, file);
    else patterns(card[field], field, name, file);
  }
  return card as unknown as Card;
}

function wholeField(
  card: Record<string, unknown>,
  field: string,
  least: number,
  most: number,
  name: string,
  file: string | undefined,
): void {
  const found = card[field];
  if (
    found === undefined ||
    (Number.isSafeInteger(found) && (found as number) >= least && (found as number) <= most)
  ) {
    return;
  }
  fail({
    code: "format",
    expected: `${field} of ${name}: ${least} to ${most}`,
    found: quote(found),
    where: { file },
  });
}

function patterns(found: unknown, field: string, name: string, file: string | undefined): void {
  const good =
    Array.isArray(found) &&
    found.length > 0 &&
    found.length <= 1000 &&
    found.every((one) => typeof one === "string" && one !== "" && one.length <= 500);
  if (good) return;
  fail({
    code: "format",
    expected: `${field} of ${name}: a list of columns, a star at the end for a beginning`,
    found: quote(JSON.stringify(found) ?? "nothing"),
    where: { file },
  });
}

function colouredNames(found: unknown, field: string, name: string, file: string | undefined): void {
  const good = (one: unknown): boolean => {
    if (!isObject(one)) return false;
    onlyKeys(one, ["name", "colour"], `${field} of ${name}`, file);
    const { colour } = one as Partial<ColouredName>;
    return (
      typeof one.name === "string" &&
      one.name !== "" &&
      typeof colour === "string" &&
      /^#[0-9a-fA-F]{6}$/.test(colour)
    );
  };
  if (Array.isArray(found) && found.length > 0 && found.length <= 50 && found.every(good)) return;
  fail({
    code: "format",
    expected: `${field} of ${name}: a list of { name, colour: "#rrggbb" }`,
    found: quote(JSON.stringify(found) ?? "nothing"),
    where: { file },
  });
}
