/** A page from `export --html`, opened as a file in a real browser. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { generatorPage } from "saddlepoint/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { toByte } from "../src/cli/data/pixels.ts";
import { openGenerator } from "../src/cli/run/generator.ts";
import { typedData } from "../src/data/typed-data.ts";
import {
  type Checkpoint,
  type Config,
  decodeCheckpoint,
  encodeNpy,
  exportGenerator,
  inUnits,
  type KeptRules,
  openModel,
  sizeOf,
  train,
} from "../src/inner.ts";
import { command, inFolder, TINY } from "./cli/command.ts";

const title = executablePath ? "" : " (skipped: no Chromium at its usual places)";

const IMAGES = ["--channels", "4", "--batch", "8", "--samples", "4", "--steps", "3", "--latent", "6"];

/** Trains, exports, and returns the address of the page. */
async function pageOf(cwd: string, ...train: string[]): Promise<string> {
  const trained = await command(cwd, "train", ...train, "--out", "run");
  expect([trained.stderr, trained.code]).toEqual([expect.any(String), 0]);
  const { code, stdout } = await command(cwd, "export", "run", "--html", "page.html");
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^page\.html \(\d,\d{3},\d{3} bytes\) draws new samples/)]);
  return pathToFileURL(join(cwd, "page.html")).href;
}

