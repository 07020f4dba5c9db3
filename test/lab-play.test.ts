/** How the lab plays, in a real browser: what is read and when, what fails, what changes on the way, what a link carries. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeCheckpoint } from "../src/index.ts";
import { executablePath, labInBrowser, skipped } from "./lab-page.ts";

/** A line whose p_g and D* are read in a moment. */
const LINE = "data=normal&latent=1&average=0&widths=8&activation=tanh&batch=32";

describe.skipIf(!executablePath)(`playing in the lab${skipped}`, () => {
  const { page, open, does } = labInBrowser();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-play-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const is = (what: string) => page().locator(`[data-is="${what}"]`);
  const shown = async (what: string): Promise<number> =>
    Number((await is(what).first().innerText()).replaceAll(",", ""));
  const until = (what: string, value: number): Promise<void> =>
    is(what)
      .first()
      .filter({ hasText: new RegExp(`^${value.toLocaleString("en")}$`) })
      .waitFor();
  const ready = (): Promise<void> => page().locator('[data-ready="true"]').waitFor();
  const alert = (says: RegExp) => page().getByRole("alert").filter({ hasText: says });
  const query = (): URLSearchParams => new URL(page().url()).searchParams;

  async function rounds(count: number): Promise<void> {
    const before = await shown("step");
    for (let i = 1; i <= count; i++) {
      await does("round").click();
      await until("step", before + i);
    }
  }
  async function saved(): Promise<Buffer> {
    const [file] = await Promise.all([page().waitForEvent("download"), does("save-checkpoint").click()]);
    return readFile(await file.path());
  }
  async function set(option: string, value: string): Promise<void> {
    const control = page().locator(`#${option}`);
    if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
    else {
      await control.fill(value);
      await control.blur();
    }
    await ready();
  }

  it("reads the instruments after every stop, and until then says of which round the sentence is", async () => {
    await open(LINE);
    await does("play").click();
    await is("of-round").first().waitFor();
    expect(await is("of-round").first().innerText()).toMatch(/of round [\d,]+/);
    await does("play").click();
    await is("of-round").first().waitFor({ state: "detached" });
    const [, last = ""] = /\n(\d+),[^\n]*\n$/.exec(await metrics()) ?? [];
    expect(Number(last)).toBe(await shown("step"));
    await does("train-d").click();
    await is("of-round").first().waitFor();
    await does("play").click();
    await is("of-round").first().waitFor({ state: "detached" });
  });

  /** The curves as a file: in the last line stands the last round that was read. */
  async function metrics(): Promise<string> {
    const [file] = await Promise.all([page().waitForEvent("download"), does("save-csv").click()]);
    const [names = "", ...lines] = (await readFile(await file.path(), "utf8")).trim().split("\n");
    const at = names.split(",").indexOf("energyDistance");
    return `\n${lines.filter((line) => line.split(",")[at] !== "").join("\n")}\n`;
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
    expect(await page().locator("#built-in").inputValue()).toBe("normal");
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

  it("changes rates, k, losses and optimisers while it plays, and a link makes the same game again", async () => {
    await open(LINE);
    await rounds(3);
    await set("first-discriminator-learningRate", "0.02");
    await set("first-loss", "minimax");
    await rounds(2);
    await set("first-dSteps", "3");
    await set("first-generator-optimizer", "rmsprop");
    await rounds(2);
    expect(await shown("moves-d")).toBe(5 * 2 + 2 * 3);
    expect(await shown("moves-g")).toBe(7);
    expect(await is("changes").locator("li").count()).toBe(2);
    const bytes = await saved();
    await page().getByRole("button", { name: "Copy link" }).click();
    const link = new URL(page().url()).search.slice(1);
    expect(query().get("round")).toBe("7");
    expect(query().getAll("change")).toEqual([
      "3:loss=minimax",
      "3:d-learning-rate=0.02",
      "5:d-steps=3",
      "5:g-optimizer=rmsprop",
    ]);
    await open("data=ring&widths=8");
    await open(link);
    await until("step", 7);
    expect((await saved()).equals(bytes)).toBe(true);
    expect(await page().locator("#first-dSteps").inputValue()).toBe("3");
  });

  it("repeats changes at their rounds after going back in time", async () => {
    await open(LINE);
    await rounds(3);
    await set("first-loss", "minimax");
    await rounds(2);
    const bytes = await saved();
    await page().locator(".back input").fill("0");
    await until("step", 0);
    expect(await page().locator("#first-loss").inputValue()).toBe("non-saturating");
    await rounds(5);
    expect(await page().locator("#first-loss").inputValue()).toBe("minimax");
    expect((await saved()).equals(bytes)).toBe(true);
  });

  it("says what begins anew, and takes up the game before as it was", async () => {
    await open(LINE);
    await rounds(3);
    const [bytes, link] = [await saved(), page().url()];
    await set("first-batch", "16");
    await until("step", 0);
    await rounds(1);
    await page().getByText("so a new game has begun").waitFor();
    await does("undo").click();
    await until("step", 3);
    expect(page().url()).toBe(link);
    expect(await page().locator("#first-batch").inputValue()).toBe("32");
    expect((await saved()).equals(bytes)).toBe(true);
    await does("reset").click();
    await until("step", 0);
    await does("undo").click();
    await until("step", 3);
  });

  it("opens a link with a trained state, a round in it, and the layers that were shown", async () => {
    await open("data=two-normals&trained=1&round=15005&layers=real,generated&controls=hidden");
    await until("step", 15_005);
    const { step } = await decodeCheckpoint("it", await saved());
    expect(step).toBe(15_005);
    expect(await page().locator('[data-layer="discriminator"]').isChecked()).toBe(false);
    expect(await page().locator('[data-layer="real"]').isChecked()).toBe(true);
    await page().getByRole("button", { name: "Copy link" }).click();
    expect(query().toString().replaceAll("%2C", ",")).toBe(
      "data=two-normals&trained=1&round=15005&layers=real,generated&controls=hidden",
    );
  });

  it("compares under changes, side by side, and ends the comparison without losing the game before", async () => {
    await open(`${LINE}&vs=1&vs-loss=minimax`);
    await rounds(2);
    await set("first-dSteps", "3");
    await rounds(2);
    expect(query().getAll("change")).toEqual(["2:d-steps=3", "2:vs-d-steps=3"]);
    const bytes = await saved();
    await page().getByRole("button", { name: "End the comparison" }).click();
    await until("step", 0);
    await does("undo").click();
    await until("step", 4);
    expect(await is("saying").count()).toBe(2);
    expect((await saved()).equals(bytes)).toBe(true);
  });
});
