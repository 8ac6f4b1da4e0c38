import assert from "node:assert/strict";
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";

const dist = path.resolve(__dirname, "../../src/lib/dist");

describe("declarations of the built library, as TypeScript 5.0 in the cells sees them", function () {
  this.timeout(60_000);

  it("are understood whole, and say any nowhere", () => {
    assert.match(ts.version, /^5\.0\./);
    const program = ts.createProgram([path.join(dist, "index.d.ts")], {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      esModuleInterop: true,
      types: ["node"],
      noEmit: true,
    });
    const files = program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(dist));
    assert.ok(files.length > 10);
    const faults: string[] = [];
    for (const file of files) {
      const name = path.relative(dist, file.fileName);
      for (const { messageText } of program.getSemanticDiagnostics(file)) {
        faults.push(`${name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
      }
      (function visit(node: ts.Node): void {
        if (node.kind === ts.SyntaxKind.AnyKeyword) {
          faults.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: any`);
        }
        ts.forEachChild(node, visit);
      })(file);
    }
    assert.deepEqual(faults, []);
  });
});
