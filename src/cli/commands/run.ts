import { readdirSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import type { notebook } from "dataplane-lab";
import { numberOf } from "../input";
import { printJson } from "../report";

interface Options {
  parameter: string[];
  output?: string;
  all?: boolean;
  changed?: boolean;
  timeout?: string;
  jobs?: string;
  json?: boolean;
}

/** dataplane-lab run: notebooks in batch, without Python. */
export function registerRun(program: Command): void {
  program
    .command("run")
    .description("Run notebooks in batch; write them, their figures and a gallery to a run folder.")
    .argument("[notebook...]", "notebook files (.ipynb)")
    .option("-p, --parameter <name=value>", "set a parameter; may be repeated", collect, [])
    .option("-o, --output <folder>", "the run folder (default: results/<run id>)")
    .option("--all", "run all numbered notebooks of the project's notebooks/ folder")
    .option("--changed", "run only what changed since an earlier run; take the rest over")
    .option("--timeout <seconds>", "longest time for one cell, 0 for no limit (default: 1800)")
    .option("--jobs <n>", "notebooks at the same time (default: the number of cores)")
    .option("--json", "print the manifest as one JSON document")
    .action(async (files: string[], options: Options) => {
      // Not the whole library: a light notebook is run before its other rooms are loaded.
      const room = await import("dataplane-lab/dist/notebook/index.js");
      const core = await import("dataplane-lab/dist/core/index.js");
      const project = room.findProject(process.cwd()) ?? room.findProject(__dirname);
      const listed = options.all ? [...numbered(project), ...files] : files;
      if (listed.length === 0) {
        core.fail({
          code: "argument",
          expected: "notebooks to run",
          found: options.all ? "no numbered notebook (01-….ipynb) in notebooks/" : "none",
          hint: options.all ? undefined : "Name notebook files, or give --all.",
        });
      }
      const inside = project !== undefined && room.findProject(process.cwd()) !== undefined;
      const stop = new AbortController();
      const interrupt = (): void => stop.abort(new Error("interrupted"));
      process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
      const progress = options.json ? undefined : progressLines(process.stderr);
      try {
        const { folder, manifest } = await room.runNotebooks(listed, {
          output: options.output,
          base: options.all || inside ? project : process.cwd(),
          parameters: Object.fromEntries(options.parameter.map(room.parseParameter)),
          timeout:
            options.timeout === undefined ? undefined : 1000 * count("--timeout", options.timeout, 0, false),
          jobs: options.jobs === undefined ? undefined : count("--jobs", options.jobs, 1, true),
          changed: options.changed,
          signal: stop.signal,
          onEvent: progress?.event,
        });
        progress?.end();
        if (options.json) printJson({ folder, manifest });
        else process.stdout.write(summary(folder, manifest));
        if (manifest.failed > 0) process.exitCode = 1;
      } catch (error) {
        progress?.end();
        if (!stop.signal.aborted) throw error;
        process.stderr.write("dataplane-lab: interrupted; nothing was written\n");
        process.exitCode = 130;
      } finally {
        process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      }

      function count(option: string, text: string, least: number, whole: boolean): number {
        return numberOf(core.fail, option, text, { least, whole });
      }
    });
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function numbered(project: string | undefined): string[] {
  if (project === undefined) return [];
  const folder = path.join(project, "notebooks");
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+.*\.ipynb$/.test(name))
    .sort()
    .map((name) => path.relative(process.cwd(), path.join(folder, name)));
}

function summary(folder: string, { passed, failed, notebooks, seconds }: notebook.Manifest): string {
  const lines = notebooks
    .filter(({ outcome }) => outcome === "failed")
    .map(({ source, failure }) => `FAILED ${source}\n${indent(failure?.traceback ?? [])}`);
  const figures = notebooks.reduce((sum, entry) => sum + entry.figures.length, 0);
  lines.push(`${passed} passed, ${failed} failed, ${figures} figures, ${seconds.toFixed(1)} s`);
  lines.push(`Gallery: ${path.join(folder, "index.html")}`);
  return `${lines.join("\n")}\n`;
}

function indent(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line) => `  ${line}`)
    .join("\n");
}

/** One line per notebook and cell on a terminal, one line per finished notebook elsewhere. */
function progressLines(stream: NodeJS.WriteStream): {
  event(event: notebook.RunEvent): void;
  end(): void;
} {
  const running = new Map<string, string>();
  let drawn = 0;
  const marks = { passed: "ok  ", failed: "FAIL", reused: "same" };
  function clear(): void {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  }
  function draw(): void {
    // A terminal that does not know its width says 0.
    const width = stream.columns || 80;
    for (const line of running.values()) stream.write(`${line.slice(0, width - 1)}\n`);
    drawn = running.size;
  }
  return {
    event({ notebook: name, state, done, total, seconds, failure }) {
      if (stream.isTTY) clear();
      if (state === "cell") {
        const line = `  …  ${name}  cell ${Math.min(done + 1, total)} of ${total}`;
        running.set(name, line);
        if (!stream.isTTY && done === 0) stream.write(`start ${name} (${total} cells)\n`);
      } else {
        running.delete(name);
        const why = failure === undefined ? "" : `  ${failure.split("\n")[0]}`;
        stream.write(`${marks[state]}  ${name}  ${total} cells, ${seconds.toFixed(1)} s${why}\n`);
      }
      if (stream.isTTY) draw();
    },
    end() {
      if (stream.isTTY) clear();
    },
  };
}
