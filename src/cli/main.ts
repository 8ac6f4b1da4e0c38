import { Command } from "commander";

const program = new Command("dataplane-lab");
program.parse();
