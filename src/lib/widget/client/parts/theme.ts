import type { Scheme, Theme } from "./host";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Follows the surroundings, and writes the scheme to the element's data-scheme for the style sheet. */
export function followTheme(element: HTMLElement): Theme & { end(): void } {
  const listeners = new Set<(scheme: Scheme) => void>();
  let scheme = present();
  element.dataset.scheme = scheme;
  const look = (): void => {
    const now = present();
    if (now === scheme) return;
    scheme = now;
    element.dataset.scheme = scheme;
    for (const listener of listeners) listener(scheme);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  DARK.addEventListener("change", look);
  return {
    get scheme() {
      return scheme;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end() {
      observer.disconnect();
      DARK.removeEventListener("change", look);
    },
  };
}

function present(): Scheme {
  const { jpThemeLight } = document.body.dataset;
  if (jpThemeLight !== undefined) return jpThemeLight === "false" ? "dark" : "light";
  return DARK.matches ? "dark" : "light";
}
