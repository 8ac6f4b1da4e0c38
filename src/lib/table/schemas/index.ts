import { fail, nearest, quote } from "../../core";
import type { Schema } from "../schema";
import { instancesSchema } from "./instances";
import { performanceSchema } from "./performance";

/** Every schema of the library by name. */
export const schemas = {
  performance: performanceSchema,
  instances: instancesSchema,
} as const satisfies Readonly<Record<string, Schema>>;

/**
 * The schema of a name; an unknown one is an error that names the nearest.
 *
 * @example
 * table.schemaByName("performance").columns.length //=> 63
 */
export function schemaByName(name: string): Schema {
  if (Object.hasOwn(schemas, name)) return schemas[name as keyof typeof schemas];
  const names = Object.keys(schemas);
  const near = nearest(name, names);
  return fail({
    code: "unknown-schema",
    expected: `a schema among ${names.map(quote).join(", ")}`,
    found: quote(name),
    ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
  });
}
