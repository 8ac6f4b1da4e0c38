// A page for tests: shows what its source says.
export function start(host) {
  const line = document.createElement("output");
  line.textContent = "starting";
  const button = document.createElement("button");
  button.textContent = "Ask";
  button.onclick = async () => {
    line.textContent = JSON.stringify(await host.connection.ask({ hello: host.title }));
  };
  host.connection.onPush((body) => {
    line.textContent = `pushed ${JSON.stringify(body)}`;
  });
  host.connection.onState((state) => {
    host.root.dataset.state = state;
    button.disabled = state !== "open";
  });
  host.root.append(button, line);
}
