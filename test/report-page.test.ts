/** The report of a run and the page of runs in a browser: what is looked at, moved, chosen and taken away. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { command, inFolder, TINY } from "./cli/command.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SHORT = ["--steps", "40", "--sample-every", "10", "--report-every", "5", "--checkpoint-every", "40"] as const;

describe.skipIf(!executablePath)("our pages of runs", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Opens a page from the disk, without a network, and sees that nothing goes wrong on it. */
  async function on<T>(path: string, look: BrowserContextOptions, use: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ offline: true, ...look });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await page.goto(pathToFileURL(path).href);
      const found = await use(page);
      expect(complaints).toEqual([]);
      return found;
    } finally {
      await context.close();
    }
  }

  /** What axe-core finds, in both themes, and how far a page reaches beyond a telephone. */
  async function flaws(path: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await on(path, { colorScheme, viewport: { width: 390, height: 844 }, bypassCSP: true }, async (page) => {
        for (const details of await page.locator("details").all())
          await details.evaluate((one) => one.setAttribute("open", ""));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 390) found.push(`${width} pixels wide`);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll("table")]
            .filter((table) => table.getBoundingClientRect().right > innerWidth + 1)
            .map((table) => table.className),
        );
        found.push(...cut);
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() =>
          (
            globalThis as unknown as {
              axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
            }
          ).axe.run(),
        );
        found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`));
      });
    }
    return found;
  }

  async function downloaded(page: Page, press: () => Promise<void>): Promise<string[]> {
    const [download] = await Promise.all([page.waitForEvent("download"), press()]);
    return (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
  }

  it("the report has the command that makes the run again, samples over D's answers, and curves to look at closely", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--out", "r", ...TINY, ...SHORT, "--loss", "hinge");
      const report = join(cwd, "r/report.html");
      await on(report, {}, async (page) => {
        const again = (await page.locator("#command").innerText()).split(" ").slice(2);
        await command(cwd, ...again, "--out", "again");
        const configs = await Promise.all(["r", "again"].map((run) => readFile(join(cwd, run, "config.json"), "utf8")));
        const [a, b] = configs.map((text) => JSON.parse(text).config);
        expect(again).toContain("--loss");
        expect(b).toEqual(a);
        expect(await page.locator(".changed tbody th").allInnerTexts()).toContain("--loss");
        expect(await page.locator(".origin").innerText()).toMatch(/\d cores?, \d+ GiB of memory.*Node v/s);

        expect(await page.locator("#strip button").allInnerTexts()).toEqual(
          [0, 10, 20, 30, 40].map((step) => `step ${step}`),
        );
        await page.locator("#strip button").nth(1).press("Enter");
        expect(await page.locator("#sheet-step").innerText()).toBe("10");
        expect(await page.locator('#strip [aria-pressed="true"]').innerText()).toBe("step 10");

        const chart = (title: string) =>
          page.locator("#charts > div").filter({ has: page.locator("h3", { hasText: title }) });
        for (const title of ["How G's weights are spread", "How D's gradient is spread", "Throughput", "Memory"]) {
          expect(await chart(title).locator("canvas").count(), title).toBe(1);
        }
        const lines = (await readFile(join(cwd, "r/metrics.jsonl"), "utf8"))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        const losses = chart("Losses");
        const last = String(Number(lines.at(-1).dLoss.toPrecision(5)));
        expect(await losses.locator(".chart-legend li").first().innerText()).toBe(`D ${last}`);
        const rows = await downloaded(page, () => losses.getByRole("button", { name: "CSV of Losses" }).press("Enter"));
        expect(rows).toEqual(["step,D,G", ...lines.map(({ step, dLoss, gLoss }) => `${step},${dLoss},${gLoss}`)]);
        const all = await downloaded(page, () => page.locator("#csv").click());
        expect(all[0]).toContain("Distance to the data: energy distance (95 %) from");
        expect(all).toHaveLength(lines.length + 1);

        const log = losses.getByRole("button", { name: "log axis of Losses" });
        const picture = () => losses.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
        const straight = await picture();
        await log.press("Space");
        expect([await log.getAttribute("aria-pressed"), (await picture()) === straight]).toEqual(["true", false]);
        await log.press("Space");
        await page.locator("#smoothing").selectOption("much");
        expect(await losses.locator(".chart-legend li").first().innerText()).not.toBe(`D ${last}`);
      });
      expect(await flaws(report)).toEqual([]);
    }));

  it("the report of a run of an earlier version lacks what it did not record, and nothing else", () =>
    inFolder(async (cwd) => {
      const { writeFile } = await import("node:fs/promises");
      await command(cwd, "train", "two-normals", "--out", "r", ...TINY, ...SHORT);
      for (const file of ["metrics.jsonl"]) {
        const lines = (await readFile(join(cwd, "r", file), "utf8")).trim().split("\n");
        const early = lines.map((line) => {
          const { spread: _, memory: __, ...rest } = JSON.parse(line);
          return JSON.stringify(rest);
        });
        await writeFile(join(cwd, "r", file), `${early.join("\n")}\n`);
      }
      const { machine: _, ...record } = JSON.parse(await readFile(join(cwd, "r/config.json"), "utf8"));
      await writeFile(join(cwd, "r/config.json"), JSON.stringify(record));
      const { writeReport } = await import("../src/cli/report/report.ts");
      await writeReport(join(cwd, "r"));
      await on(join(cwd, "r/report.html"), {}, async (page) => {
        const titles = await page.locator("#charts h3").allInnerTexts();
        expect(titles).toEqual(expect.arrayContaining(["Losses", "Throughput"]));
        expect(titles.filter((title) => /spread|Memory/.test(title))).toEqual([]);
        expect(await page.locator(".legend").innerText()).not.toContain("D(x)");
        expect(await page.locator(".origin").innerText()).toMatch(/saddlepoint \d/);
      });
    }));

  it("the page of runs sorts, filters, searches, and lays the curves of chosen runs over each other", () =>
    inFolder(async (cwd) => {
      const runs = [
        ["ring", "--out", "runs/a", "--loss", "hinge"],
        ["ring", "--out", "runs/b", "--learning-rate", "0.01"],
        ["two-normals", "--out", "runs/c"],
      ];
      for (const run of runs) await command(cwd, "train", ...run, ...TINY, ...SHORT);
      await command(cwd, "runs", "--out", "runs.html");
      const path = join(cwd, "runs.html");
      await on(path, {}, async (page) => {
        const names = () => page.locator("table.runs tbody tr:visible th").allInnerTexts();
        const headings = await page.locator("table.runs thead th:visible").allInnerTexts();
        expect(await names()).toEqual(["runs/c", "runs/b", "runs/a"]);
        expect(headings).toEqual(expect.arrayContaining(["data", "loss", "--learning-rate"]));
        expect(headings).not.toContain("seed");
        await page.locator("#differing").uncheck();
        expect(await page.locator("table.runs thead th:visible").allInnerTexts()).toContain("seed");

        await page.locator("table.runs").getByRole("button", { name: "energy distance" }).press("Enter");
        const column = page.locator("table.runs thead th", { hasText: "energy distance" });
        expect(await column.getAttribute("aria-sort")).toBe("descending");
        const place = await column.evaluate((head) => (head as HTMLTableCellElement).cellIndex);
        const figures = async () =>
          page
            .locator(`table.runs tbody tr > :nth-child(${place + 1})`)
            .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
        expect(await figures()).toEqual((await figures()).toSorted((a, b) => b - a));
        await page.locator("table.runs").getByRole("button", { name: "energy distance" }).press("Enter");
        expect(await figures()).toEqual((await figures()).toSorted((a, b) => a - b));
        // The best of two on the same data; a run alone on its data is the best of nothing.
        const ofRing = page.locator("table.runs tbody tr", { hasText: "ring" }).locator(`> :nth-child(${place + 1})`);
        const marked = await ofRing.evaluateAll((cells) =>
          cells.map((cell) => [cell.classList.contains("best"), Number((cell as HTMLElement).dataset.value)] as const),
        );
        const least = Math.min(...marked.map(([, value]) => value));
        expect(marked.map(([best]) => best)).toEqual(marked.map(([, value]) => value === least));

        await page.locator("#search").fill("HINGE ring");
        expect(await names()).toEqual(["runs/a"]);
        await page.locator("#search").fill("");
        await page.locator("label", { hasText: /^data/ }).locator("select").selectOption("ring");
        expect((await names()).toSorted()).toEqual(["runs/a", "runs/b"]);
        expect(await page.locator("#count").innerText()).toBe("2 of 3 runs");

        const legend = () => page.locator(".chart-legend li").allInnerTexts();
        expect((await legend()).map((text) => text.split(" ")[0])).toEqual(["runs/c"]);
        await page.getByRole("button", { name: "All runs in the table" }).click();
        expect((await legend()).map((text) => text.split(" ")[0])).toEqual(["runs/b", "runs/a"]);
        await page.locator("#metric").selectOption({ label: "Loss of D" });
        expect(await page.locator("#charts h3").innerText()).toBe("Loss of D");
        await page.getByLabel("Curve of runs/b").press("Space");
        expect((await legend()).map((text) => text.split(" ")[0])).toEqual(["runs/a"]);
        await page.getByRole("button", { name: "None" }).click();
        expect(await page.locator("#charts").innerText()).toBe("Choose runs in the table.");
      });
      expect(await flaws(path)).toEqual([]);
    }));
});
