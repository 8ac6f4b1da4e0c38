import type { Json } from "../../../widget";
import { agreementOf } from "../../agreement/agreement-of";
import { boxes } from "../../explore/boxes";
import { cellView } from "../../session/label-view";
import { nextOf } from "../../store/bitset";
import { kept } from "../bench";
import { instanceView, wireRow } from "../instance-view";
import { field, names, numeric, text, whole } from "../message-fields";
import type { LabelView, Replies } from "../protocol";
import type { Handlers } from "./handler";
import { seeing } from "./labelling";

/** What helps to decide: other rows, other people. */
export const EXPLORING: Handlers<"boxes" | "similar" | "compare" | "series" | "agreement" | "disagreements"> =
  {
    boxes: ({ bench, session, message }) => {
      const columns = names(message, "columns", 100);
      const by = text(message, "by");
      const query = field(message, "query") === undefined ? "" : text(message, "query");
      const make = (): Replies["boxes"] => ({
        boxes: boxes(bench.data.table, columns, by, query === "" ? undefined : session.walk.rowsOf(query)),
      });
      // A query may ask for labels, which change.
      if (query !== "") return make();
      const found = kept(bench.boxes, JSON.stringify([columns, by]), () => make() as unknown as Json);
      return found as unknown as Replies["boxes"];
    },
    similar: ({ bench, session, message }) => {
      const row = session.row(message.row);
      const columns = field(message, "columns") === undefined ? undefined : names(message, "columns");
      const similarity = bench.similarity(columns);
      const nearest = similarity.nearest(row, whole(message, "count", 1, 100, 5));
      return {
        neighbours: nearest.map(({ row: other, distance }) => ({
          row: other,
          distance,
          values: wireRow(bench.data.table, other).values,
          state: session.state(other),
          differs: similarity.differences(row, other),
        })),
      };
    },
    compare: ({ bench, session, message }) => {
      const [a, b] = [session.row(message.a), session.row(message.b)];
      return {
        a: instanceView(session, a),
        b: instanceView(session, b),
        differs: bench.similarity(undefined).differences(a, b),
      };
    },
    series: ({ bench, message }) => {
      const series = bench.series(text(message, "time"), names(message, "channels", 50));
      const points = whole(message, "points", 10, 20_000);
      return series.window(
        numeric(message, "start") ?? undefined,
        numeric(message, "end") ?? undefined,
        points,
      );
    },
    agreement: (asked) => {
      seeing(asked);
      const { pairs, fleiss, disagreements } = agreementOf(asked.bench.store);
      return {
        pairs: pairs.map(({ a, b, items, kappa, agreement }) => ({
          a,
          b,
          rows: items,
          kappa: orNull(kappa),
          agreement: orNull(agreement),
        })),
        fleiss: { rows: fleiss.items, annotators: fleiss.raters, kappa: orNull(fleiss.kappa) },
        disagreements,
      };
    },
    disagreements: (asked) => {
      seeing(asked);
      const { state } = asked.bench.store;
      const count = whole(asked.message, "count", 1, 1000, 100);
      const decided = state.decisions?.labelled;
      const rows: { row: number; labels: LabelView[] }[] = [];
      let row = whole(asked.message, "from", 0, Math.max(0, state.rows), 0);
      while (rows.length < count) {
        row = nextOf(state.rows, row, state.differing, decided === undefined ? [] : [decided]);
        if (row < 0) break;
        const labels = state.persons.flatMap((person) =>
          person.codes[row] === 0 ? [] : (cellView(state, person, person.cell(row)) ?? []),
        );
        rows.push({ row, labels });
        row++;
      }
      return { count: asked.session.progress.disagreements ?? 0, rows };
    },
  };

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
