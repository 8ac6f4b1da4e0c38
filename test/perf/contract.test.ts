import assert from "node:assert/strict";
import { core, perf } from "../../src/lib/index";
import { bytesOf, columnsOf, contradiction, sampleOf } from "./samples";

/** Calls the parser; an error must be ours, name the file and say what was expected. */
function outcome(parse: () => object): object | core.LabError {
  try {
    return parse();
  } catch (error) {
    assert.ok(error instanceof core.LabError, `not a LabError: ${String(error)}`);
    assert.equal(error.where.file, "some.csv");
    assert.ok(error.expected.length > 3 && error.found.length > 2, error.message);
    return error;
  }
}

function fails(parse: () => object, found: RegExp): core.LabError {
  const result = outcome(parse);
  assert.ok(result instanceof core.LabError, "no error");
  assert.match(result.found, found);
  return result;
}

describe("the contract of every parser", () => {
  it("has one parser a format", () => {
    assert.equal(new Set(perf.PARSERS.map(({ format }) => format)).size, perf.PARSERS.length);
    assert.ok(perf.PARSERS.length >= 7);
  });

  for (const parser of perf.PARSERS) {
    describe(parser.format, () => {
      const lines = sampleOf(parser);
      const file = "some.csv";
      const parse = (bytes: Uint8Array, options: perf.ParseOptions = {}): object =>
        parser.parse(bytes, { file, ...options });
      const whole = parse(bytesOf(lines));
      const report = (log: object): perf.ParseReport => (log as { report: perf.ParseReport }).report;

      it("reads its sample and reports it", () => {
        const { lines: count, rows, parser: mode, repairs } = report(whole);
        assert.deepEqual([count, mode, repairs], [lines.length, "strict", []]);
        assert.ok(rows > 0);
        assert.ok(columnsOf(whole).size > 0);
        assert.ok([...columnsOf(whole).values()].every((column) => column.length === rows));
      });

      it("is independent of CRLF, of a byte order mark and of blank lines at the end", () => {
        const plain = columnsOf(whole);
        const mark = Buffer.from([0xef, 0xbb, 0xbf]);
        for (const bytes of [
          bytesOf(lines, "\r\n"),
          Buffer.concat([mark, bytesOf(lines)]),
          Buffer.concat([bytesOf(lines), Buffer.from("\n\r\n \n")]),
        ]) {
          assert.deepEqual(columnsOf(parse(bytes)), plain);
        }
      });

      it("leaves its input as it was", () => {
        const bytes = bytesOf(["<<<<<<< HEAD", ...lines]);
        const before = Buffer.from(bytes);
        parse(bytes);
        assert.deepEqual(bytes, before);
      });

      it("refuses an empty file, blank lines, NUL bytes, UTF-16 and binary data", () => {
        fails(() => parse(Buffer.alloc(0)), /empty file/);
        outcome(() => parse(Buffer.from("\n\n\n")));
        const text = bytesOf(lines);
        const nul = Buffer.concat([text, Buffer.from("\0\0\0\0")]);
        const error = fails(() => parse(nul), /NUL/);
        assert.deepEqual([error.where.line, error.where.byte], [lines.length + 1, text.length]);
        fails(() => parse(Buffer.from(text.toString(), "utf16le")), /NUL/);
        fails(() => parse(Buffer.from("\x89PNG\r\n\x1a\n\x01\x02\x03\n", "latin1")), /PNG/);
      });

      it("names the line of one that does not belong there, or counts it on request", () => {
        const spoilt = [...lines, "perf: Interrupt, see manual", lines[lines.length - 1]];
        const error = outcome(() => parse(bytesOf(spoilt)));
        assert.ok(error instanceof core.LabError);
        assert.equal(error.where.line, lines.length + 1);
        assert.match(error.found, /Interrupt/);
        const log = parse(bytesOf(spoilt), { onBadLine: "skip" });
        const bad = report(log).issues.find(({ kind }) => kind === "bad-line");
        assert.deepEqual([bad?.count, bad?.line], [1, lines.length + 1]);
      });

      it("says where a latin-1 byte is, or reads over it, in a file that began as UTF-8", () => {
        const spoilt = Buffer.concat([
          bytesOf(["# µ", ...lines].slice(1)),
          Buffer.from("caf\xe9,1\n", "latin1"),
        ]);
        const error = outcome(() => parse(spoilt));
        assert.ok(error instanceof core.LabError);
        assert.equal(error.where.line, lines.length + 1);
      });

      it("mends conflict markers and reports their lines", () => {
        const marked = [
          ...lines.slice(0, -1),
          "<<<<<<< HEAD",
          lines[lines.length - 1],
          "=======",
          "9 9 9",
          ">>>>>>> other",
        ];
        const log = parse(bytesOf(marked, "\r\n"));
        assert.deepEqual(columnsOf(log), columnsOf(whole));
        const at = lines.length;
        assert.deepEqual(report(log).repairs, [
          { opened: at, separated: at + 2, closed: at + 4, kept: "ours", dropped: 1 },
        ]);
      });

      it("never contradicts the whole file when it is cut anywhere", () => {
        for (const newline of ["\n", "\r\n"]) {
          const bytes = bytesOf(lines, newline);
          for (let length = 0; length < bytes.length; length++) {
            const cut = outcome(() => parse(bytes.subarray(0, length)));
            if (cut instanceof core.LabError) continue;
            assert.equal(contradiction(whole, cut), undefined, `cut at ${length}`);
          }
        }
      });

      it("refuses a line of two megabytes", () => {
        const long = Buffer.alloc(2 << 20, "7");
        assert.equal(fails(() => parse(long), /longer line/).where.line, 1);
        fails(() => parse(Buffer.concat([bytesOf(lines), long])), /longer line/);
      });

      it("drst-compat never fails with another error either", () => {
        const bytes = bytesOf(lines);
        assert.equal(report(parse(bytes, { parser: "drst-compat" })).parser, "drst-compat");
        for (let length = 0; length < bytes.length; length++) {
          outcome(() => parse(bytes.subarray(0, length), { parser: "drst-compat" }));
        }
      });
    });
  }
});
