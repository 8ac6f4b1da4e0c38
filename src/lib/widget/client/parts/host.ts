import type { Connection } from "./connection";

export type Scheme = "light" | "dark";

/** Light or dark, as the surroundings have it: JupyterLab's theme in a notebook, the system's elsewhere. */
export interface Theme {
  readonly scheme: Scheme;
  /** Called at each change, not at once. */
  onChange(listener: (scheme: Scheme) => void): () => void;
}

/** What a widget's script gets to start with. */
export interface Host {
  /** An empty element of our own to render into, inside a shadow root that has the lab's style. */
  readonly root: HTMLElement;
  readonly connection: Connection;
  readonly theme: Theme;
  readonly title: string;
  /** True when the page is ours alone; false in a notebook's output. */
  readonly standalone: boolean;
  /** Adds a style sheet beside the lab's own. */
  addStyle(css: string): void;
}

/** What a widget's script exports as `start`; what it returns is called when the widget goes away. */
export type StartWidget = (host: Host) => undefined | (() => void);
