import { type Address, type Connection, connect } from "./connection";
import type { Host, StartWidget } from "./host";
import style from "./style.css";
import { followTheme } from "./theme";

/** Builds the widget into an element: connects, loads its script, starts it. Resolves with what takes it away. */
export async function attach(
  element: HTMLElement,
  address: Address,
  options: { readonly standalone: boolean; readonly title: string },
): Promise<() => void> {
  const { start } = (await import(/* not bundled: the widget's own */ `${address.base}script.js`)) as {
    start: StartWidget;
  };
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
  return () => {
    end?.();
    theme.end();
    connection.close();
  };
}
