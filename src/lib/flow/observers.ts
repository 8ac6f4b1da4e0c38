import type { FeatureGroup, FlowPacket } from "./feature";

type Observer = (state: Float64Array, at: number, packet: FlowPacket) => void;

const nothing: Observer = () => undefined;

/**
 * One function that shows a packet to all groups. The calls stand one by one, not in a loop, because a place in the
 * code that always calls the same function is compiled into it; a loop over ten functions costs a third more time
 * per packet. Groups beyond the tenth, which are the users' own, go through a loop.
 */
export function observers(groups: readonly FeatureGroup[], stateAt: readonly number[]): Observer {
  const calls: Observer[] = [];
  const offsets: number[] = [];
  groups.forEach((group, g) => {
    if (group.update === undefined) return;
    calls.push(group.update);
    offsets.push(stateAt[g]);
  });
  const [a = nothing, b = nothing, c = nothing, d = nothing, e = nothing] = calls;
  const [f = nothing, g = nothing, h = nothing, i = nothing, j = nothing] = calls.slice(5);
  const [oa = 0, ob = 0, oc = 0, od = 0, oe = 0, of = 0, og = 0, oh = 0, oi = 0, oj = 0] = offsets;
  const more = calls.slice(10);
  const moreAt = offsets.slice(10);
  return (state, at, packet) => {
    a(state, at + oa, packet);
    b(state, at + ob, packet);
    c(state, at + oc, packet);
    d(state, at + od, packet);
    e(state, at + oe, packet);
    f(state, at + of, packet);
    g(state, at + og, packet);
    h(state, at + oh, packet);
    i(state, at + oi, packet);
    j(state, at + oj, packet);
    for (let k = 0; k < more.length; k++) more[k](state, at + moreAt[k], packet);
  };
}
