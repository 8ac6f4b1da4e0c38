import { useEffect, useState } from "preact/hooks";
import type { RunState } from "../../live/messages";
import { count } from "./format";
import type { RunView } from "./run-view";

const SPEEDS = [0, 10, 50, 100, 500, 1000, 5000, 20_000];

/** A command on its way: what was asked, and how one sees that the run has followed. */
interface Sent {
  readonly words: string;
  done(state: RunState, view: RunView): boolean;
}

interface Props {
  readonly view: RunView;
  readonly state: RunState;
  /** False while the line to the server is not open. */
  readonly open: boolean;
}

/** What one may ask of a run that goes on. The run follows its folder's control file; these write to it. */
export function Controls({ view, state, open }: Props) {
  const [sent, setSent] = useState<Sent>();
  const [trouble, setTrouble] = useState("");
  const [speed, setSpeed] = useState("0");
  const [choosing, setChoosing] = useState(false);
  const [model, setModel] = useState("");
  const takes = state.state === "running" || state.state === "paused";
  const able = open && takes;

  useEffect(() => {
    if (sent?.done(state, view)) setSent(undefined);
  });

  const give = async (command: Parameters<RunView["control"]>[0], next: Sent): Promise<void> => {
    setTrouble("");
    try {
      await view.control(command);
      setSent(next);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  };
  const paused = state.state === "paused";
  const pause = () =>
    give(
      { command: paused ? "resume" : "pause" },
      {
        words: paused ? "Resume was asked for." : "Pause was asked for.",
        done: (now) => now.state !== state.state,
      },
    );
  const setPace = () => {
    const tps = Number(speed);
    give(
      { command: "speed", tps },
      { words: `${paceName(tps)} was asked for.`, done: (now) => now.asked === tps },
    );
  };
  const rollBack = () => {
    setChoosing(false);
    const before = view.events.filter(({ kind }) => kind === "rollback").length;
    give(
      { command: "rollback", ...(model === "" ? {} : { model }) },
      {
        words: `Rolling back to ${model === "" ? "the model before" : model} was asked for.`,
        done: (now, seen) =>
          seen.events.filter(({ kind }) => kind === "rollback").length > before || now.state === "finished",
      },
    );
  };
  if (!takes) return null;
  return (
    <fieldset class="controls">
      <legend class="hidden-text">Controls of the run</legend>
      <button type="button" class="primary" disabled={!able} onClick={pause}>
        {paused ? "Resume" : "Pause"}
      </button>
      <span class="joined">
        <label class="hidden-text" for="speed">
          Speed
        </label>
        <select
          id="speed"
          value={speed}
          disabled={!able}
          onChange={(event) => setSpeed(event.currentTarget.value)}
        >
          {SPEEDS.map((tps) => (
            <option key={tps} value={String(tps)}>
              {paceName(tps)}
            </option>
          ))}
        </select>
        <button type="button" disabled={!able} onClick={setPace}>
          Set speed
        </button>
      </span>
      {choosing ? (
        <span class="joined">
          <label class="hidden-text" for="model">
            Model to roll back to
          </label>
          <select id="model" value={model} onChange={(event) => setModel(event.currentTarget.value)}>
            <option value="">the model before</option>
            {[...state.models].reverse().map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
          <button type="button" class="primary" disabled={!able} onClick={rollBack}>
            Roll back now
          </button>
          <button type="button" onClick={() => setChoosing(false)}>
            Cancel
          </button>
        </span>
      ) : (
        <button type="button" disabled={!able} onClick={() => setChoosing(true)}>
          Roll back…
        </button>
      )}
      <p role="status" class={trouble === "" ? "muted" : "trouble"}>
        {trouble !== "" ? trouble : sent === undefined ? "" : `${sent.words} The run has not followed yet.`}
      </p>
    </fieldset>
  );
}

function paceName(tps: number): string {
  return tps === 0 ? "as fast as possible" : `${count(tps)} rows/s`;
}