/** What the page draws of 20 z, and what the run's own generator draws of them. */
async function both(page: Page, folder: string): Promise<{ theirs: number[]; own: Float32Array }> {
  const generator = await openGenerator(folder, "testing", () => undefined);
  const z = await generator.noise(5, 20);
  const own = await generator.draw(z);
  await generator.release();
  const theirs = await page.evaluate(
    async (numbers) => {
      if (!window.saddlepoint) throw new Error("not ready");
      return [...(await window.saddlepoint.draw(Float32Array.from(numbers)))];
    },
    [...z],
  );
  return { theirs, own };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

const drawSeed = async (page: Page, seed: number, what = "samples"): Promise<void> => {
  await page.getByLabel("Seed").fill(String(seed));
  await page.getByLabel("Seed").press("Enter");
  await page.getByText(`${what} of seed ${seed}, drawn in`).waitFor();
};

/** The pixels of some canvases, one after the other. */
const pixels = (page: Page, canvases: string): Promise<number[]> =>
  page.locator(canvases).evaluateAll((found) =>
    found.flatMap((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error("no canvas");
      return [...(canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
    }),
  );

/** Canvases as PNG, and how many different bytes their pixels hold: a whole chart as numbers would be slow to fetch. */
const pictures = (page: Page, canvases: string): Promise<{ png: string; bytes: number }[]> =>
  page.locator(canvases).evaluateAll((found) =>
    found.map((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error("no canvas");
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return { png: canvas.toDataURL(), bytes: new Set(data).size };
    }),
  );

/** The same seed draws the same, another seed something else, and neither one colour. */
async function checkSeeds(page: Page, canvases: string): Promise<void> {
  await drawSeed(page, 7);
  const seven = await pictures(page, canvases);
  expect(seven.every(({ bytes }) => bytes > 5)).toBe(true);
  await page.getByRole("button", { name: "Draw new samples" }).click();
  await page.getByText("samples of seed 8, drawn in").waitFor();
  const eight = await pictures(page, canvases);
  expect(eight.length).toBe(seven.length);
  expect(eight.every(({ png }, i) => png !== seven[i]?.png)).toBe(true);
  await drawSeed(page, 7);
  expect(await pictures(page, canvases)).toEqual(seven);
}

/** Whether the frame of a chart is square, and something in it blue. */
const squareness = (page: Page): Promise<{ square: boolean; blue: boolean }> =>
  page.locator("#chart").evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error("no canvas");
    const { width, height } = canvas;
    const data = canvas.getContext("2d")?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    const inked = (x: number, y: number): boolean => (data[4 * (y * width + x) + 3] ?? 0) > 0;
    const across = Array.from({ length: width }, (_, x) => x).filter(
      (x) => Array.from({ length: height }, (_, y) => y).filter((y) => inked(x, y)).length > height / 2,
    );
    const up = Array.from({ length: height }, (_, y) => y).filter(
      (y) => Array.from({ length: width }, (_, x) => x).filter((x) => inked(x, y)).length > width / 2,
    );
    const span = (places: readonly number[]): number => (places.at(-1) ?? 0) - (places[0] ?? 0);
    const blue = data.some((_, i) => i % 4 === 2 && (data[i] ?? 0) > 90 + (data[i - 2] ?? 0));
    return { square: span(across) > 100 && Math.abs(span(across) - span(up)) <= 2, blue };
  });

/** What the page saves at a click. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// Only so that nothing hangs for ever: every page starts a runtime of 14 MB.
describe.skipIf(!executablePath)(`a page from export --html${title}`, { timeout: 400_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Opens an address, uses the page, and expects that it complained of nothing and asked for nothing. */
  async function inPage(address: string, use: (page: Page) => Promise<void>, before = ""): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      // The test itself reads pixels back.
      const ours = message.text().startsWith("Canvas2D: Multiple readback");
      if (["error", "warning"].includes(message.type()) && !ours) problems.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(blob|data):/.test(request.url()) && request.url() !== address) problems.push(request.url());
    });
    await page.addInitScript(before);
    await page.goto(address);
    await page.locator("body[data-state=ready], body[data-state=failed]").waitFor();
    await use(page);
    // Nothing runs out of a narrow screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(problems).toEqual([]);
    await page.close();
  }

  it("draws the images of the run's generator, and the way between two", () =>
    inFolder(async (cwd) => {
      const address = await pageOf(cwd, "glyphs", ...IMAGES);
      await inPage(address, async (page) => {
        const { theirs, own } = await both(page, join(cwd, "run"));
        expect(theirs.length).toBe(20 * 28 * 28);
        expect(largest(theirs, own.map(toByte))).toBeLessThanOrEqual(1);
        await checkSeeds(page, "#samples canvas");

        // At both ends of the way stand the samples that were chosen.
        await page.getByRole("button", { name: "Sample 3", exact: true }).click();
        await page.getByRole("button", { name: "Sample 5", exact: true }).click();
        for (const [at, sample] of [
          ["0", 3],
          ["1", 5],
        ] as const) {
          await page.getByLabel("From A to B").fill(at);
          const wanted = await pixels(page, `#samples button:nth-child(${sample}) canvas`);
          await expect.poll(async () => largest(await pixels(page, "#between"), wanted)).toBeLessThanOrEqual(1);
        }
        const end = await pixels(page, "#between");
        await page.getByText("Single numbers of z").click();
        await page.getByLabel("z1").fill("3");
        await expect.poll(async () => largest(await pixels(page, "#between"), end)).toBeGreaterThan(0);

        const { name, bytes } = await saved(page, "Save as PNG");
        expect([name, bytes.subarray(1, 4).toString()]).toEqual(["glyphs-7.png", "PNG"]);

        await page.getByLabel("Seed").fill("1.5");
        await page.getByLabel("Seed").press("Enter");
        expect(await page.getByText("samples of seed 7, drawn in").count()).toBe(1);
      });

      // What an old browser lacks is said.
      for (const [gone, says] of [
        ["delete globalThis.DecompressionStream", "This browser lacks DecompressionStream,"],
        ["delete globalThis.WebAssembly", "This browser lacks WebAssembly,"],
        ["WebAssembly.validate = () => false", "This browser lacks WebAssembly with SIMD,"],
      ] as const) {
        const look = async (page: Page): Promise<void> => {
          expect(await page.getByRole("status").textContent()).toContain(says);
        };
        await inPage(address, look, gone);
      }
    }));

  it("draws images of a class that is chosen, one of each, and the way from one to another", () =>
    inFolder(async (cwd) => {
      const [count, side] = [120, 16];
      const label = (i: number): number => i % 3;
      const pixels3 = Uint8Array.from({ length: count * side * side }, (_, at) => {
        const picture = Math.floor(at / side ** 2);
        return 30 + 90 * label(picture) + (((at % side) + picture) % 9);
      });
      await writeFile(join(cwd, "x.npy"), encodeNpy([count, side, side], pixels3));
      const labels = Uint8Array.from({ length: count }, (_, i) => label(i));
      await writeFile(join(cwd, "labels.npy"), encodeNpy([count], labels));
      const network = ["--network", "mlp", "--widths", "16", "--latent", "4", "--batch", "20"];
      const address = await pageOf(
        cwd,
        ...["x.npy", "--classes", "labels", ...network, "--steps", "250", "--learning-rate", "0.003", "--threads", "1"],
      );
      await inPage(address, async (page) => {
        const choice = page.getByRole("combobox", { name: "Class" });
        expect(await choice.locator("option").allTextContents()).toEqual([
          "as in the data",
          "one of each",
          "0",
          "1",
          "2",
        ]);
        const drawn = async (what: string, of: number): Promise<void> => {
          await choice.selectOption(what);
          await page.getByText(`${of} samples of seed 1, drawn in`).waitFor();
          await expect.poll(() => page.locator("#samples canvas").count()).toBe(of);
        };
        const mean = async (canvases: string): Promise<number> => {
          const values = await pixels(page, canvases);
          return values.reduce((sum, x) => sum + x, 0) / values.length;
        };
        await drawn("0", 36);
        const dark = await mean("#samples canvas");
        await drawn("2", 36);
        expect(await mean("#samples canvas")).toBeGreaterThan(dark + 12);
        await drawn("one of each", 3);
        await page.getByRole("button", { name: "Sample 2, 1", exact: true }).click();
        await page.getByRole("button", { name: "Sample 1, 0", exact: true }).click();

        // What lies between two classes is what the run's generator makes of half of each.
        const generator = await openGenerator(join(cwd, "run"), "testing", () => undefined);
        const z = await generator.noise(3, 2);
        const weights = Float32Array.of(1, 0, 0, 0.5, 0, 0.5);
        const own = await generator.draw(z, weights);
        await generator.release();
        const theirs = await page.evaluate(
          async ([noise, given]) => [
            ...((await window.saddlepoint?.draw(Float32Array.from(noise), Float32Array.from(given))) ?? []),
          ],
          [[...z], [...weights]] as const,
        );
        expect(largest(theirs, own.map(toByte))).toBeLessThanOrEqual(1);
        // As often as in the data, where nothing is chosen.
        await drawn("as in the data", 36);
        const found = await page.evaluate(() => [...(window.saddlepoint?.given?.(9, 3000) ?? [])]);
        expect(found.reduce((sum, x) => sum + x, 0)).toBe(3000);
        for (const k of [0, 1, 2]) {
          const share = found.filter((x, i) => i % 3 === k && x === 1).length / 3000;
          expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04);
        }
      });
    }));

  it("draws points, of a uniform prior too", () =>
    inFolder(async (cwd) => {
      const address = await pageOf(cwd, "ring", "--prior", "uniform", "--half-width", "2", "--steps", "30", ...TINY);
      await inPage(address, async (page) => {
        const { theirs, own } = await both(page, join(cwd, "run"));
        expect(theirs.length).toBe(40);
        expect(largest(theirs, own)).toBeLessThanOrEqual(1e-4);
        await checkSeeds(page, "#chart");
        // The same seed is the same samples on the command line.
        const { bytes } = await saved(page, "Save as CSV");
        const out = ["--seed", "7", "--count", "50", "--out", "seven.csv"];
        expect((await command(cwd, "sample", "run", ...out)).code).toBe(0);
        const rowsOf = (text: string): number[] => text.trim().split("\n").slice(1, 51).join().split(",").map(Number);
        const theirsOfSeven = rowsOf(bytes.toString());
        expect(theirsOfSeven).toHaveLength(100);
        expect(largest(theirsOfSeven, rowsOf(await readFile(join(cwd, "seven.csv"), "utf8")))).toBeLessThanOrEqual(
          1e-4,
        );
        // Real points lie beside, and the frame is square: its border is as long across as up.
        expect(await page.getByText("Blue: real examples; orange: drawn by the generator.").count()).toBe(1);
        expect(await squareness(page)).toEqual({ square: true, blue: true });
        const z = await page.evaluate(async () => [...((await window.saddlepoint?.noise(1, 5000)) ?? [])]);
        expect(z.reduce((a, b) => Math.max(a, Math.abs(b)), 0)).toBeCloseTo(2, 2);
      });
    }));

  it("draws rows of a table in the data's units, and numbers", () =>
    inFolder(async (cwd) => {
      const heading = '"a ""b"", <i>",height,weight';
      await writeFile(join(cwd, "<table>.csv"), `${heading}\n1,20,3\n2,30,4\n3,35,6\n4,60,6.5\n5,61,8\n`);
      const address = await pageOf(cwd, "<table>.csv", "--encode", "scaled", "--steps", "20", "--widths", "8");
      const { config } = JSON.parse(await readFile(join(cwd, "run/config.json"), "utf8"));
      await inPage(address, async (page) => {
        const { theirs, own } = await both(page, join(cwd, "run"));
        expect(largest(theirs, inUnits(config.data.columns, own, { round: false }))).toBeLessThanOrEqual(1e-3);
        await checkSeeds(page, "#chart");
        const before = await pictures(page, "#chart");
        await page.getByLabel("Up").selectOption("weight");
        expect(await pictures(page, "#chart")).not.toEqual(before);
        expect(await page.getByRole("columnheader").allTextContents()).toEqual(['a "b", <i>', "height", "weight"]);
        const { name, bytes } = await saved(page, "Save as CSV");
        const lines = bytes.toString().trim().split("\n");
        expect([name, lines[0], lines.length]).toEqual(["table-7.csv", heading, 2501]);
        const shown = await page.locator("#rows tr:first-child td").allTextContents();
        // In the list as in the file: whole numbers as such, weights with the decimal of the data.
        expect(shown).toEqual(lines[1]?.split(","));
        expect(lines[1]).toMatch(/^-?\d+,-?\d+,-?\d+(?:\.\d)?$/);
      });
      await command(cwd, "train", "two-normals", "--steps", "10", "--out", "numbers", ...TINY);
      await command(cwd, "export", "numbers", "--html", "numbers.html");
      await inPage(pathToFileURL(join(cwd, "numbers.html")).href, (page) => checkSeeds(page, "#chart"));
    }));

  it("draws rows of a mixed table, in the shares of the data and under conditions", () =>
    inFolder(async (cwd) => {
      const { page: html, model, columns, latent } = await mixedPage();
      await writeFile(join(cwd, "people.html"), html);
      await inPage(pathToFileURL(join(cwd, "people.html")).href, async (page) => {
        // What the page draws is what the model draws elsewhere, of any condition.
        const [count, width] = [30, columns.length];
        const z = Float32Array.from({ length: count * latent }, (_, i) => 2 * Math.sin(5 * i));
        const given = Float32Array.from({ length: count * width }, (_, i) => (i % 3 === 0 ? i % 2 : -1));
        const theirs = await page.evaluate(
          async ([noise, cells]) =>
            [...((await window.saddlepoint?.draw(Float32Array.from(noise), Float32Array.from(cells))) ?? [])].map(
              String,
            ),
          [[...z], [...given]] as const,
        );
        const opened = await openModel(model);
        const { x } = await opened.run({
          z: { values: z, shape: [count, latent] },
          given: { values: given, shape: [count, width] },
        });
        await opened.release();
        const own = [...(x?.values ?? [])].map(String);
        expect(theirs.length).toBe(count * width);
        // Another runtime may round G's last bits otherwise, and a number be rounded to its neighbour.
        expect(theirs.filter((value, i) => value !== own[i]).length).toBeLessThan(0.02 * own.length);

        // Every column is asked about by its name, and shows how its values are spread.
        const town = page.getByRole("combobox", { name: "town" });
        await expect.poll(() => page.locator(".bars li").count()).toBeGreaterThan(4);
        expect(await page.getByRole("img", { name: "Histogram of age, from 20 to 69" }).count()).toBe(1);
        expect(await town.locator("option").allTextContents()).toEqual([
          "any",
          "Ghent (50 %)",
          "Bruges (33 %)",
          "<b>Ypres (17 %)",
        ]);

        // Nothing is chosen: shares of the data, here of what was given alone, as G has hardly learned.
        const drawn = await rowsSaved(page);
        expect([drawn.length, Object.keys(drawn[0] ?? {})]).toEqual([
          1000,
          ["id", "town", "country", "member", "age", "twice", "born"],
        ]);
        expect(drawn.slice(0, 2).map(({ id }) => id)).toEqual(["P-241", "P-242"]);
        expect(new Set(drawn.map(({ country }) => country))).toEqual(new Set(["Belgium"]));
        expect(new Set(drawn.map(({ town: value }) => value)).size).toBe(3);

        await town.selectOption("Bruges (33 %)");
        await page.getByRole("combobox", { name: "member" }).selectOption("no value (20 %)");
        await page.getByLabel("Rows", { exact: true }).fill("70");
        await page.getByLabel("Rows", { exact: true }).press("Enter");
        await page.getByText(/^70 rows of seed/).waitFor();
        const asked = await rowsSaved(page);
        expect(asked.length).toBe(70);
        expect(new Set(asked.map((row) => `${row.town}/${row.member}`))).toEqual(new Set(["Bruges/"]));
        for (const { age = "", twice, born = "" } of asked) {
          expect(Number(twice)).toBe(2 * Number(age) + 1);
          expect(Number(age)).toBeGreaterThanOrEqual(20);
          expect(Number(age)).toBeLessThanOrEqual(69);
          expect(born).toMatch(/^\d\d\.\d\d\.19[5-9]\d$/);
        }
        // The same seed draws the same rows.
        const seed = await page.getByLabel("Seed").inputValue();
        await drawSeed(page, 3, "rows");
        expect(await rowsSaved(page)).not.toEqual(asked);
        await drawSeed(page, Number(seed), "rows");
        expect(await rowsSaved(page)).toEqual(asked);

        await page.getByRole("button", { name: "Clear all choices" }).click();
        await expect.poll(async () => new Set((await rowsSaved(page)).map((row) => row.town)).size).toBe(3);
        await page.getByLabel("Rows", { exact: true }).fill("0");
        await page.getByLabel("Rows", { exact: true }).press("Tab");
        await page.getByText("Rows are a whole number from 1 to 100,000.").waitFor();
      });
    }));
});

