/** How the lab plays, in a real browser: what is read and when, and what fails. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, gameOn, labInBrowser, skipped } from "./lab-page.ts";

/** A line whose p_g and D* are read in a moment. */
const LINE = "data=normal&latent=1&average=0&widths=8&activation=tanh&batch=32";

describe.skipIf(!executablePath)(`playing in the lab${skipped}`, () => {
  const lab = labInBrowser();
  const { page, open, does } = lab;
  const { is, shown, until, ready, query, rounds, saved, set } = gameOn(lab);
  const alert = (says: RegExp) => page().getByRole("alert").filter({ hasText: says });
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-play-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads the instruments after every stop, and until then says of which round the sentence is", async () => {
    await open(LINE);
    await does("play").click();
    await is("of-round").first().waitFor();
    expect(await is("of-round").first().innerText()).toMatch(/of round [\d,]+/);
    await does("play").click();
    await is("of-round").first().waitFor({ state: "detached" });
    // Between two rounds that were on their way what is shown may be read already.
    await expect.poll(lastRead, { timeout: 10_000 }).toBe(await stands());
    await does("train-d").click();
    await is("of-round").first().waitFor();
    await does("play").click();
    await is("of-round").first().waitFor({ state: "detached" });
  });

  /** The round at which it stands: what was asked for before a file is made is over then. */
  async function stands(): Promise<number> {
    await saved();
    return shown("step");
  }
  /** The last round that was read, as the curves say it in a file. */
  async function lastRead(): Promise<number> {
    const [file] = await Promise.all([page().waitForEvent("download"), does("save-csv").click()]);
    const [names = "", ...lines] = (await readFile(await file.path(), "utf8")).trim().split("\n");
    const at = names.split(",").indexOf("energyDistance");
    return Number(lines.findLast((line) => line.split(",")[at] !== "")?.split(",")[0]);
  }

  it("goes on with the game that was there where data or settings cannot be used", async () => {
    await open(LINE);
    await rounds(3);
    const link = page().url();
    await page()
      .locator("details", { has: page().locator("#pasted") })
      .evaluate((one) => one.setAttribute("open", ""));
    await page().locator("#pasted").fill("a, b\n1, 2\n3");
    await page().getByRole("button", { name: "Use these points" }).click();
    await alert(/line 3/).waitFor();
    expect(await page().locator('input[name="built-in"]:checked').inputValue()).toBe("normal");
    await writeFile(join(folder, "bad.csv"), "a,b\n1,2\n3\n");
    await does("open-file").setInputFiles(join(folder, "bad.csv"));
    await alert(/bad\.csv/).waitFor();
    // A penalty needs a D that treats examples apart.
    await page().goto(link.replace("widths", "d-normalisation=batch&widths"));
    await ready();
    await rounds(2);
    await set("first-loss", "wasserstein");
    await until("step", 2);
    const before = query().toString();
    await page()
      .locator("#first-gradientPenalty")
      .evaluate((input: HTMLInputElement) => {
        input.value = "1";
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    await alert(/treats examples/).waitFor();
    expect(query().toString()).toBe(before);
    expect(await page().locator("#first-gradientPenalty").inputValue()).toBe("0");
    expect(await shown("step")).toBe(2);
    await rounds(1);
  });

  it("shows the plain game where a link leads to none", async () => {
    await open("data=normal&gradient-penalty=1&d-normalisation=batch");
    await alert(/treats examples/).waitFor();
    await rounds(1);
    expect(query().toString()).toBe("data=normal");
  });

  it.each([1, 5])("plays on %i pictures of one's own", async (count) => {
    const files = Array.from({ length: count }, (_, i) => join(folder, `${i}.png`));
    for (const [i, file] of files.entries()) {
      await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 40 * i, g: 90, b: 200 } } }).toFile(
        file,
      );
    }
    await open("data=ring&widths=8");
    await page()
      .locator("details", { has: page().locator("#picture-files") })
      .evaluate((one) => one.setAttribute("open", ""));
    await page().locator("#picture-files").setInputFiles(files);
    await page().getByRole("button", { name: "Apply" }).click();
    await page().waitForURL(/data=file/);
    await ready();
    expect(query().get("batch")).toBe(String(count));
    await rounds(2);
  });

  it("tells a D that has settled from one that has made all its steps, and counts on the way", async () => {
    await open(LINE);
    await rounds(1);
    await does("train-d").click();
    await is("training-d")
      .filter({ hasText: /Training D, G frozen: [\d,]+ steps, max \|D − D\*\| 0\.\d+/ })
      .waitFor();
    await is("training-d")
      .filter({ hasText: /D has settled after [\d,]+ steps.*max \|D − D\*\| is 0\.\d+/ })
      .waitFor();
  });

  it("says in one sentence that numbers have grown beyond all bounds, and offers a tenth of the rates", async () => {
    await open("data=ring&learning-rate=100&optimizer=sgd&widths=16");
    await does("play").click();
    await does("calmer").waitFor();
    expect(await is("saying").first().innerText()).toMatch(
      /^The numbers have grown beyond all bounds at round \d+, so/,
    );
    await page().locator('[data-do="play"][aria-pressed="false"]').waitFor();
    expect(await page().getByRole("alert").count()).toBe(0);
    await does("calmer").click();
    await until("step", 0);
    await ready();
    expect(await does("calmer").count()).toBe(0);
    expect([query().get("g-learning-rate"), query().get("d-learning-rate")]).toEqual(["10", "10"]);
  });

  it("says how many samples lie outside the plot, and zooms out to them and back", async () => {
    await open("data=ring&average=0&widths=16&learning-rate=100");
    await rounds(4);
    await is("outside")
      .filter({ hasText: /\d+ of 800 samples lie outside/ })
      .waitFor();
    await does("zoom-out").click();
    await is("outside").waitFor({ state: "detached" });
    await does("zoom-back").click();
    await is("outside").waitFor();
  });
});
