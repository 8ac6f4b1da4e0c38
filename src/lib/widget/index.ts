export type {
  Client,
  Json,
  ServedWidget,
  Source,
  SourceFactory,
  SourceSpec,
  WidgetSpec,
} from "./widget";
