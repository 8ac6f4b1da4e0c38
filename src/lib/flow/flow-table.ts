import { Outcome, type Packet, TunnelKind } from "../capture";
import { EndedFlow, type EndReason, type FlowTunnel } from "./ended-flow";
import { type FeatureGroup, FlowPacket } from "./feature";
import { Fragments } from "./fragments";
import { KeyTable } from "./key-table";
import { observers } from "./observers";
import type { ParsedFlowOptions } from "./options";
import { Recency } from "./recency";
import {
  BYTES,
  CLOSED_AT,
  CLOSING,
  CORE,
  FIRST,
  FIRST_OF,
  KEY_NUMBERS,
  LAST,
  LAST_OF,
  offsets,
  PACKETS,
  PREVIOUS_OF,
  Rows,
  VLAN,
} from "./rows";
import { describeTunnel, tunnelWord } from "./tunnel";

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const TCP = 6;
/** After the end of a connection, this many microseconds of late segments still belong to it. */
const LINGER = 5_000_000;

/** Packets that are prepared together. */
export const MOST_PREPARED = 32;
/** 64-bit numbers in a line of the processor's cache. */
const NUMBERS_PER_LINE = 8;

/**
 * The flow table: gives every decoded packet to one flow, and hands out flows as they end. Packet time is the only
 * clock. All state is in typed arrays, one row a flow.
 */
export class FlowTable {
  readonly #options: ParsedFlowOptions;
  readonly #groups: readonly FeatureGroup[];
  /** Offsets of each group's state in a row and of its columns in the values. */
  readonly #stateAt: readonly number[];
  readonly #valueAt: readonly number[];
  readonly #observe: (state: Float64Array, at: number, packet: FlowPacket) => void;
  readonly #onEnd: (flow: EndedFlow) => void;
  readonly #idle: number;
  readonly #active: number;
  readonly #stride: number;
  readonly #ended: EndedFlow;
  readonly #packet = new FlowPacket();
  readonly #fragments = new Fragments();
  readonly #recency: Recency;
  readonly #keys: KeyTable;
  readonly #places = new Int32Array(MOST_PREPARED);
  readonly #tunnels = new Map<number, FlowTunnel>();
  readonly #serverNames = new Map<number, string>();
  readonly #rows: Rows;
  #used = 0;
  /** Rows that flows have left. */
  #free: Int32Array;
  #freeCount = 0;

  constructor(options: ParsedFlowOptions, groups: readonly FeatureGroup[], onEnd: (flow: EndedFlow) => void) {
    this.#options = options;
    this.#groups = groups;
    this.#onEnd = onEnd;
    this.#idle = options.idle * 1_000_000;
    this.#active = options.active * 1_000_000;
    const state = offsets(CORE, groups, (group) => group.slots);
    const values = offsets(0, groups, (group) => group.columns.length);
    this.#stateAt = state.at;
    this.#valueAt = values.at;
    this.#observe = observers(groups, state.at);
    this.#ended = new EndedFlow(values.end);
    const rows = Math.min(1024, options.maxFlows);
    this.#rows = new Rows(rows, state.end);
    this.#stride = this.#rows.stride;
    this.#free = new Int32Array(rows);
    this.#recency = new Recency(rows);
    this.#keys = new KeyTable(this.#rows);
  }

  /** Flows that are open now. */
  get open(): number {
    return this.#used - this.#freeCount;
  }

  /**
   * Reads a little of every row that the next packets will need. The memory of many flows is larger than the
   * processor's caches: a packet by itself waits for each line of its row in turn, whereas here the lines of all
   * packets are on their way at the same time. The returned sum of what was read is of no use, but a compiler leaves
   * no reading out whose result is returned.
   */
  prepare(packets: readonly { readonly packet: Packet; readonly outcome: number }[], count: number): number {
    const places = this.#places;
    for (let i = 0; i < count; i++) {
      const { packet, outcome } = packets[i];
      const vlan = this.#options.vlanKey ? packet.vlan : 0;
      const tunnel = this.#options.tunnelKey ? tunnelWord(packet) : 0;
      places[i] = outcome === Outcome.OK ? this.#keys.placeOf(packet, vlan, tunnel) : -1;
    }
    for (let i = 0; i < count; i++) if (places[i] >= 0) places[i] = this.#keys.rowAt(places[i]);
    let sum = this.#read(places, count);
    for (let i = 0; i < count; i++) if (places[i] >= 0) sum += this.#recency.read(places[i]);
    return sum;
  }

