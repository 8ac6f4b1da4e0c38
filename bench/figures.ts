/**
 * Time and size of every figure kind: user CPU time to make it, to draw it as SVG and as PNG at scale 2, the median
 * of `--runs` (default 5) after one run to warm up. Then a line of 100 000 points, to show what thinning leaves.
 *
 *     npm run bench -- figures [--runs 5]
 */
import * as view from "../src/lib/view";
import { FIGURES } from "../test/view/support/figures";

const asked = process.argv.indexOf("--runs");
const runs = asked < 0 ? 5 : Number(process.argv[asked + 1]);
if (!(Number.isInteger(runs) && runs > 0)) throw new Error("--runs needs a whole number above 0");

/** A series with a peak every 977 points, which thinning must keep. */
function long(): view.Figure {
  const y = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 900) + (i % 977 === 0 ? 3 : 0));
  return view.lineChart({ y }, { y: "y", title: "100 000 points" });
}

function milliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

console.log("| figure | make ms | SVG ms | PNG ms | SVG kB | spec kB |");
console.log("|---|---|---|---|---|---|");
for (const [name, make] of Object.entries({ ...FIGURES, "line of 100 000 points": long })) {
  make().svg();
  const times = Array.from({ length: runs }, () => {
    let figure = make();
    const made = milliseconds(() => {
      figure = make();
    });
    return [made, milliseconds(() => figure.svg()), milliseconds(() => figure.png())];
  });
  const [made, svg, png] = [0, 1, 2].map((k) => median(times.map((time) => time[k])).toFixed(1));
  const figure = make();
  const kilobytes = (text: string): string => (Buffer.byteLength(text) / 1000).toFixed(0);
  console.log(
    `| ${name} | ${made} | ${svg} | ${png} | ${kilobytes(figure.svg())} | ${kilobytes(JSON.stringify(figure.spec))} |`,
  );
}
