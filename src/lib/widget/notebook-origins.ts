import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/**
 * The origins of the notebook server that started this process, as a browser on this machine writes them; none when
 * there is no such server or it is not known (other front ends start kernels too).
 *
 * Jupyter tells a kernel the id of its server's process and gives it a connection file in the runtime folder; there
 * the server keeps its own address in `jpserver-<id>.json`.
 */
export function notebookOrigins(
  env: Readonly<Record<string, string | undefined>> = process.env,
  argv: readonly string[] = process.argv,
): readonly string[] {
  const server = env.JPY_PARENT_PID;
  if (server === undefined || !/^\d+$/.test(server)) return [];
  const connection = argv.find((argument) => /kernel-[^/\\]*\.json$/.test(argument));
  const folders = [
    env.JUPYTER_RUNTIME_DIR,
    connection === undefined ? undefined : path.dirname(connection),
    path.join(env.JUPYTER_DATA_DIR ?? path.join(homedir(), ".local", "share", "jupyter"), "runtime"),
  ];
  for (const folder of folders) {
    if (folder === undefined) continue;
    const origin = originIn(path.join(folder, `jpserver-${server}.json`));
    if (origin === undefined) continue;
    const { protocol, hostname, port } = new URL(origin);
    if (!["localhost", "127.0.0.1"].includes(hostname)) return [origin];
    const end = port === "" ? "" : `:${port}`;
    return [`${protocol}//localhost${end}`, `${protocol}//127.0.0.1${end}`];
  }
  return [];
}

function originIn(file: string): string | undefined {
  try {
    return new URL((JSON.parse(readFileSync(file, "utf8")) as { url: string }).url).origin;
  } catch {
    // Not there, or not the file we know: then the server is not known.
    return undefined;
  }
}
