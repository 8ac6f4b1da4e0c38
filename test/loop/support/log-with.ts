import type { Log } from "../../../src/lib/stream";

/** A log that does some things in another way, and all others as it does. */
export function logWith(log: Log, methods: Partial<Log>): Log {
  return new Proxy(log, {
    get(target, name) {
      const value = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
