import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { escapeHtml } from "../core";
import { clientScript, serve } from "./serve";
import type { ServedWidget, WidgetSpec } from "./widget";

/** A served widget together with the output that shows it; `view.show` shows it. */
export interface MountedWidget extends ServedWidget {
  /** The saved content, and a script that puts the live widget in its place once the server has answered. */
  readonly html: string;
  /** What a terminal shows. */
  readonly text: string;
  /** Under this id the output can be replaced later: see {@link htmlWith} and `view.update`. */
  readonly displayId: string;
  /** The same output with other saved content, such as the state at the end. */
  htmlWith(saved: string): string;
}

/**
 * Serves a widget and makes the notebook output that shows it. What stands in the output is `saved` and nothing else,
 * until the page has found the server; so a notebook on GitHub, in nbconvert or without its kernel shows the picture
 * and the table that were saved, and no button that does nothing.
 *
 * The output names a port and a token. Both are worthless once the kernel has ended: the token was drawn by its
 * server thread, was never stored, and no other server knows it.
 *
 * @throws LabError what {@link serve} throws
 */
export async function mount(spec: WidgetSpec): Promise<MountedWidget> {
  const served = await serve(spec);
  const url = new URL(served.url);
  const id = randomBytes(9).toString("base64url");
  const widget = { id, port: served.port, path: url.pathname, token: served.token, height: spec.height };
  // In a script element "<" could begin "</script" or "<!--"; none of these values holds one, and this keeps it so.
  const values = JSON.stringify(widget).replaceAll("<", "\\u003c");
  const script = readFileSync(clientScript("widget", "inline.js"), "utf8").trim();
  const htmlWith = (saved: string): string => `<div data-widget="${id}">
<div data-saved>${saved}</div>
<p data-line style="font-size:12px;opacity:.75;margin:4px 0">Saved state. Run the cell again for the live widget.</p>
<script>/* Port and token died with the kernel that made this output. */{const WIDGET=${values};${script}}</script>
</div>`;
  const html = htmlWith(spec.saved);
  return {
    ...served,
    html,
    htmlWith,
    displayId: id,
    text: `[widget] ${escapeControls(spec.title)}: ${url.href}`,
  };
}

/** A title in a terminal must not move its cursor. */
function escapeControls(text: string): string {
  return escapeHtml(text).replace(/\p{Cc}/gu, "�");
}
