/** What a run costs beside its bare steps is measured by a program that plays a whole run. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("measures a run on a folder of pictures against its bare steps", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["bench/folder.mjs", "20", "30", "2"]);
  expect(stdout).toMatch(/^bare step +\d+\.\d ms$/m);
  expect(stdout).toMatch(/^with everything +\d+\.\d ms: \d+\.\d % of its rate$/m);
}, 60_000);
