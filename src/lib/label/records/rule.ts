import { fail, quote, type Where } from "../../core";
import { readFields, readJson, wellFormed } from "./check";

export const SENSES = ["INGRESS", "EGRESS"] as const;
export type Sense = (typeof SENSES)[number];

/** What a rule does with the packets that it matches. */
export const ACTIONS = ["DROP", "PRIORITISE", "LIMIT", "GUARANTEE"] as const;
export type ActionName = (typeof ACTIONS)[number];

export interface RuleAction {
  readonly name: ActionName;
  /** Bandwidth in bit/s, for LIMIT and GUARANTEE; null for the others. */
  readonly rate: number | null;
}

/** A control rule: match part and action, enforced at a port by a technology. */
export interface Rule {
  readonly id: string;
  readonly portId: string;
  readonly technology: string;
  /** Header field to the value it must have. */
  readonly match: Readonly<Record<string, string | number>>;
  readonly action: RuleAction;
  readonly sense: Sense;
}

/** What the bus carries to a flow control agent. */
export interface RuleDirective {
  /** "Insert" also moves: a rule of that id that another technology enforces is taken over. */
  readonly operation: "Insert" | "Remove";
  readonly rule: Rule;
  /** Who decided: a person's name, "rule publisher", a model's id. */
  readonly issuer: string;
  /** ms since the epoch. */
  readonly issuedTime: number;
}

/** Most header fields of one match. */
const MOST_FIELDS = 32;

/** A rule directive out of JSON (text, bytes or a value), every field checked. */
export function parseRuleDirective(source: unknown, where: Where = {}): RuleDirective {
  const what = "a rule directive";
  const fields = readFields(readJson(source, what, where), what, where);
  return {
    operation: fields.oneOf("operation", ["Insert", "Remove"] as const),
    rule: parseRule(fields.raw("rule"), where),
    issuer: fields.text("issuer"),
    issuedTime: fields.number("issuedTime"),
  };
}

/** A rule out of JSON (text, bytes or a value), every field checked. */
export function parseRule(source: unknown, where: Where = {}): Rule {
  const fields = readFields(readJson(source, "a rule", where), "a rule", where);
  const action = fields.object("action");
  const name = action.oneOf("name", ACTIONS);
  const rate = action.numberOrNull("rate");
  const needsRate = name === "LIMIT" || name === "GUARANTEE";
  if (needsRate !== (rate !== null) || (rate !== null && rate <= 0)) {
    action.wrong("rate", needsRate ? "a bandwidth above 0 bit/s" : "no bandwidth");
  }
  const match = fields.object("match");
  const names = match.names();
  if (names.length === 0 || names.length > MOST_FIELDS) {
    fields.wrong("match", `1 to ${MOST_FIELDS} header fields`);
  }
  const pairs = names.map((field): [string, string | number] => {
    const value = match.raw(field);
    if (!wellFormed(field)) match.wrong(field, "a field name in Unicode");
    if (typeof value === "number" && Number.isFinite(value)) return [field, value];
    return [field, match.text(field)];
  });
  return {
    id: fields.text("id"),
    portId: fields.text("portId"),
    technology: fields.text("technology"),
    match: Object.fromEntries(pairs),
    action: { name, rate },
    sense: fields.oneOf("sense", SENSES),
  };
}

/** Length of the match: the number of header fields that it compares. */
export function ruleComplexity(rule: Rule): number {
  return Object.keys(rule.match).length;
}

/** Type and name of the action, as the paper writes it. */
export function ruleDescription(rule: Rule): string {
  return `Insert${rule.action.name}`;
}

/**
 * Share of the packets that came by which the rule matched; missing when none came by.
 *
 * @example
 * label.ruleEfficiency(109, 365).toFixed(3) //=> "0.299"
 * label.ruleEfficiency(0, 0) //=> NaN
 */
export function ruleEfficiency(matched: number, traversing: number): number {
  if (matched < 0 || matched > traversing) {
    fail({
      code: "argument",
      expected: "no more packets matched than came by",
      found: `${quote(matched)} of ${quote(traversing)}`,
    });
  }
  return traversing === 0 ? Number.NaN : matched / traversing;
}
