/** Waits for Ctrl-C or the like. A server in another thread would not keep this process alive. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const awake = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(awake);
      resolve();
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
  });
}
