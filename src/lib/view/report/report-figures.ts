import { messageOf } from "../../core";
import type { AdoptionGain, Run } from "../../loop";
import { adoptionGains } from "../charts/loop/adoption-gains";
import { loopAccuracy } from "../charts/loop/loop-accuracy";
import { loopDrift } from "../charts/loop/loop-drift";
import { loopErrorHistogram, loopErrors } from "../charts/loop/loop-errors";
import { loopPredictions } from "../charts/loop/loop-predictions";
import { loopResources } from "../charts/loop/loop-resources";
import { loopSigns } from "../charts/loop/loop-signs";
import { settlementsOf } from "../charts/loop/settlements";
import type { Figure } from "../figure";

/** A figure of the report by its name, or why it could not be drawn. */
export type ReportFigure =
  | { readonly name: string; readonly figure: Figure }
  | { readonly name: string; readonly error: string };

/** Rows before and after the first adoption in the figure that looks at it closely. */
const AROUND = 150;

/**
 * The figures of a run. One that cannot be drawn (a record that somebody damaged, say) is an error in its place: the
 * others, and what is written beside them, stay.
 */
export function reportFigures(
  run: Run,
  gains: readonly AdoptionGain[] = gatesOf(run),
): readonly ReportFigure[] {
  const { simulated } = run.head;
  const swap = settlementsOf(run.events).find(({ fate }) => fate === "adopted");
  const makers: readonly (readonly [string, () => Figure])[] = [
    ["predictions", () => loopPredictions(run, { slug: "loop-predictions" })],
    ...(swap === undefined
      ? []
      : [
          [
            "the first adoption",
            () =>
              loopPredictions(run, {
                from: swap.at - AROUND,
                to: swap.at + AROUND,
                title: "Around the first adoption",
                slug: "loop-first-adoption",
              }),
          ] as const,
        ]),
    ["accuracy", () => loopAccuracy([run], { slug: "loop-accuracy" })],
    ["drift", () => loopDrift(run, { slug: "loop-drift" })],
    ["signs", () => loopSigns(run, { slug: "loop-signs" })],
    [
      "adoptions",
      () =>
        adoptionGains(gains, {
          slug: "loop-adoptions",
          simulated,
          caption: "Number, and row from which the challenger served or would have. Right of 0 it errs less.",
        }),
    ],
    ["errors", () => loopErrors([run], { slug: "loop-errors" })],
    ["error histogram", () => loopErrorHistogram(run, { slug: "loop-error-histogram" })],
    [
      "resources",
      () =>
        loopResources(run.resources, {
          slug: "loop-resources",
          caption:
            "The host's line is everything that ran on the machine. A thread has no memory of its own.",
        }),
    ],
  ];
  return makers.map(([name, make]) => {
    try {
      const figure = make();
      figure.svg();
      return { name, figure };
    } catch (error) {
      return { name, error: messageOf(error) };
    }
  });
}

/** What the gate said of each challenger: all that a folder tells without the rows' features. */
function gatesOf(run: Pick<Run, "events">): AdoptionGain[] {
  return settlementsOf(run.events).flatMap(({ number, fate, at, verdict, trigger }) => {
    if (verdict === undefined) return [];
    return [{ number, adopted: fate === "adopted", at, gate: verdict, note: `tier ${trigger.tier}` }];
  });
}
