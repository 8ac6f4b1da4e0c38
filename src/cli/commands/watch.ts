import type { Command } from "commander";
import { numberOf } from "../input";
import { interrupted } from "../interrupted";
import { printJson } from "../report";

interface Options {
  tolerance: string;
  window: string;
  json?: boolean;
}

/** dataplane-lab watch: a run of the loop in the browser, while it goes on or afterwards. */
export function registerWatch(program: Command): void {
  program
    .command("watch")
    .description("Serve the live page of a run folder on this machine, until Ctrl-C.")
    .argument("<folder>", "the run folder that the loop writes or has written")
    .option("--tolerance <share>", "a prediction is right within this share of the truth", "0.2")
    .option("--window <rows>", "rows of the windowed accuracy, a multiple of 16", "256")
    .option("--json", "print the address as one JSON document")
    .action(async (folder: string, options: Options) => {
      const { core, loop, widget } = await import("dataplane-lab");
      const tolerance = numberOf(core.fail, "--tolerance", options.tolerance, { least: 0 });
      const window = numberOf(core.fail, "--window", options.window, { least: 16, whole: true, of: "rows" });
      const { url, port, close } = await widget.serve(loop.liveRun(folder, { tolerance, window }).page);
      if (options.json) printJson({ url, port });
      else {
        process.stdout.write(
          `${url}\nThe page is for this machine, and whoever has the whole address. Ctrl-C ends it.\n`,
        );
      }
      await interrupted();
      await close();
    });
}
