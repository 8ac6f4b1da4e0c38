import { useEffect, useState } from "preact/hooks";
import type { RangeView, UndoView } from "../../app/protocol";
import type { RangeEdit } from "./range-bars";
import type { Workbench } from "./workbench-state";

export type Overlap = "split" | "refuse" | "allow";

/** A stretch that was dragged out and has no label yet. */
export interface Mark {
  readonly channel: string | null;
  readonly start: number;
  readonly end: number;
}

export interface RangeChange {
  readonly id?: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly channel: string | null;
  readonly value: RangeView["value"];
}

export interface RangeTools {
  readonly ranges: readonly RangeView[];
  readonly selected: RangeView | undefined;
  readonly mark: Mark | undefined;
  readonly perChannel: boolean;
  readonly overlap: Overlap;
  choosePerChannel(value: boolean): void;
  chooseOverlap(value: Overlap): void;
  /** Marks a stretch, to be labelled next. */
  setMark(mark: Mark): void;
  /** Chooses a labelled stretch, or lets it go when it was chosen already. */
  select(id: number): void;
  /** Gives the marked stretch a label, or the chosen one another. */
  label(name: string): void;
  edit(edit: RangeEdit): void;
  /** Puts a stretch as it was written down: edges, class, confidence, comment. */
  change(range: RangeChange): void;
  /** Takes a stretch away. */
  remove(id: number): void;
}

/** The labelled stretches, and what is done to them. Each change is on disk before it is drawn. */
export function useRanges(workbench: Workbench, revision: number): RangeTools {
  const [ranges, setRanges] = useState<readonly RangeView[]>([]);
  const [chosen, setChosen] = useState<number | undefined>();
  const [mark, setMark] = useState<Mark | undefined>();
  const [perChannel, choosePerChannel] = useState(false);
  const [overlap, chooseOverlap] = useState<Overlap>("split");
  const failed = (error: Error) => workbench.say(error.message, "error");
  useEffect(() => {
    workbench.api.ask("ranges", {}).then((answer) => setRanges(answer.ranges), failed);
  }, [revision]);
  const took = (answer: {
    readonly ranges: readonly RangeView[];
    readonly undo: UndoView;
    readonly id?: number;
  }) => {
    setRanges(answer.ranges);
    const { open } = workbench.state;
    if (open !== undefined) workbench.set({ open: { ...open, undo: answer.undo } });
    if (answer.id === undefined) return;
    setMark(undefined);
    setChosen(answer.id);
  };
  const put = (range: RangeChange) =>
    workbench.api.ask("range-put", { ...range, overlap }).then(took, failed);
  const selected = ranges.find(({ id }) => id === chosen);
  return {
    ranges,
    selected,
    mark,
    perChannel,
    overlap,
    choosePerChannel,
    chooseOverlap,
    setMark(next) {
      setChosen(undefined);
      setMark(next);
    },
    select(id) {
      setMark(undefined);
      setChosen(id === chosen ? undefined : id);
    },
    label(name) {
      if (mark !== undefined) {
        void put({ ...mark, channel: perChannel ? mark.channel : null, value: { labels: [name] } });
      } else if (selected === undefined)
        workbench.say("Drag over a series first, or choose a labelled stretch.");
      else {
        const { id, start, end, channel, value } = selected;
        void put({ id, start, end, channel, value: { ...value, labels: [name] } });
      }
    },
    edit({ range: { id, channel, value }, start, end }) {
      void put({ id, start, end, channel, value });
    },
    change: (range) => void put(range),
    remove(id) {
      if (id === chosen) setChosen(undefined);
      workbench.api.ask("range-delete", { id }).then(took, failed);
    },
  };
}
