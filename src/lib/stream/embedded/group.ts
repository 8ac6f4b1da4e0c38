import type { Position } from "../log";
import type { Topic } from "./topic";

/** What a group needs to know of a member. */
export interface Member {
  readonly topics: readonly Topic[];
  assign(assigned: readonly Share[]): void;
}

export interface Share {
  readonly topic: Topic;
  readonly partition: number;
}

/** The members of a group, which share the partitions, and its committed offsets, which outlive them. */
export class Group {
  readonly #members: Member[] = [];
  readonly #committed = new Map<string, Map<number, number>>();

  join(member: Member): void {
    this.#members.push(member);
    this.rebalance();
  }

  leave(member: Member): void {
    const place = this.#members.indexOf(member);
    if (place < 0) return;
    this.#members.splice(place, 1);
    this.rebalance();
  }

  commit({ topic, partition, offset }: Position): void {
    const offsets = this.#committed.get(topic) ?? new Map<number, number>();
    this.#committed.set(topic, offsets.set(partition, offset));
  }

  committed(topic: string): Position[] {
    const offsets = [...(this.#committed.get(topic) ?? [])].sort(([a], [b]) => a - b);
    return offsets.map(([partition, offset]) => ({ topic, partition, offset }));
  }

  committedOffset(topic: string, partition: number): number | undefined {
    return this.#committed.get(topic)?.get(partition);
  }

  forget(topic: string): void {
    this.#committed.delete(topic);
  }

  /**
   * Kafka's range assignment: of each topic, members in the order of joining take runs of partitions, the first ones one
   * more where it does not divide. Equal partitions of equally wide topics meet at the same member.
   */
  rebalance(): void {
    const shares = new Map<Member, Share[]>(this.#members.map((member) => [member, []]));
    for (const topic of new Set(this.#members.flatMap((member) => member.topics))) {
      const members = this.#members.filter((member) => member.topics.includes(topic));
      const each = Math.floor(topic.partitions.length / members.length);
      const rest = topic.partitions.length % members.length;
      let next = 0;
      for (const [place, member] of members.entries()) {
        const end = next + each + (place < rest ? 1 : 0);
        for (; next < end; next++) shares.get(member)?.push({ topic, partition: next });
      }
    }
    for (const [member, assigned] of shares) member.assign(assigned);
  }
}
