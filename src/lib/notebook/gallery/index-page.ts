import { escapeHtml } from "../../core";
import type { FigureEntry, Manifest, NotebookEntry } from "../runner/manifest";
import { page } from "./page";

/** The gallery of a run: failures first, then the notebooks, then every figure, then what it was all made from. */
export function indexPage(manifest: Manifest): string {
  const { run, notebooks, failed, passed } = manifest;
  const figures = notebooks.reduce((sum, entry) => sum + entry.figures.length, 0);
  const verdict =
    failed === 0
      ? '<span class="badge passed">all passed</span>'
      : `<span class="badge failed">${failed} failed</span>`;
  const facts: [string, string][] = [
    ["Notebooks", `${passed} passed, ${failed} failed`],
    ["Figures", String(figures)],
    ["Started", `${manifest.started.replace("T", " ").slice(0, 19)} UTC`],
    ["Time", duration(manifest.seconds)],
    ["dataplane-lab", manifest.versions["dataplane-lab"]],
    ["Node", manifest.versions.node],
  ];
  if (manifest.git !== null) {
    facts.push(["Commit", `${manifest.git.commit.slice(0, 10)}${manifest.git.changed ? " + changes" : ""}`]);
  }
  for (const [name, value] of Object.entries(manifest.parameters)) facts.push([`Parameter ${name}`, value]);
  return page(
    `Run ${run}`,
    [
      `<header><p class="soft">Dataplane Lab</p><h1>Run ${escapeHtml(run)} ${verdict}</h1>`,
      `<dl class="facts">${facts.map(([name, value]) => fact(name, value)).join("")}</dl></header>`,
      failureSection(notebooks.filter(({ outcome }) => outcome === "failed")),
      notebookTable(notebooks),
      ...notebooks.filter((entry) => entry.figures.length > 0).map(figureSection),
      inputSection(manifest),
      '<footer><a href="manifest.json">manifest.json</a> has all of this for programs.</footer>',
    ].join("\n"),
  );
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function fact(name: string, value: string): string {
  return `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`;
}

function failureSection(failed: readonly NotebookEntry[]): string {
  if (failed.length === 0) return "";
  const cards = failed.map(({ title, page: address, failure }) => {
    const heading = `<h3><a href="${escapeHtml(address)}#failed">${escapeHtml(title)}</a></h3>`;
    const trace = escapeHtml((failure?.traceback ?? []).join("\n"));
    return `<article class="card failure">${heading}<pre>${trace}</pre></article>`;
  });
  return `<section><h2>Failures</h2>${cards.join("")}</section>`;
}

function notebookTable(notebooks: readonly NotebookEntry[]): string {
  const rows = notebooks.map(
    ({ title, source, page: address, executed, outcome, cells, seconds, figures, reusedFrom }) => {
      const name = `<a href="${escapeHtml(address)}">${escapeHtml(title)}</a><br><span class="soft">${escapeHtml(source)}</span>`;
      const badge = `<span class="badge ${outcome}">${outcome}</span>`;
      const again =
        reusedFrom === undefined
          ? ""
          : `<br><span class="soft">unchanged since ${escapeHtml(reusedFrom)}</span>`;
      return `<tr><td>${name}</td><td>${badge}${again}</td><td class="number">${cells.length}</td><td class="number">${
        figures.length
      }</td><td class="number">${duration(seconds)}</td><td><a href="${escapeHtml(executed)}" download>.ipynb</a></td></tr>`;
    },
  );
  const head =
    '<th scope="col">Notebook</th><th scope="col">Outcome</th><th scope="col" class="number">Cells</th>';
  const more =
    '<th scope="col" class="number">Figures</th><th scope="col" class="number">Time</th><th scope="col">File</th>';
  return `<section><h2>Notebooks</h2><div class="card scroll"><table class="wide"><thead><tr>${head}${more}</tr></thead><tbody>${rows.join(
    "",
  )}</tbody></table></div></section>`;
}

function figureSection({ title, page: address, figures }: NotebookEntry): string {
  const heading = `<h2><a href="${escapeHtml(address)}">${escapeHtml(title)}</a></h2>`;
  return `<section>${heading}<div class="grid">${figures.map((figure) => figureCard(figure, address)).join("")}</div></section>`;
}

function figureCard({ title, caption, simulated, cell, svg, png }: FigureEntry, address: string): string {
  const shown = svg ?? png ?? "";
  const links = [
    svg === undefined ? "" : `<a href="${escapeHtml(svg)}">SVG</a>`,
    png === undefined ? "" : `<a href="${escapeHtml(png)}">PNG</a>`,
    `<a href="${escapeHtml(address)}#cell-${cell}">in the notebook</a>`,
  ].filter((link) => link !== "");
  const said = caption === "" ? "" : `<p class="soft">${escapeHtml(caption)}</p>`;
  const mark = simulated ? ' <span class="badge simulated">simulated</span>' : "";
  const drawing = svg === undefined ? "" : ' class="drawing"';
  return `<figure class="card"><a href="${escapeHtml(address)}#cell-${cell}"><img${drawing} src="${escapeHtml(shown)}" alt="${escapeHtml(
    title,
  )}" loading="lazy"></a><figcaption>${escapeHtml(title)}${mark}${said}<div class="links">${links.join(" · ")}</div></figcaption></figure>`;
}

function inputSection({ inputs, library }: Manifest): string {
  const rows = inputs.map(({ name, files, sha256 }) => {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return `<tr><td>${escapeHtml(name)}</td><td class="number">${files.length}</td><td class="number">${size(
      bytes,
    )}</td><td><code>${sha256.slice(0, 16)}</code></td></tr>`;
  });
  rows.push(`<tr><td>library build</td><td></td><td></td><td><code>${library.slice(0, 16)}</code></td></tr>`);
  const head =
    '<th scope="col">Input</th><th scope="col" class="number">Files</th><th scope="col" class="number">Size</th><th scope="col">SHA-256</th>';
  return `<section><h2>Made from</h2><p class="soft">Hashes taken before the first cell ran; each file's own is in the manifest.</p><div class="card scroll"><table class="wide"><thead><tr>${head}</tr></thead><tbody>${rows.join(
    "",
  )}</tbody></table></div></section>`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
