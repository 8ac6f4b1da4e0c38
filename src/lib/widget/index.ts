// Serving pages from a thread of their own, in a notebook and without one.
export { type MountedWidget, mount } from "./mount";
export { clientScript, type PageSpec, serve } from "./serve";
export type {
  Client,
  Json,
  ServedWidget,
  Source,
  SourceFactory,
  SourceSpec,
  WidgetSpec,
} from "./widget";
