/** A JSON value: what travels between a page and its source. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * What stands behind a widget's page: a module that the widget server loads in its own thread, so that pages are
 * answered while a cell computes. The module exports `openSource: SourceFactory`.
 */
export interface SourceSpec {
  /** Absolute path of the compiled module. */
  readonly module: string;
  /** Given to the module as they are; plain data. */
  readonly options: Json;
}

/** A source that was opened: answers messages, and may send some by itself. */
export interface Source {
  /** Answers one message of one page. A rejection (LabError or other) reaches the page as `{ error }`. */
  handle(message: Json, from: Client): Promise<Json> | Json;
  /** A page came or went. */
  connected?(client: Client): void;
  disconnected?(client: Client): void;
  close(): Promise<void>;
}

/** One page that is open. */
export interface Client {
  readonly id: string;
  send(message: Json): void;
}

export type SourceFactory = (options: Json) => Promise<Source> | Source;

/** A page to serve: its script and style, compiled, and the source behind it. */
export interface WidgetSpec {
  /** Short name, e.g. "drift" or "workbench"; stands in the page's address. */
  readonly name: string;
  readonly title: string;
  /** Absolute path of the page's compiled script (an ES module bundle that exports `start`). */
  readonly script: string;
  readonly source: SourceSpec;
  /** What the saved notebook keeps: static HTML that says something true without a server. Safe markup, by its maker. */
  readonly saved: string;
  /** Height of the frame in the notebook, CSS pixels. */
  readonly height: number;
}

/** A widget that is being served. */
export interface ServedWidget {
  readonly port: number;
  readonly token: string;
  /** `http://127.0.0.1:<port>/w/<name>/#<token>`: the page as its own, without Jupyter. */
  readonly url: string;
  close(): Promise<void>;
}
