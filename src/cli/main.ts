import { Command, CommanderError } from "commander";
import { commands } from "./commands";
import { reportFailure } from "./report";

// Keep this file and what it imports light: `dataplane-lab --help` must answer at once, so every command loads
// the library inside its action.
async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("dataplane-lab")
    .description("Captures and hardware counters to tables, models, drift scores and figures.")
    .version(require("../package.json").version)
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();
  for (const register of commands) register(program);
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError("(add --help for the options)");
  await program.parseAsync(argv);
}

// A reader that has seen enough (`| head`) closes the pipe: that ends the command, it is no failure.
const closedPipe = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === "EPIPE";

process.stdout.on("error", (error) => process.exit(closedPipe(error) ? 0 : reportFailure(error, false)));

main(process.argv).catch((error: unknown) => {
  // Commander has already printed its own message; help and version are not failures.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (!closedPipe(error)) process.exitCode = reportFailure(error, process.argv.includes("--json"));
});
