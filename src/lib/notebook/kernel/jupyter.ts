// The Jupyter kernel that `npm run lab` registers: the kernel behind Jupyter's wire protocol, over ZeroMQ.
import module from "node:module";

(module as { enableCompileCache?: () => void }).enableCompileCache?.();

async function main(connectionFile: string | undefined): Promise<void> {
  if (connectionFile === undefined) {
    process.stderr.write("usage: jupyter.js <connection file>\n");
    process.exit(2);
  }
  const { lendCompiler } = await import("./compiler.js");
  lendCompiler();
  const { dieWithParent } = await import("./watchdog.js");
  const { createKernel } = await import("./kernel.js");
  const { LabServer } = await import("./server.js");
  dieWithParent();
  const batch = process.env.DATAPLANE_LAB_BATCH === "1";
  const kernel = createKernel({ watch: !batch });
  process.on("SIGINT", () => kernel.interrupt());
  await new LabServer(kernel, connectionFile, batch).init();
}

void main(process.argv[2]);
