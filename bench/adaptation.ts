// npm run bench -- adaptation [seeds, default 6] [parts: stream,simulated,alarms,diagnosis,speed]: what adaptation
// brings, beside the original's and the trivial predictors. The published tables are read where DATAPLANE_LAB_DRST names
// their folder; without them only the simulated parts run.
import { alarms } from "./adaptation/alarms";
import { diagnosis } from "./adaptation/diagnosis";
import { simulated } from "./adaptation/simulated";
import { speed } from "./adaptation/speed";
import { stream } from "./adaptation/stream";

const PARTS = { stream, simulated, alarms, diagnosis, speed };

async function main(): Promise<void> {
  const [count = "6", names = Object.keys(PARTS).join(",")] = process.argv.slice(2);
  const seeds = Array.from({ length: Number(count) }, (_, i) => i + 1);
  for (const [name, part] of Object.entries(PARTS)) if (names.split(",").includes(name)) await part(seeds);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
