import type { ModelRegistry, Pointer } from "../registry";

/**
 * A registry that is copied to a second one as it changes: the topic's models and pointers in the run folder. The copy
 * follows; what it cannot take (a full disk) is told and does not stop the first.
 */
export function mirrorRegistry(
  primary: ModelRegistry,
  copy: ModelRegistry,
  warn: (message: string) => void,
): ModelRegistry {
  async function follow(): Promise<void> {
    try {
      const known = new Set((await copy.list()).map(({ id }) => id));
      for (const { id, role, request, verdict } of await primary.list()) {
        if (!known.has(id)) await copy.publish(await primary.load(id), { role, request, verdict });
      }
      const [theirs, ours] = [await primary.history(), await copy.history()];
      for (const pointer of theirs.slice(ours.length)) await adopt(pointer);
    } catch (error) {
      warn(`the copy of the registry is behind: ${(error as Error).message}`);
    }
  }
  const adopt = ({ model, from, cause, version }: Pointer) =>
    copy.adopt(model, { from, cause, request: `copy-${version}` });

  return {
    async publish(model, about) {
      const entry = await primary.publish(model, about);
      await follow();
      return entry;
    },
    list: () => primary.list(),
    load: (id) => primary.load(id),
    text: (id) => primary.text(id),
    pointer: () => primary.pointer(),
    history: () => primary.history(),
    async adopt(id, about) {
      const pointer = await primary.adopt(id, about);
      await follow();
      return pointer;
    },
    async rollback(about) {
      const pointer = await primary.rollback(about);
      await follow();
      return pointer;
    },
    watch: (listener) => primary.watch(listener),
    async close() {
      await primary.close();
      await copy.close();
    },
  };
}
