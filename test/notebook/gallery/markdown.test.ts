import assert from "node:assert/strict";
import { renderMarkdown } from "../../../src/lib/notebook/gallery/markdown";

describe("renderMarkdown", () => {
  const table: [string, string][] = [
    ["# A *b* `c`", "<h1>A <em>b</em> <code>c</code></h1>"],
    ["a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>"],
    ["**a** _b_ snake_case_name 2*3*4", "<p><strong>a</strong> <em>b</em> snake_case_name 2*3*4</p>"],
    ["- a\n- b\n  - c", "<ul><li>a</li><li><p>b</p>\n<ul><li>c</li></ul>\n</li></ul>"],
    ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["> a", "<blockquote><p>a</p>\n</blockquote>"],
    ["```ts\n<b> *x*\n```", "<pre><code>&lt;b&gt; *x*</code></pre>"],
    [
      "| a | b |\n|---|:-:|\n| 1 | `x` |",
      "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><code>x</code></td></tr></tbody></table>",
    ],
    ["---", "<hr>"],
    ["[a](b.md#c)", '<p><a href="b.md#c" rel="noreferrer">a</a></p>'],
    ["", ""],
  ];
  for (const [source, html] of table) {
    it(JSON.stringify(source), () => assert.equal(renderMarkdown(source).trim(), html));
  }

  it("lets nothing through that a browser would run or fetch", () => {
    const hostile = [
      "<script>alert(1)</script>",
      '<img src=x onerror="alert(1)">',
      "[x](javascript:alert(1))",
      "[x](JaVaScRiPt:alert`1`)",
      "[x](data:text/html,<script>)",
      "[x](//evil.example/a)",
      '[x](a"onmouseover="alert(1))',
      "![x](https://evil.example/track.png)",
      "`<script>`",
      "```\n</code><script>\n",
      "# <script>\n> <script>\n- <script>\n\n|<script>|\n|-|\n|<script>|",
      "[<img src=x onerror=alert(1)>](a)",
    ];
    for (const source of hostile) {
      const html = renderMarkdown(source);
      assert.doesNotMatch(html, /<(script|img|iframe)/i, source);
      assert.doesNotMatch(html, /href="(?:javascript|data|\/\/)/i, source);
      assert.doesNotMatch(html, /<[^>]*\son\w+=/i, source);
    }
  });

  it("ends soon on long and deep texts", () => {
    const began = performance.now();
    for (const piece of ["> ", "- ", "*", "[", "`", "|", "**a", "[a](", "_a "]) {
      renderMarkdown(piece.repeat(5000));
      renderMarkdown(`${piece}\n`.repeat(2000));
    }
    assert.ok(performance.now() - began < 10_000);
  });
});
