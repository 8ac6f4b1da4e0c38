// The page without Jupyter: its address is the base, what stands behind the # is the token.
import { attach } from "./parts/attach";
import { hello } from "./parts/connection";

async function begin(): Promise<void> {
  const address = { base: new URL(".", location.href).href, token: location.hash.slice(1) };
  const welcome = await hello(address);
  if (welcome === undefined) return say("The server does not answer. Reload the page to try again.");
  if (welcome === "refused") {
    return say(
      "This address is not valid (any more): the program that served this page has ended, or its secret part, behind the #, is missing.",
    );
  }
  document.title = `${welcome.title} – Dataplane Lab`;
  const element = document.createElement("div");
  document.body.append(element);
  await attach(element, address, { standalone: true, title: welcome.title });
}

function say(message: string): void {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.textContent = message;
  document.body.replaceChildren(line);
}

begin().catch((error: Error) => say(`The page could not start: ${error.message}`));
