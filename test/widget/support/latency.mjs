// Asks a widget (its address, its token) over and over for two seconds, from a process of its own, and prints how long each answer took.
const [address, token] = process.argv.slice(2);
console.log("ready");
const times = [];
const end = performance.now() + 2000;
while (performance.now() < end) {
  const before = performance.now();
  const response = await fetch(`${address}hello`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-dataplane-lab-token": token },
    body: "{}",
  });
  await response.text();
  if (response.ok) times.push(performance.now() - before);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(JSON.stringify(times));
