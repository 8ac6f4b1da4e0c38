import { fail, quote, type Where } from "../../core";
import { type FieldReader, readFields, readJson } from "../records/check";
import type { DatapathPoint, Device, DevicePort, Topology, TopologyLink, TopologyQueue } from "./topology";

/**
 * A topology out of JSON (text, bytes or a value). Ids differ over the whole network; links end at ports that exist; a
 * port has at most one datapath point a technology. Unknown fields are left out.
 *
 * @throws LabError `format` that names the field, the device, port or link
 * @example
 * const t = label.parseTopology('{"version":1,"devices":[{"id":"edge","physical":true,"ports":[{"id":"eth0","speed":1e9}]}]}');
 * t.devices[0].ports[0].speed //=> 1000000000
 */
export function parseTopology(source: unknown, where: Where = {}): Topology {
  const fields = readFields(readJson(source, "a topology", where), "a topology", where);
  const topology: Topology = {
    version: fields.count("version"),
    devices: fields.list("devices").map(deviceOf),
    links: fields
      .list("links")
      .map((link): TopologyLink => ({ from: link.text("from"), to: link.text("to") })),
  };
  checkIds(topology, where);
  return topology;
}

function deviceOf(fields: FieldReader): Device {
  return {
    id: fields.text("id"),
    physical: fields.boolean("physical"),
    ports: fields.list("ports").map(portOf),
  };
}

function portOf(fields: FieldReader): DevicePort {
  const points = fields.list("points").map(pointOf);
  const technologies = points.map((point) => point.technology);
  if (new Set(technologies).size < technologies.length) fields.wrong("points", "one point a technology");
  return { id: fields.text("id"), speed: amount(fields, "speed"), points };
}

function pointOf(fields: FieldReader): DatapathPoint {
  return {
    id: fields.text("id"),
    technology: fields.text("technology"),
    nicSpeed: amount(fields, "nicSpeed"),
    searchComplexity: amount(fields, "searchComplexity"),
    maximumRules: amount(fields, "maximumRules"),
    queues: fields.list("queues").map(queueOf),
  };
}

function queueOf(fields: FieldReader): TopologyQueue {
  return {
    id: fields.text("id"),
    length: amount(fields, "length"),
    discipline: fields.textOrNull("discipline"),
    maxBandwidth: amount(fields, "maxBandwidth"),
  };
}

function amount(fields: FieldReader, name: string): number | null {
  const found = fields.numberOrNull(name);
  return found !== null && found < 0 ? fields.wrong(name, "a number from 0") : found;
}

function checkIds(topology: Topology, where: Where): void {
  const ports = topology.devices.flatMap((device) => device.ports);
  const points = ports.flatMap((port) => port.points);
  const known = new Set<string>();
  for (const { id } of [
    ...topology.devices,
    ...ports,
    ...points,
    ...points.flatMap((point) => point.queues),
  ]) {
    if (known.has(id)) {
      fail({
        code: "format",
        expected: "ids that differ in the whole topology",
        found: `${quote(id)} twice`,
        where,
      });
    }
    known.add(id);
  }
  const portIds = new Set(ports.map((port) => port.id));
  for (const [i, link] of topology.links.entries()) {
    for (const end of [link.from, link.to]) {
      if (portIds.has(end)) continue;
      fail({
        code: "format",
        expected: `a port of the topology as end of link ${i}`,
        found: quote(end),
        where,
      });
    }
  }
}
