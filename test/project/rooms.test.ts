import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sourceFiles } from "../support/source-files";

const library = path.resolve(__dirname, "../../src/lib");

/** Which rooms a room may import; arrows point one way only. Every room may import core. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  table: [],
  capture: ["table"],
  flow: ["capture", "table"],
  perf: ["capture", "table"],
  simulate: ["capture", "perf", "table"],
  learn: ["table"],
  drift: ["table"],
  stream: ["table"],
  widget: [],
  loop: ["learn", "drift", "stream", "table", "widget"],
  label: ["table", "stream", "widget"],
  nwdaf: ["flow", "learn", "stream", "table"],
  view: ["table", "widget", "drift", "loop", "label"],
  notebook: [],
};
/** From these rooms view may take types, but no code. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { view: ["drift", "loop", "label"] };

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const room = path.relative(library, file).split(path.sep)[0];
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const pattern =
    /\b(import|export)\s+(type\s+)?(?:[^;"'`]*?\sfrom\s+)?["'](\.[^"']*)["']|\bimport\(\s*["'](\.[^"']*)["']/g;
  return [...text.matchAll(pattern)].map((match) => ({
    file: path.relative(library, file),
    room,
    target: path.relative(library, path.resolve(path.dirname(file), match[3] ?? match[4])),
    typeOnly: match[2] !== undefined,
  }));
}

/** Whether a file is browser code: `<room>/client/…`. */
const inClient = (file: string): boolean => file.split(path.sep)[1] === "client";

const rooms = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
  .map((entry) => entry.name);
const crossings = rooms
  .flatMap((room) => sourceFiles(path.join(library, room)).flatMap(importsOf))
  .filter(({ room, target }) => target.split(path.sep)[0] !== room);

describe("rooms of the library", () => {
  it("are the ones of the design", () => {
    assert.deepEqual(
      rooms.filter((room) => !(room in ALLOWED)),
      [],
    );
  });

  it("each have a table of contents that src/lib/index.ts exports under the room's name", () => {
    const contents = readFileSync(path.join(library, "index.ts"), "utf8");
    for (const room of rooms) {
      assert.ok(
        contents.includes(`export * as ${room} from "./${room}";`),
        `src/lib/index.ts exports ${room}`,
      );
    }
  });

  it("import in one direction only", () => {
    const wrong = crossings.filter(
      ({ room, target }) => !["core", ...ALLOWED[room]].includes(target.split(path.sep)[0]),
    );
    assert.deepEqual(wrong, []);
  });

  it("enter another room by its door, not through a window", () => {
    assert.deepEqual(
      crossings.filter(
        ({ file, target }) =>
          target.includes(path.sep) &&
          !target.endsWith(`${path.sep}index`) &&
          // Browser code has a door of its own.
          !(inClient(file) && target.endsWith(`${path.sep}client`)),
      ),
      [],
    );
  });

  it("keep browser code and the rest apart: only types cross, and only into the browser", () => {
    const wrong = rooms
      .flatMap((room) => sourceFiles(path.join(library, room)).flatMap(importsOf))
      .filter(({ file, target, typeOnly }) =>
        inClient(file) ? !inClient(`${target}${path.sep}`) && !typeOnly : inClient(`${target}${path.sep}`),
      );
    assert.deepEqual(wrong, []);
  });

  it("keep view free of the code of drift, loop and label", () => {
    const wrong = crossings.filter(
      ({ room, target, typeOnly }) => !typeOnly && (TYPES_ONLY[room] ?? []).includes(target),
    );
    assert.deepEqual(wrong, []);
  });

  it("are seen by this test at all", () => {
    assert.ok(crossings.some(({ room, target }) => room === "table" && target === "core"));
  });
});
