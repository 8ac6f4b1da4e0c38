import { type Address, type Connection, connect } from "./connection";
import type { Host, StartWidget } from "./host";
import style from "./style.css";
import { followTheme } from "./theme";

const LOOK_MS = 10_000;
const AWAY_MS = 600_000;

/** Builds the widget into an element: connects, loads its script, starts it. Resolves with what takes it away. */
export async function attach(
  element: HTMLElement,
  address: Address,
  options: { readonly standalone: boolean; readonly title: string },
): Promise<() => void> {
  const { start } = (await import(/* not bundled: the widget's own */ `${address.base}script.js`)) as {
    start: StartWidget;
  };
  // In a notebook the widget's keys are its own: JupyterLab's would cut cells and restart kernels.
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  const shadow = element.attachShadow({ mode: "open" });
  const addStyle = (css: string): void => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  };
  addStyle(style);
  const root = document.createElement("div");
  root.className = options.standalone ? "lab lab-page" : "lab lab-inline";
  shadow.append(root);
  const theme = followTheme(root);
  const connection: Connection = connect(address);
  const host: Host = { root, connection, theme, addStyle, ...options };
  const end = start(host);
  const leave = (): void => {
    clearInterval(watch);
    end?.();
    theme.end();
    connection.close();
  };
  // A cell that runs again throws its output away without a word. A notebook also takes out what is far from view,
  // and puts it back: only what stays away is over.
  let away = 0;
  const watch = setInterval(() => {
    away = element.isConnected ? 0 : away + LOOK_MS;
    if (away >= AWAY_MS) leave();
  }, LOOK_MS);
  return leave;
}
