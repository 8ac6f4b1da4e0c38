import { beginsWith, hostName } from "./bytes";

/** The Host header of a request, without port; null where there is none within the captured bytes. */
export function hostHeader(data: Uint8Array, at: number, end: number): string | null {
  for (let line = at; line < end; ) {
    let stop = line;
    while (stop < end && data[stop] !== 0x0a) stop++;
    if (stop === end) return null;
    if (beginsWith(data, line, stop, "Host:") || beginsWith(data, line, stop, "host:")) {
      let from = line + 5;
      let to = stop;
      while (from < to && data[from] === 0x20) from++;
      while (to > from && (data[to - 1] === 0x0d || data[to - 1] === 0x20)) to--;
      return withoutPort(hostName(data, from, to));
    }
    // The empty line ends the headers.
    if (stop - line <= 1) return null;
    line = stop + 1;
  }
  return null;
}

function withoutPort(name: string | null): string | null {
  return name === null ? null : name.replace(/^(\[[^\]]*\]|[^:]*):\d+$/, "$1");
}
