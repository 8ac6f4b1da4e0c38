import { useEffect, useState } from "preact/hooks";
import type { WorkbenchState } from "./page-state";
import type { Workbench } from "./workbench-state";

/** The state, and a new drawing at each change of it. */
export function useWorkbench(workbench: Workbench): WorkbenchState {
  const [state, setState] = useState(workbench.state);
  useEffect(() => {
    setState(workbench.state);
    return workbench.subscribe(() => setState(workbench.state));
  }, [workbench]);
  return state;
}

/** Asks when a key changes, keeps the former answer until the new one is there; undefined before the first. */
export function useAnswer<T>(
  ask: () => Promise<T>,
  key: string,
  waitMs = 0,
): { readonly value: T | undefined; readonly error: string | undefined } {
  const [answer, setAnswer] = useState<{ value: T | undefined; error: string | undefined }>({
    value: undefined,
    error: undefined,
  });
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      ask().then(
        (value) => over || setAnswer({ value, error: undefined }),
        (error: Error) => over || setAnswer({ value: undefined, error: error.message }),
      );
    }, waitMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  return answer;
}
