/** What a run folder that somebody else wrote can do on our pages: nothing. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { dataUri, drawingFigure, pagePolicy } from "../src/cli/html.ts";
import { writeReport } from "../src/cli/report/report.ts";
import { saveStop } from "../src/cli/run/evaluation-record.ts";
import { createRun } from "../src/cli/run/new-run.ts";
import { runPaths } from "../src/cli/run/paths.ts";
import { builtIn, resolveConfig } from "../src/index.ts";
import { inFolder } from "./cli/command.ts";

const EVIL = `"'><img src=x onerror="document.title='ran'"><script>document.title='ran'</script>&amp;\0\x1b[31m`;

describe.skipIf(!executablePath)("a page of ours", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** What stands on a page in the end: its title, its text, and what the browser complained of. */
  async function shown(path: string): Promise<{ title: string; text: string; complaints: string[] }> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
    const found = { title: await page.title(), text: await page.locator("body").innerText(), complaints };
    await page.close();
    return found;
  }

  it("runs its own scripts, none that stands in a drawing, and none that came to stand in its text", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "page.html");
      const own = `document.querySelector("h1").textContent = "our own";`;
      const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="document.title='ran'"><script>document.title='ran'</script><rect width="9" height="9"/></svg>`;
      const figure = drawingFigure({ uri: dataUri("image/svg+xml", Buffer.from(drawing)), alt: EVIL });
      const page = (inside: string): string =>
        `<!doctype html><html lang="en"><head><meta charset="utf-8">${pagePolicy([own])}<title>whole</title></head><body><h1></h1>${inside}<script>${own}</script></body></html>`;
      await writeFile(path, page(figure));
      expect(await shown(path)).toEqual({ title: "whole", text: "our own", complaints: [] });
      // As if somewhere a text were not escaped.
      await writeFile(path, page(`<script>document.title='ran'</script><b onclick="0" onmouseover="0">x</b>${EVIL}`));
      const { title, text, complaints } = await shown(path);
      expect([title, text.startsWith("our own")]).toEqual(["whole", true]);
      expect(complaints.join()).toContain("Content Security Policy");
    });
  });

  it("shows whatever a run's texts are as texts", async () => {
    await inFolder(async (cwd) => {
      const folder = join(cwd, "r");
      const data = builtIn("ring");
      const { release } = await createRun(folder, {
        saddlepoint: EVIL,
        runtime: EVIL,
        node: EVIL,
        created: EVIL,
        source: EVIL,
        dataOptions: {},
        places: {},
        config: { ...resolveConfig(data, {}), data: { ...resolveConfig(data, {}).data, name: EVIL } },
      });
      await release();
      await saveStop(folder, EVIL);
      await mkdir(runPaths(folder).samples, { recursive: true });
      await writeFile(join(runPaths(folder).samples, "step-1.png"), `<svg onload="document.title='ran'">${EVIL}`);
      await writeReport(folder);
      const { report } = runPaths(folder);
      const { title, text, complaints } = await shown(report);
      expect(title).not.toBe("ran");
      expect(text).toContain(`<script>document.title='ran'</script>&amp;␀␛[31m`);
      expect(complaints).toEqual([]);
      expect(await readFile(report, "utf8")).not.toContain("<img src=x");
    });
  });
});
