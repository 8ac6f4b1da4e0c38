// The live drift widget: what a run of the loop predicts, how well, what drifts, and what was done about it.
import { render } from "preact";
import plotStyle from "uplot/dist/uPlot.min.css";
import type { StartWidget } from "../../widget/client";
import { Dashboard } from "./parts/dashboard";
import style from "./parts/drift.css";
import { RunView } from "./parts/run-view";

export const start: StartWidget = (host) => {
  host.addStyle(plotStyle);
  host.addStyle(style);
  const view = new RunView(host.connection);
  render(<Dashboard host={host} view={view} />, host.root);
  return () => {
    render(null, host.root);
    view.end();
  };
};
