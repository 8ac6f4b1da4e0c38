/** Colours for canvases, out of the style sheet. */
export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly faint: string;
  readonly grid: string;
  readonly surface: string;
  readonly caution: string;
  readonly alert: string;
  readonly accent: string;
  readonly good: string;
  readonly truth: string;
  readonly baseline: string;
  readonly current: string;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    muted: read("--muted"),
    faint: read("--faint"),
    grid: read("--grid"),
    surface: read("--surface"),
    caution: read("--series-5"),
    alert: read("--alert"),
    accent: read("--accent"),
    good: read("--good"),
    truth: read("--truth"),
    baseline: read("--series-2"),
    current: read("--series-1"),
  };
}
