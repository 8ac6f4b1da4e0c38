import { fail } from "../../../core";
import { exportLabels } from "../../export/export-labels";
import { addressHider } from "../../records/privacy";
import { checkSchema } from "../../schema/check-schema";
import { checkAnnotator, type LabelSession } from "../../session/label-session";
import { putSchema } from "../../store/open-labels";
import { checkKeys } from "../check-keys";
import { checkTemplate } from "../check-template";
import { field, flag, oneOf, text } from "../message-fields";
import type { ColumnView, ViewSettings } from "../protocol";
import { fitTemplate } from "../shipped-templates";
import type { Asked, Handlers } from "./handler";

/** Opening, and everything that is set: filter, order, keys, layout, schema; and saving. */
export const SETTINGS: Handlers<"open" | "settings" | "filter" | "save" | "template" | "keys" | "schema"> = {
  open: async ({ bench, client, message }) => {
    const asked = field(message, "annotator");
    const annotator = asked === undefined || asked === null ? bench.plan.annotator : checkAnnotator(asked);
    if (!bench.store.writable) await bench.store.claim();
    const { session } = bench.start(client, annotator);
    const { template, notes } = fitTemplate(bench.template, bench.data.table.names);
    const { schema } = bench.store.state;
    if (schema === undefined)
      fail({ code: "no-schema", expected: "a label schema", found: "none in these labels" });
    const names = new Set([
      bench.plan.annotator,
      annotator,
      ...bench.store.state.persons.map(({ by }) => by),
    ]);
    return {
      dataset: { ...bench.store.dataset, columns: columnViews(bench.data) },
      schema,
      template,
      keys: bench.keys,
      settings: settingsOf(session),
      progress: session.progress,
      position: session.position,
      annotators: session.blind ? [annotator] : [...names],
      writable: bench.store.writable,
      notes: [...bench.notes, ...notes],
      undo: session.undoable,
    };
  },
  settings: ({ session, message }) => {
    session.autoAdvance = flag(message, "autoAdvance") ?? session.autoAdvance;
    if (flag(message, "blind") !== undefined) blindness(session, flag(message, "blind") as boolean);
    const order = oneOf(message, "order", ["data", "uncertain", "disagreement"], session.walk.order);
    if (session.blind && order !== "data") {
      fail({
        code: "blind",
        expected: 'the order "data": a blind annotator must not learn what others said',
        found: order,
      });
    }
    session.walk.order = order;
    return settingsOf(session);
  },
  filter: ({ session, message }) => {
    const first = session.walk.setFilter(text(message, "query"));
    return { ...settingsOf(session), first };
  },
  save: async ({ bench, message }) => {
    const standard = /\.(csv|json|parquet)$/i.exec(bench.plan.export)?.[1].toLowerCase() ?? "csv";
    const format = oneOf(message, "format", ["csv", "json", "parquet"], standard as "csv");
    const file = format === standard ? bench.plan.export : bench.plan.export.replace(/\.\w+$/, `.${format}`);
    const hide = addressHider(bench.plan.privacy);
    const { rows, labelled, neutralised } = await exportLabels(
      bench.store,
      bench.data,
      file,
      hide === undefined ? {} : { hide },
    );
    return { file, rows, labelled, neutralised };
  },
  template: async ({ bench, message }) => {
    if (field(message, "template") !== undefined) {
      bench.template = checkTemplate(field(message, "template"));
      await bench.save("template.json", bench.template);
      bench.push({ type: "template-changed", template: fitted(bench) });
    }
    return { template: fitted(bench) };
  },
  keys: async ({ bench, message }) => {
    if (field(message, "keys") !== undefined) {
      bench.keys = checkKeys(field(message, "keys"), bench.store.state.schema);
      await bench.save("keys.json", bench.keys);
      bench.push({ type: "keys-changed", keys: bench.keys });
    }
    return { keys: bench.keys };
  },
  schema: async ({ bench, message }) => {
    if (field(message, "schema") !== undefined) {
      const schema = checkSchema(field(message, "schema"));
      checkKeys(bench.keys, schema);
      await putSchema(bench.store, schema);
    }
    const { schema } = bench.store.state;
    return { schema: schema ?? fail({ code: "no-schema", expected: "a label schema", found: "none" }) };
  },
};

function fitted(bench: Asked["bench"]): Asked["bench"]["template"] {
  return fitTemplate(bench.template, bench.data.table.names).template;
}

function settingsOf(session: LabelSession): ViewSettings {
  const { annotator, blind, autoAdvance, walk } = session;
  return { annotator, blind, autoAdvance, order: walk.order, filter: walk.filter, matching: walk.matching };
}

/** Eyes can be closed, not opened: what was seen stays seen, and a blind workbench stays blind. */
function blindness(session: LabelSession, blind: boolean): void {
  if (session.blind === blind) return;
  fail({
    code: "blind",
    expected: "the workbench as it was opened",
    found: blind ? "a wish to go on blind" : "a wish to see what others said",
    hint: "Blind labelling is chosen when the workbench is opened.",
  });
}

function columnViews({ table, dictionary }: Asked["bench"]["data"]): ColumnView[] {
  return table.names.map((name) => {
    const known = dictionary.get(name);
    const numeric = table.isNumeric(name);
    const type = numeric ? (known?.type === "time" ? "time" : "number") : "text";
    return {
      name,
      type,
      unit: known?.unit ?? "",
      formula: known?.formula ?? "",
      source: known?.source ?? "",
    };
  });
}
