import { type Command, Option } from "commander";
import type { label as labels } from "dataplane-lab";
import { interrupted } from "../interrupted";
import { printJson } from "../report";

interface Options {
  schema?: string;
  template?: string;
  annotator?: string;
  blind?: boolean;
  output?: string;
  export?: string;
  saveOnly?: boolean;
  addresses: "keep" | "hash" | "drop";
  key?: string;
  json?: boolean;
}

/** dataplane-lab label: the labelling workbench over a table, in the browser. */
export function registerLabel(program: Command): void {
  program
    .command("label")
    .description("Serve the labelling workbench over a table on this machine, until Ctrl-C.")
    .argument("<data>", "the table to label: .csv, .tsv, .csv.gz or .parquet; it is never changed")
    .option(
      "--schema <name>",
      "the labels: netlabeller, attack, drift, or a .json file (default: by the columns)",
    )
    .option(
      "--template <file>",
      "the layout, a .json file (default: kept from last time, else by the columns)",
    )
    .option("--annotator <name>", "who labels (default: the name of the account)")
    .option("--blind", "show nothing of what others, rules and models say")
    .option("-o, --output <folder>", "where labels are kept (default: <data>.labels)")
    .option("--export <file>", "what the page's save writes: .csv, .json or .parquet")
    .option("--save-only", "write the labelled table and end, without a page")
    .addOption(
      new Option("--addresses <what>", "IP and MAC addresses on the page, in labels and exports")
        .choices(["keep", "hash", "drop"])
        .default("keep"),
    )
    .option("--key <secret>", "with --addresses hash: the key")
    .option("--json", "print the address, or what was saved, as one JSON document")
    .action(async (data: string, options: Options) => {
      const { label, widget } = await import("dataplane-lab");
      const settings = await settingsOf(data, options);
      if (options.saveOnly) {
        const saved = await label.saveWorkbench(settings);
        if (options.json) printJson(saved);
        else process.stdout.write(`${saved.file}: ${saved.rows} rows, ${saved.labelled} labelled\n`);
        return;
      }
      const { url, port, close } = await widget.serve(label.workbenchPage(settings));
      if (options.json) printJson({ url, port });
      else {
        process.stdout.write(
          `${url}\nThe page is for this machine, and whoever has the whole address. Ctrl-C ends it; labels are kept as they are given.\n`,
        );
      }
      await interrupted();
      await close();
    });
}

async function settingsOf(data: string, options: Options): Promise<labels.WorkbenchOptions> {
  const { userInfo } = await import("node:os");
  return {
    data,
    annotator: options.annotator ?? userInfo().username,
    privacy: { addresses: options.addresses, ...(options.key === undefined ? {} : { key: options.key }) },
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    ...(options.template === undefined ? {} : { template: options.template }),
    ...(options.blind === undefined ? {} : { blind: true }),
    ...(options.output === undefined ? {} : { folder: options.output }),
    ...(options.export === undefined ? {} : { export: options.export }),
  };
}
