import assert from "node:assert/strict";
import { parseNotebook } from "../../../src/lib/notebook";
import { highlight } from "../../../src/lib/notebook/gallery/highlight";
import { notebookPage } from "../../../src/lib/notebook/gallery/notebook-page";
import type { NotebookEntry } from "../../../src/lib/notebook/runner/manifest";

const entry: NotebookEntry = {
  source: "a.ipynb",
  name: "a",
  title: "<b>A</b>",
  outcome: "passed",
  seconds: 1,
  cells: [],
  key: "",
  parameters: {},
  executed: "a.ipynb",
  page: "a.html",
  figures: [],
};

function render(outputs: object[]): string {
  const cells = [{ cell_type: "code", metadata: {}, source: "const a = '<i>';", outputs }];
  return notebookPage(
    parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })),
    entry,
  );
}

describe("notebook page", () => {
  it("shows every kind of output without running any", () => {
    const evil = "<script>alert(1)</script>";
    const html = render([
      { output_type: "stream", name: "stdout", text: [`\u001b[31m${evil}\u001b[0m`] },
      { output_type: "error", ename: "E", evalue: evil, traceback: [evil] },
      {
        output_type: "display_data",
        data: { "image/svg+xml": `<svg onload="alert(1)">${evil}</svg>` },
        metadata: {},
      },
      { output_type: "display_data", data: { "image/png": '"><script>' }, metadata: {} },
      { output_type: "display_data", data: { "text/html": `"><script>${evil}` }, metadata: {} },
      { output_type: "display_data", data: { "text/markdown": evil }, metadata: {} },
      { output_type: "execute_result", data: { "text/plain": evil }, metadata: {}, execution_count: 1 },
      {
        output_type: "display_data",
        data: { "image/png": "AAAA" },
        metadata: { "dataplane-lab": { title: '"><script>' } },
      },
      { output_type: "display_data", data: 7, metadata: null },
    ]);
    assert.doesNotMatch(html, /<script|onload="/);
    assert.ok(!html.includes("\u001b"));
    assert.match(html, /<iframe sandbox class="plain" srcdoc="&lt;meta [^"]*&gt;&quot;&gt;&lt;script/);
    assert.match(html, /script-src 'none'/);
    assert.match(html, /<img class="drawing" src="data:image\/svg\+xml;base64,/);
    assert.match(html, /alt="&quot;&gt;&lt;script&gt;"/);
    assert.match(html, /<title>&lt;b&gt;A&lt;\/b&gt;<\/title>/);
  });

  it("lets HTML without colours of its own follow the reader's light or dark, and keeps the rest on white", () => {
    const shown = (html: string): string =>
      /<iframe[^>]*>/.exec(
        render([{ output_type: "display_data", data: { "text/html": html }, metadata: {} }]),
      )?.[0] ?? "";
    assert.match(
      shown("<table><tr><td>1</td></tr></table>"),
      /class="plain" srcdoc="&lt;meta name=&quot;color-scheme&quot;/,
    );
    for (const html of ['<p style="color:#111">x</p>', "<style>p{}</style>x", '<td bgcolor="white">']) {
      assert.doesNotMatch(shown(html), /plain|color-scheme/, html);
    }
  });

  it("colours source without losing a character of it", () => {
    const source = [
      "const a = `x$",
      "{1 + 2}y`; // \"c\" <b>\n/* d */ f(/re</, 0x1F, 's') as any;\n/** doc */ class A {}\n",
    ].join("");
    const html = highlight(source);
    const text = html
      .replace(/<\/?span[^>]*>/g, "")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, "&");
    assert.equal(text, source);
    assert.match(html, /<span class="k">const<\/span>/);
    assert.match(html, /<span class="n">0x1F<\/span>/);
    assert.match(html, /<span class="c">[^<]*\/\/ &quot;c&quot; &lt;b&gt;/);
    const spans = (code: string): string[] =>
      [...highlight(code).matchAll(/<span class="(.)">(.*?)<\/span>/g)].map(
        ([, name, text]) => `${name} ${text}`,
      );
    assert.deepEqual(spans("x = a / b / c; y = /[/]/g;"), ["s /[/]/g"], "a division is no pattern");
    assert.deepEqual(spans(["`a$", "{ {b: `c$", "{1}`}.b }d`"].join("")), [
      "s `a${",
      "s `c${",
      "n 1",
      "s }`",
      "s }d`",
    ]);
    assert.deepEqual(spans("type T = { type: number; of: 1 }; o.default; as = 1; for (x of y)"), [
      "k type",
      "k number",
      "n 1",
      "n 1",
      "k for",
      "k of",
    ]);
    for (const broken of ["f({", "`", "'", "}}}", "/*"])
      assert.equal(highlight(broken).replace(/<[^>]*>/g, "").length > 0, true);
  });
});
