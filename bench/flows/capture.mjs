// Makes the capture that bench/flows measures: `packets` frames in `flows` bidirectional flows, seeded, about 353
// bytes a packet record. One third of the flows is UDP, the rest TCP; lengths and gaps follow a fixed mixture.
import { closeSync, openSync, writeSync } from "node:fs";

/** A small seeded generator: this file must not depend on the build. */
function generator(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeCapture(file, packets = 1_000_000, flows = 50_000, seed = 7) {
  const random = generator(seed);
  const sequence = new Uint32Array(2 * flows);
  const descriptor = openSync(file, "w");
  const chunk = Buffer.alloc(1 << 20);
  let at = 0;
  let total = 0;
  const flush = () => {
    writeSync(descriptor, chunk, 0, at);
    total += at;
    at = 0;
  };
  chunk.writeUInt32LE(0xa1b2c3d4, 0);
  chunk.writeUInt16LE(2, 4);
  chunk.writeUInt16LE(4, 6);
  chunk.writeUInt32LE(262_144, 16);
  chunk.writeUInt32LE(1, 20);
  at = 24;
  let micros = 0;
  for (let n = 0; n < packets; n++) {
    micros += 1 + Math.floor(random() * 28);
    // Every flow begins once, in order; the other packets fall on the flows at random.
    const flow =
      n % Math.floor(packets / flows) === 0
        ? Math.floor((n * flows) / packets)
        : Math.floor(random() * flows);
    const back = n >= flows && random() < 0.5;
    const udp = flow % 3 === 0;
    const u = random();
    const payload = u < 0.45 ? Math.floor(random() * 60) : u < 0.85 ? 100 + Math.floor(random() * 300) : 1200;
    const ip = 20 + (udp ? 8 : 20) + payload;
    const length = 14 + ip;
    if (at + 16 + length > chunk.length) flush();
    const p = chunk.subarray(at, at + 16 + length);
    p.fill(0, 0, 16 + length);
    p.writeUInt32LE(1_700_000_000 + Math.floor(micros / 1e6), 0);
    p.writeUInt32LE(micros % 1_000_000, 4);
    p.writeUInt32LE(length, 8);
    p.writeUInt32LE(length, 12);
    p[28] = 8;
    p[30] = 0x45;
    p.writeUInt16BE(ip, 32);
    p[38] = 64;
    p[39] = udp ? 17 : 6;
    const client = 0x0a000000 + flow;
    const server = 0xc0a80000 + (flow % 1000);
    p.writeUInt32BE(back ? server : client, 42);
    p.writeUInt32BE(back ? client : server, 46);
    const ports = [1024 + (flow % 60_000), udp ? 5004 : 443];
    p.writeUInt16BE(ports[back ? 1 : 0], 50);
    p.writeUInt16BE(ports[back ? 0 : 1], 52);
    if (udp) p.writeUInt16BE(8 + payload, 54);
    else {
      const side = 2 * flow + (back ? 1 : 0);
      p.writeUInt32BE(sequence[side], 54);
      sequence[side] += payload;
      p[62] = 0x50;
      p[63] = 0x18;
      p.writeUInt16BE(8192, 64);
    }
    at += 16 + length;
  }
  flush();
  closeSync(descriptor);
  return total;
}
