/** What changes while a game is played in the lab, and what a link carries of it, in a real browser. */
import { describe, expect, it } from "vitest";
import { decodeCheckpoint } from "../src/index.ts";
import { executablePath, gameOn, labInBrowser, skipped } from "./lab-page.ts";

const LINE = "data=normal&latent=1&average=0&widths=8&activation=tanh&batch=32";

describe.skipIf(!executablePath)(`changes and links in the lab${skipped}`, () => {
  const lab = labInBrowser();
  const { page, open, does } = lab;
  const { is, shown, until, query, rounds, saved, set } = gameOn(lab);

  it("changes rates, k, G's steps, losses and optimisers while it plays, and a link makes the same game again", async () => {
    await open(LINE);
    await rounds(3);
    await set("first-discriminator-learningRate", "0.02");
    await set("first-loss", "minimax");
    await rounds(2);
    await set("first-dSteps", "3");
    await set("first-gSteps", "2");
    await set("first-generator-optimizer", "rmsprop");
    await rounds(2);
    expect(await shown("moves-d")).toBe(5 * 2 + 2 * 3);
    expect(await shown("moves-g")).toBe(5 + 2 * 2);
    expect(await is("changes").locator("li").count()).toBe(2);
    const bytes = await saved();
    await does("share").click();
    const link = new URL(page().url()).search.slice(1);
    expect(query().get("round")).toBe("7");
    expect(query().getAll("change")).toEqual([
      "3:loss=minimax",
      "3:d-learning-rate=0.02",
      "5:d-steps=3",
      "5:g-steps=2",
      "5:g-optimizer=rmsprop",
    ]);
    await open("data=ring&widths=8");
    await open(link);
    await until("step", 7);
    expect((await saved()).equals(bytes)).toBe(true);
    expect(await page().locator("#first-dSteps").inputValue()).toBe("3");
  });

  it("shows a loop around G's lines where it makes several steps, and which of them is made", async () => {
    const lines = page().locator(".algorithm li");
    const printed = 9;
    await open(LINE);
    expect(await lines.count()).toBe(printed);
    await open(`${LINE}&d-steps=1&g-steps=2`);
    expect(await lines.count()).toBe(printed + 2);
    const [phasesOfD, phasesOfG] = [7, 5];
    for (let i = 0; i < phasesOfD + phasesOfG + 1; i++) {
      const before = await page().locator(".status").innerText();
      await does("phase").click();
      await expect.poll(() => page().locator(".status").innerText()).not.toBe(before);
    }
    expect(await page().locator(".status").innerText()).toMatch(/^Round 1, step 2 of 2 of G\. Fresh noise/);
    expect(await page().locator(".algorithm .running").innerText()).toMatch(/noise samples/);
    expect([await shown("moves-d"), await shown("moves-g"), await shown("step")]).toEqual([1, 1, 0]);
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
    const link = "data=two-normals&trained=1&round=15005&layers=real,generated";
    await open(link);
    await until("step", 15_005);
    const { step } = await decodeCheckpoint("it", await saved());
    expect(step).toBe(15_005);
    expect(await page().locator('[data-layer="discriminator"]').isChecked()).toBe(false);
    expect(await page().locator('[data-layer="real"]').isChecked()).toBe(true);
    await does("share").click();
    expect(query().toString().replaceAll("%2C", ",")).toBe(link);
  });

  it("compares under changes, side by side, and ends the comparison without losing the game before", async () => {
    await open(`${LINE}&vs=1&vs-loss=minimax`);
    await rounds(2);
    await set("first-dSteps", "3");
    await rounds(2);
    expect(query().getAll("change")).toEqual(["2:d-steps=3", "2:vs-d-steps=3"]);
    const bytes = await saved();
    await does("compare").click();
    await until("step", 0);
    await does("undo").click();
    await until("step", 4);
    expect(await is("saying").count()).toBe(2);
    expect((await saved()).equals(bytes)).toBe(true);
  });
});
