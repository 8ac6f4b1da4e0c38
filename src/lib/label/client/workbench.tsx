import { render } from "preact";
import type { StartWidget } from "../../widget/client";
import { apiOver } from "./parts/api";
import { App } from "./parts/app";
import style from "./parts/workbench.css";
import { Workbench } from "./parts/workbench-state";

/** The labelling workbench: one page on the source of src/lib/label/app. */
export const start: StartWidget = (host) => {
  host.addStyle(style);
  const workbench = new Workbench(apiOver(host.connection));
  // JupyterLab has keys of its own for letters; those typed here are ours.
  const shadow = host.root.getRootNode();
  if (shadow instanceof ShadowRoot) shadow.host.setAttribute("data-lm-suppress-shortcuts", "true");
  host.connection.onBegin(() => void workbench.begin());
  render(<App workbench={workbench} host={host} />, host.root);
  return () => render(null, host.root);
};
