import assert from "node:assert/strict";
import type { Consumer, Log } from "../../../src/lib/stream";
import { fresh, joined, numbered, place, pollUntil, shared, silent, text, topicOf } from "./helpers";

/** Several members of one group: sharing, joining, leaving. */
export function describeMembers(log: () => Log): void {
  it("shares the partitions among the members, so that each record goes to one of them", async () => {
    const topic = await topicOf(log(), { partitions: 4 });
    const group = fresh("group");
    const consumers = [await joined(log(), group, [topic]), await log().consumer({ group, topics: [topic] })];
    await shared(consumers, [2, 2]);
    await log().append(topic, numbered(400));
    const seen: string[] = [];
    const perMember = new Map<Consumer, number>();
    await pollUntil(
      consumers,
      () => seen.length >= 400,
      (record, consumer) => {
        seen.push(text(record));
        perMember.set(consumer, (perMember.get(consumer) ?? 0) + 1);
      },
    );
    assert.equal(seen.length, 400);
    assert.equal(new Set(seen).size, 400);
    assert.equal(perMember.size, 2);
    for (const consumer of consumers) await silent(consumer, 200);
    await Promise.all(consumers.map((consumer) => consumer.close()));
  });

  it("shares anew when a member joins and when one leaves, and loses nothing", async () => {
    const topic = await topicOf(log(), { partitions: 3 });
    const group = fresh("group");
    const seen = new Map<string, number>();
    const note = (record: Parameters<typeof place>[0]): void => {
      seen.set(place(record), (seen.get(place(record)) ?? 0) + 1);
    };
    const first = await joined(log(), group, [topic]);
    await log().append(topic, numbered(30));
    await pollUntil([first], () => seen.size === 30, note);
    await first.commit();
    const second = await log().consumer({ group, topics: [topic] });
    await shared([first, second], [1, 2], note);
    await log().append(topic, numbered(30, 30));
    await pollUntil([first, second], () => seen.size === 60, note);
    await first.commit();
    await second.commit();
    await first.close();
    await shared([second], [3], note);
    await log().append(topic, numbered(30, 60));
    await pollUntil([second], () => seen.size === 90, note);
    await second.close();
    // All was committed before each change, so nothing needed to come twice.
    assert.deepEqual(
      [...seen.values()].filter((count) => count !== 1),
      [],
    );
  });

  it("hands the uncommitted records of a member that left to another", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    const group = fresh("group");
    await log().append(topic, numbered(20));
    const first = await joined(log(), group, [topic]);
    const firstSaw = new Set<string>();
    await pollUntil(
      [first],
      () => firstSaw.size === 20,
      (record) => firstSaw.add(text(record)),
    );
    await first.close();
    const second = await joined(log(), group, [topic]);
    const secondSaw = new Set<string>();
    await pollUntil(
      [second],
      () => secondSaw.size === 20,
      (record) => secondSaw.add(text(record)),
    );
    assert.deepEqual(secondSaw, firstSaw);
    await second.close();
  });

  it("leaves a member without partitions when there are more members than those", async () => {
    const topic = await topicOf(log());
    const group = fresh("group");
    const first = await joined(log(), group, [topic]);
    const second = await log().consumer({ group, topics: [topic] });
    await shared([first, second], [0, 1]);
    await second.ready;
    const idle = first.assignment().length === 0 ? first : second;
    const busy = idle === first ? second : first;
    await busy.close();
    await log().append(topic, numbered(3));
    const seen: string[] = [];
    await pollUntil(
      [idle],
      () => seen.length >= 3,
      (record) => seen.push(text(record)),
    );
    assert.deepEqual(seen, ["v0", "v1", "v2"]);
    await idle.close();
  });

  it("tells the member its partitions before the first batch of them", async () => {
    const topic = await topicOf(log(), { partitions: 2 });
    await log().append(topic, numbered(10));
    const told: string[] = [];
    const consumer = await log().consumer({
      group: fresh("group"),
      topics: [topic],
      onAssign: (assigned) =>
        told.push(
          assigned
            .map(({ partition }) => partition)
            .sort()
            .join(),
        ),
    });
    let seen = 0;
    await pollUntil(
      [consumer],
      () => seen === 10,
      () => {
        seen++;
        assert.equal(told.at(-1), "0,1");
      },
    );
    await consumer.close();
  });
}