  /** Reads a number of each line of the given rows. */
  #read(rows: Int32Array, count: number): number {
    const state = this.#rows.state;
    const stride = this.#stride;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      if (rows[i] < 0) continue;
      const at = rows[i] * stride;
      for (let line = 0; line < stride; line += NUMBERS_PER_LINE) sum += state[at + line];
    }
    return sum;
  }

  /** Gives a packet to its flow; returns an {@link Outcome}, which is not OK for a fragment of an unknown flow. */
  add(packet: Packet, micros: number): number {
    if (packet.moreFragments || packet.fragmentOffset !== 0) {
      if (this.#options.fragments === "first") {
        if (packet.fragmentOffset !== 0) return Outcome.FRAGMENT;
      } else if (!this.#fragments.resolve(packet, micros)) return Outcome.FRAGMENT;
    }
    this.#expire(micros);
    const vlan = this.#options.vlanKey ? packet.vlan : 0;
    const tunnel = this.#options.tunnelKey ? tunnelWord(packet) : 0;
    let row = this.#keys.find(packet, vlan, tunnel);
    if (row >= 0) {
      const reason = this.#overdue(row, packet, micros);
      if (reason !== undefined) {
        this.#end(row, reason);
        // `find` keeps the key it looked for, which is what `insert` stores.
        row = -1;
      }
    }
    const known = row >= 0;
    if (known) this.#recency.touch(row);
    else row = this.#begin(packet, micros);
    this.#update(row, packet, micros, known ? this.#keys.direction : 0);
    return Outcome.OK;
  }

  /** Ends all open flows, least recently seen first. */
  finish(): void {
    const rows = this.#places;
    while (this.#recency.oldest >= 0) {
      let count = 0;
      for (let row = this.#recency.oldest; row >= 0 && count < rows.length; row = this.#recency.after(row)) {
        rows[count++] = row;
      }
      this.#read(rows, count);
      for (let i = 0; i < count; i++) this.#end(rows[i], "end");
    }
  }

  /** Ends flows that have been silent for the idle time, in either direction of time. */
  #expire(micros: number): void {
    const idle = this.#idle;
    for (let row = this.#recency.oldest; row >= 0; row = this.#recency.oldest) {
      const silence = micros - this.#rows.state[row * this.#stride + LAST];
      // A time far back is as good a reason: the capture's clock was set, and no such flow goes on.
      if (silence < idle && -silence < idle) return;
      this.#end(row, "idle");
    }
  }

  /** Why the flow of this row cannot take the packet, if it cannot. */
  #overdue(row: number, packet: Packet, micros: number): EndReason | undefined {
    const state = this.#rows.state;
    const at = row * this.#stride;
    const first = state[at + FIRST];
    if (micros - state[at + LAST] >= this.#idle || first - micros >= this.#idle) return "idle";
    if (micros - first >= this.#active) return "active";
    const closing = state[at + CLOSING];
    if (closing !== 0 && this.#options.tcpEnd === "split" && (closing & 4 || closing === 3)) {
      const opens = (packet.tcpFlags & (SYN | ACK)) === SYN;
      if (opens || micros - state[at + CLOSED_AT] >= LINGER) return (closing & 4) === 4 ? "rst" : "fin";
    }
    return undefined;
  }

  #begin(packet: Packet, micros: number): number {
    if (this.#freeCount === 0 && this.#used === this.#rows.count) {
      if (this.#rows.count === this.#options.maxFlows) this.#end(this.#recency.oldest, "full");
      else this.#grow();
    }
    const row = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#used++;
    this.#keys.insert(row);
    this.#recency.add(row);
    const state = this.#rows.state;
    const at = row * this.#stride;
    state.fill(0, at + KEY_NUMBERS, at + this.#stride);
    state[at + FIRST] = micros;
    state[at + LAST] = micros;
    state[at + FIRST_OF] = Number.NaN;
    state[at + FIRST_OF + 1] = Number.NaN;
    state[at + LAST_OF] = Number.NaN;
    state[at + LAST_OF + 1] = Number.NaN;
    state[at + PREVIOUS_OF] = Number.NaN;
    state[at + PREVIOUS_OF + 1] = Number.NaN;
    state[at + VLAN] = packet.vlan;
    const groups = this.#groups;
    for (let g = 0; g < groups.length; g++) groups[g].start?.(state, at + this.#stateAt[g]);
    if (packet.tunnel !== TunnelKind.NONE) this.#tunnels.set(row, describeTunnel(packet));
    return row;
  }

  #update(row: number, packet: Packet, micros: number, direction: number): void {
    const state = this.#rows.state;
    const at = row * this.#stride;
    const accounting = this.#options.bytes;
    const bytes =
      accounting === "ip"
        ? packet.ipLength
        : accounting === "frame"
          ? packet.frameLength
          : packet.payloadLength;
    const flow = this.#packet;
    flow.packet = packet;
    flow.micros = micros;
    flow.direction = direction;
    flow.bytes = bytes;
    flow.gap = micros - state[at + PREVIOUS_OF + direction];
    state[at + PREVIOUS_OF + direction] = micros;
    if (micros > state[at + LAST]) state[at + LAST] = micros;
    if (micros < state[at + FIRST]) state[at + FIRST] = micros;
    // Written so that NaN, the first packet of a direction, passes.
    if (!(state[at + FIRST_OF + direction] <= micros)) state[at + FIRST_OF + direction] = micros;
    if (!(state[at + LAST_OF + direction] >= micros)) state[at + LAST_OF + direction] = micros;
    state[at + PACKETS + direction]++;
    state[at + BYTES + direction] += bytes;
    if (packet.protocol === TCP && (packet.tcpFlags & (FIN | RST)) !== 0) {
      state[at + CLOSING] |= (packet.tcpFlags & RST) !== 0 ? 4 : 1 << direction;
      state[at + CLOSED_AT] = micros;
    }
    this.#observe(state, at, flow);
    if (flow.serverName !== null) {
      if (!this.#serverNames.has(row)) this.#serverNames.set(row, flow.serverName);
      flow.serverName = null;
    }
  }

  #end(row: number, reason: EndReason): void {
    const state = this.#rows.state;
    const at = row * this.#stride;
    const ended = this.#ended;
    const totals = ended.totals;
    const keys = this.#keys;
    totals.first = state[at + FIRST];
    totals.last = state[at + LAST];
    for (let direction = 0; direction < 2; direction++) {
      totals.packets[direction] = state[at + PACKETS + direction];
      totals.bytes[direction] = state[at + BYTES + direction];
      totals.firstOf[direction] = state[at + FIRST_OF + direction];
      totals.lastOf[direction] = state[at + LAST_OF + direction];
    }
    const words = this.#rows.words;
    for (let i = 0; i < 8; i++) ended.addresses[i] = words[2 * at + i];
    const ports = words[2 * at + 8];
    const kind = words[2 * at + 9];
    totals.sourcePort = ports >>> 16;
    totals.targetPort = ports & 0xffff;
    totals.protocol = kind & 0xff;
    totals.version = kind >>> 8;
    ended.vlan = state[at + VLAN];
    ended.end = reason;
    ended.tunnel = this.#tunnels.get(row);
    ended.serverName = this.#serverNames.get(row) ?? null;
    const groups = this.#groups;
    for (let g = 0; g < groups.length; g++) {
      groups[g].finish(state, at + this.#stateAt[g], totals, ended.values, this.#valueAt[g]);
    }
    if (ended.tunnel !== undefined) this.#tunnels.delete(row);
    if (ended.serverName !== null) this.#serverNames.delete(row);
    keys.remove(row);
    this.#recency.remove(row);
    this.#free[this.#freeCount++] = row;
    this.#onEnd(ended);
  }

  #grow(): void {
    const rows = Math.min(this.#rows.count * 2, this.#options.maxFlows);
    this.#rows.grow(rows);
    const free = new Int32Array(rows);
    free.set(this.#free);
    this.#free = free;
    this.#recency.grow(rows);
  }
}
