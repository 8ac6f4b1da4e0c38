// The script inside a notebook's output: see mount.ts. It stays silent and changes nothing unless the widget's server
// answers; then it loads the rest from there and puts the live widget in the place of the saved picture.

declare const WIDGET: { id: string; port: number; path: string; token: string; height: number };

interface Runtime {
  attach(
    element: HTMLElement,
    address: { base: string; token: string },
    options: { standalone: boolean; title: string },
  ): Promise<() => void>;
}

(() => {
  const { id, port, path, token, height } = WIDGET;

  /** Through the notebook server where it has jupyter-server-proxy (also on a remote hub), then directly. */
  function candidates(): string[] {
    const found: string[] = [];
    try {
      const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "null");
      if (config !== null) found.push(`${location.origin}${config.baseUrl ?? "/"}proxy/${port}${path}`);
    } catch {
      // Not JupyterLab's page, whatever it is.
    }
    // A saved HTML page is no notebook: nothing is asked from there.
    if (location.protocol !== "file:") found.push(`http://127.0.0.1:${port}${path}`);
    return found;
  }

  async function title(base: string): Promise<string | undefined> {
    try {
      const response = await fetch(`${base}hello`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-dataplane-lab-token": token },
        body: "{}",
        signal: AbortSignal.timeout(8000),
      });
      return response.ok ? ((await response.json()) as { title: string }).title : undefined;
    } catch {
      return undefined;
    }
  }

  async function enliven(box: HTMLElement): Promise<void> {
    const saved = box.querySelector<HTMLElement>("[data-saved]");
    const line = box.querySelector<HTMLElement>("[data-line]");
    for (const base of candidates()) {
      const name = await title(base);
      if (name === undefined) continue;
      try {
        const { attach } = (await import(`${base}runtime.js`)) as Runtime;
        const live = document.createElement("div");
        // Room for it at once, so that the notebook does not jump when it is built.
        live.style.minHeight = `${height}px`;
        box.append(live);
        await attach(live, { base, token }, { standalone: false, title: name });
        if (saved !== null) saved.hidden = true;
        if (line !== null) line.hidden = true;
        return;
      } catch (error) {
        if (line !== null)
          line.textContent = `Saved state; the live widget could not start: ${(error as Error).message}`;
        return;
      }
    }
    if (line !== null)
      line.textContent =
        "Saved state: its program has ended or cannot be reached. Run the cell again for the live widget.";
  }

  // JupyterLab may run this before the output is in the document, and shows an output in several views at times.
  let tries = 0;
  function find(): void {
    const boxes = document.querySelectorAll<HTMLElement>(`[data-widget="${id}"]:not([data-tried])`);
    for (const box of boxes) {
      box.dataset.tried = "";
      enliven(box);
    }
    if (boxes.length === 0 && ++tries < 50) setTimeout(find, 100);
  }
  find();
})();