/** A page of a generator of people that has been trained for a moment. */
async function mixedPage() {
  const ROWS = 240;
  const values = (of: (row: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => of(i));
  const data = await typedData(
    "people.csv",
    {
      rows: ROWS,
      columns: [
        {
          name: "town",
          kind: "category",
          levels: ["Ghent", "Bruges", "<b>Ypres"],
          values: values((i) => [0, 0, 0, 1, 1, 2][i % 6] ?? 0),
        },
        {
          name: "member",
          kind: "boolean",
          levels: ["no", "yes"],
          gap: "",
          values: values((i) => (i % 5 === 0 ? Number.NaN : i % 2)),
        },
        { name: "age", kind: "integer", form: { decimals: 0 }, values: values((i) => 20 + ((i * 37) % 50)) },
        {
          name: "born",
          kind: "date",
          dateForm: { pattern: "DD.MM.YYYY", resolution: "day" },
          values: values((i) => Date.UTC(1950 + (i % 50), i % 12, 1 + (i % 28))),
        },
      ],
    },
    {
      constants: [{ name: "country", text: "Belgium", place: 1 }],
      made: [{ name: "id", kind: "identifier", form: { kind: "count", next: "241", before: "P-" }, place: 0 }],
      // The rule below is this test's own.
      relations: "ignore",
    },
  );
  let config: Config | undefined;
  let checkpoint: Checkpoint | undefined;
  // A column that a rule makes of another.
  const rules: KeptRules = {
    texts: ["twice = 2 * age + 1"],
    derived: [
      {
        column: { name: "twice", kind: "integer", form: { decimals: 0 } },
        by: "sum",
        sum: { terms: [{ column: "age", times: 2 }], plus: 1 },
      },
    ],
    order: ["town", "member", "age", "twice", "born"],
  };
  for await (const event of train({
    data: { ...data, rules },
    steps: 20,
    batch: 16,
    widths: [24, 24],
    latent: 8,
    samples: 4,
  })) {
    if (event.type === "start") config = event.config;
    if (event.type === "checkpoint") checkpoint = await decodeCheckpoint("it", event.bytes);
  }
  if (!config || !checkpoint) throw new Error("the run told nothing");
  const { bytes: model } = await exportGenerator({ config, checkpoint });
  const samples = new Float32Array(sizeOf(config.data.shape));
  const page = await generatorPage({ config, step: checkpoint.step, model, samples });
  return { page, model, columns: data.columns, latent: config.latent };
}

/** The rows that the page saves, by column. */
async function rowsSaved(page: Page): Promise<Record<string, string>[]> {
  const { name, bytes } = await saved(page, "Save as CSV");
  expect(name).toMatch(/^people\.csv-\d+\.csv$/);
  const [names = [], ...rows] = bytes
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [names[i] ?? "", cell])));
}
