import { strokeText } from "./key-text";

/** The first key of an action, for eyes only: what can be pressed has its name already. */
export function Key({ strokes }: { readonly strokes: readonly string[] }) {
  if (strokes.length === 0) return null;
  return (
    <span class="wb-key" aria-hidden="true">
      {strokeText(strokes[0])}
    </span>
  );
}
