import { fail, quote } from "../../core";
import { isObject, onlyKeys, textField } from "./fields";
import type { LabelClass, LabelSchema } from "./label-schema";

const WHAT = "label schema";

/**
 * Holds a value, say the JSON of a file, to the shape of a label schema, and fills in what may be left out: `multiple`,
 * `confidence` and `comment` are false, true and true.
 *
 * @throws LabError "format" that names the field
 * @example
 * const schema = label.checkSchema({ name: "load", version: 1, classes: [{ name: "high", colour: "#d73027", key: "h" }] });
 * schema.comment //=> true
 */
export function checkSchema(value: unknown, file?: string): LabelSchema {
  const where = file === undefined ? {} : { where: { file } };
  if (!isObject(value))
    fail({ code: "format", expected: `a ${WHAT} as an object`, found: quote(value), ...where });
  onlyKeys(value, ["name", "version", "classes", "multiple", "confidence", "comment"], WHAT, file);
  const { version, classes } = value;
  if (!Number.isSafeInteger(version) || (version as number) < 1 || (version as number) > 65535) {
    fail({
      code: "format",
      expected: `version of the ${WHAT}: a whole number from 1 to 65535`,
      found: quote(version),
      ...where,
    });
  }
  if (!Array.isArray(classes) || classes.length === 0 || classes.length > 500) {
    fail({
      code: "format",
      expected: `classes of the ${WHAT}: a list of 1 to 500`,
      found: quote(classes),
      ...where,
    });
  }
  const checked = classes.map((one, i) => checkClass(one, `class ${i + 1} of the ${WHAT}`, file));
  unique(
    checked.map(({ name }) => name),
    "class names",
    file,
  );
  unique(
    checked.flatMap(({ key }) => (key === undefined ? [] : [key])),
    "keys of classes",
    file,
  );
  const multiple = flag(value, "multiple", false, file);
  const joined = checked.find(({ name }) => multiple && name.includes("|"));
  if (joined !== undefined) {
    fail({
      code: "format",
      expected: "class names without | where several may be given: it joins them in exports",
      found: quote(joined.name),
      ...where,
    });
  }
  return {
    name: textField(value, "name", WHAT, file),
    version: version as number,
    classes: checked,
    multiple,
    confidence: flag(value, "confidence", true, file),
    comment: flag(value, "comment", true, file),
  };
}

function checkClass(value: unknown, what: string, file: string | undefined): LabelClass {
  if (!isObject(value))
    fail({ code: "format", expected: `${what} as an object`, found: quote(value), where: { file } });
  onlyKeys(value, ["name", "colour", "key", "about"], what, file);
  const colour = textField(value, "colour", what, file);
  if (!/^#[0-9a-fA-F]{6}$/.test(colour)) {
    fail({ code: "format", expected: `colour of ${what}: #rrggbb`, found: quote(colour), where: { file } });
  }
  return {
    name: textField(value, "name", what, file),
    colour,
    ...(value.key === undefined ? {} : { key: textField(value, "key", what, file) }),
    ...(value.about === undefined ? {} : { about: textField(value, "about", what, file) }),
  };
}

function flag(
  value: Record<string, unknown>,
  name: string,
  standard: boolean,
  file: string | undefined,
): boolean {
  const found = value[name] ?? standard;
  if (typeof found === "boolean") return found;
  return fail({
    code: "format",
    expected: `${name} of the ${WHAT}: true or false`,
    found: quote(found),
    where: { file },
  });
}

function unique(names: readonly string[], what: string, file: string | undefined): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  fail({ code: "format", expected: `${what} that differ`, found: `${quote(twice)} twice`, where: { file } });
}
