import { liveRun } from "../src/lib/loop";
import * as view from "../src/lib/view";
import { Story } from "./support/live-run-folder";
import { writeFileSync } from "node:fs";
(async () => {
  const story = await Story.begin({ rows: 12000 });
  await story.advance(9000);
  const s = await liveRun(story.folder).snapshot();
  const f = (view as any).runState(s);
  writeFileSync("/tmp/widget-static.png", f.png());
  console.log(JSON.stringify(f.spec).length, f.png().length);
  const d = await view.driftDashboard(liveRun(story.folder));
  writeFileSync("/tmp/widget-static.html", "<!doctype html><meta charset=utf-8>" + d.html);
  console.log(d.text, d.html.length);
  process.exit(0);
})();
