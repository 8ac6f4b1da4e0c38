import type { Manifest } from "../runner/manifest";
import { escapeHtml } from "./html";

export function indexPage(manifest: Manifest): string {
  return `<!doctype html><title>${escapeHtml(manifest.run)}</title>`;
}
