/** The lab on one screen: where things are at the sizes of a desk, a projector, a tablet and a phone, in both languages. */
import { describe, expect, it } from "vitest";
import { executablePath, labInBrowser, seriousFindings, skipped } from "./lab-page.ts";

const SMALL = "data=ring&widths=8&batch=16";
const WIDE = [
  [1440, 900],
  [1280, 720],
] as const;
const NARROW = [
  [820, 1180],
  [390, 844],
] as const;
const LANGUAGES = ["en", "ko"] as const;

interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

describe.skipIf(!executablePath)(`the lab on one screen${skipped}`, () => {
  const { page, open, does, anew } = labInBrowser();
  /** Where each element that matches is in the window; those that are not shown are left out. */
  const places = (selector: string): Promise<Place[]> =>
    page()
      .locator(selector)
      .evaluateAll((all) =>
        all.flatMap((one) => {
          const { left, top, right, bottom, width, height } = one.getBoundingClientRect();
          return width * height > 0 ? [{ left, top, right, bottom }] : [];
        }),
      );
  async function placeOf(selector: string): Promise<Place> {
    const [place] = await places(selector);
    if (!place) throw new Error(`${selector} is not to be seen.`);
    return place;
  }
  /** Plots may be smaller than the element they are clipped by. */
  const plots = (): Promise<Place[]> => places('[data-is="stage"] .area');
  const overflow = (): Promise<number> =>
    page().evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  for (const language of LANGUAGES) {
    for (const [width, height] of WIDE) {
      it(`has header, controls, plot and model on the first screen at ${width}×${height} (${language})`, async () => {
        await anew({ viewport: { width, height } });
        await open(`${SMALL}&lang=${language}`);
        const header = await placeOf("header");
        expect(header.bottom - header.top).toBeLessThan(56);
        const buttons = await places(".transport button");
        expect(buttons).toHaveLength(9);
        expect(new Set(buttons.map(({ top }) => Math.round(top))).size).toBe(1);
        const [plot] = await plots();
        if (!plot) throw new Error("There is no plot.");
        expect(plot.bottom).toBeLessThanOrEqual(height);
        // As large as the window lets it be: nearly square and two thirds of its height.
        expect(plot.bottom - plot.top).toBeGreaterThan(0.66 * height);
        expect(plot.right - plot.left).toBeGreaterThan(0.66 * height);
        for (const place of await places('[data-is="model"] [data-part]')) {
          expect(place.bottom).toBeLessThanOrEqual(height);
          expect(place.right).toBeLessThanOrEqual(width);
        }
        expect(await overflow()).toBe(0);
      });
    }

    for (const [width, height] of NARROW) {
      it(`keeps Play, D, G and Reset at hand in every panel at ${width}×${height} (${language})`, async () => {
        await anew({ viewport: { width, height } });
        await open(`${SMALL}&lang=${language}`);
        const [plot] = await plots();
        expect(plot?.bottom).toBeLessThanOrEqual((await placeOf(".controls .buttons")).top);
        for (const panel of ["curves", "settings", "picture"]) {
          await does(`panel-${panel}`).click();
          await page().mouse.wheel(0, 4000);
          for (const button of ["play", "move-d", "move-g", "reset"]) {
            const place = await placeOf(`[data-do="${button}"]`);
            expect(place.bottom).toBeLessThanOrEqual(height);
            expect(place.right).toBeLessThanOrEqual(width);
          }
          expect(await overflow()).toBe(0);
        }
      });
    }
  }

  it("offers what it has to over the bar of a phone, so that the plots of a comparison keep their places", async () => {
    await anew({ viewport: { width: 390, height: 844 } });
    await open(`${SMALL}&vs=1&vs-loss=minimax`);
    // G's first samples lie far out.
    await page().locator('[data-is="outside"]').waitFor();
    const before = await plots();
    expect(before).toHaveLength(2);
    const [nav, model] = [await placeOf(".panels"), await placeOf('[data-is="model"]')];
    expect(model.top - nav.bottom).toBeLessThan(16);
    const [offers, buttons] = [await placeOf(".offers"), await placeOf(".controls .buttons")];
    expect(offers.bottom).toBeLessThanOrEqual(buttons.top);
    for (const { bottom } of before) expect(bottom).toBeLessThanOrEqual(offers.top);
    await does("zoom-out").click();
    await does("zoom-back").waitFor();
    expect((await plots()).map(({ top }) => top)).toEqual(before.map(({ top }) => top));
    await does("panel-settings").click();
    expect((await placeOf('[data-do="zoom-back"]')).bottom).toBeLessThanOrEqual(844);
  });

  it.each([
    [1280, 720],
    [390, 844],
  ])("shows text and picture of all steps of the tour on one screen of %i×%i", async (width, height) => {
    await anew({ viewport: { width, height } });
    await page().goto(new URL(page().url()).href);
    await open("tour=1&lang=ko");
    for (let step = 1; step <= 11; step++) {
      await page()
        .locator("[data-step] progress")
        .and(page().locator(`[value="${step}"]`))
        .waitFor({ state: "attached" });
      await page().locator('[data-ready="true"]').waitFor();
      const text = await placeOf('[data-is="tour-text"]');
      expect(text.bottom - text.top).toBeGreaterThan(150);
      expect(text.bottom).toBeLessThanOrEqual(height);
      for (const plot of await plots()) {
        expect(plot.bottom - plot.top).toBeGreaterThan(140);
        expect(plot.bottom).toBeLessThanOrEqual(height);
        expect(plot.right).toBeLessThanOrEqual(width);
        expect(plot.bottom <= text.top || plot.left >= text.right).toBe(true);
      }
      // Formulas are set as such, and none is wider than its place.
      const formulas = page().locator('[data-is="tour-formula"]');
      const found = await formulas.evaluateAll((all) =>
        all.map((one) => ({
          set: one.querySelectorAll("math mi").length > 2,
          cut: [...one.children].some(
            (piece) => piece.getBoundingClientRect().right > one.getBoundingClientRect().right,
          ),
        })),
      );
      const count = [1, 1, 2, 0, 0, 1, 0, 1, 1, 1, 0][step - 1] ?? 0;
      expect(found).toEqual(Array.from({ length: count }, () => ({ set: true, cut: false })));
      if (step < 11) await does("next").click();
    }
    expect(await does("next").isDisabled()).toBe(true);
  });

  it("listens to D, G and R after a button was clicked, and to space where nothing else does", async () => {
    await anew({ viewport: { width: 1440, height: 900 } });
    await open(SMALL);
    const moves = async (player: "d" | "g"): Promise<string> =>
      page().locator(`[data-is="moves-${player}"]`).innerText();
    await does("move-d").click();
    await expect.poll(() => moves("d")).toBe("1");
    await page().keyboard.press("g");
    await expect.poll(() => moves("g")).toBe("1");
    await page().keyboard.press("d");
    await expect.poll(() => moves("d")).toBe("2");
    await page().keyboard.press("r");
    await expect.poll(() => moves("g")).toBe("2");
    // Space presses the button that has the focus.
    await does("move-g").focus();
    await page().keyboard.press(" ");
    await expect.poll(() => moves("g")).toBe("3");
    // In a field it is text.
    await page().locator("#first-seed").focus();
    await page().keyboard.press("d");
    expect(await moves("d")).toBe("3");
  });

  it("presents picture, sentence and one curve in large type, and Escape ends it", async () => {
    await open(SMALL);
    await page().locator('[data-is="outside"]').waitFor();
    await does("present").click();
    await does("present-end").waitFor();
    expect(await places("figure")).toHaveLength(1);
    expect(await places("aside.choose")).toEqual([]);
    // Offers are for who plays.
    expect(await page().locator(".offers").count()).toBe(0);
    const size = await page()
      .locator('[data-is="saying"]')
      .evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
    expect(size).toBeGreaterThan(19);
    expect((await plots())[0]?.bottom).toBeLessThanOrEqual(720);
    await page().keyboard.press("Escape");
    await does("present").waitFor();
  });

  it("says over all else that a file may be dropped", async () => {
    await open(SMALL);
    await page().evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "x.csv"));
      window.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true, cancelable: true }));
      window.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page().locator(".over").waitFor();
    // It lets the pointer through, but for this question.
    await page().addStyleTag({ content: ".over { pointer-events: auto !important }" });
    const onTop = await page().evaluate(() =>
      ["[data-is='stage'] .area", "aside.choose", "[data-is='model']", "[data-do='play']"].map((selector) => {
        const { left, top, width, height } = (document.querySelector(selector) as Element).getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2)?.closest(".over") !== null;
      }),
    );
    expect(onTop).toEqual([true, true, true, true]);
  });

  it("hides the settings by a link, and shows them again", async () => {
    await open(`${SMALL}&controls=hidden`);
    expect(await places("aside.choose")).toEqual([]);
    await does("show-controls").click();
    await page().locator("aside.choose").waitFor();
    expect(page().url()).not.toMatch(/controls=hidden/);
  });

  it("names over each plot what a comparison is about, and has both games' settings beside each other", async () => {
    await open(SMALL);
    await does("compare").click();
    await page().locator('[data-is="side-title"]').nth(1).waitFor();
    expect(await page().locator('[data-is="side-title"]').allInnerTexts()).toEqual(["non-saturating", "minimax"]);
    const [left, right] = [await placeOf("#first-loss"), await placeOf("#second-loss")];
    expect(right.left).toBeGreaterThanOrEqual(left.right);
    expect(Math.abs(right.top - left.top)).toBeLessThan(2);
    expect(await seriousFindings(page())).toEqual([]);
    await does("compare").click();
    await page().locator('[data-is="side-title"]').first().waitFor({ state: "detached" });
  });

  it("plays on images, and a bar tells how far they are from noise and from other real ones", async () => {
    await open("data=glyphs&widths=8&batch=4");
    await does("round").click();
    await page().locator('[data-is="step"]', { hasText: "1" }).waitFor();
    const near = Number(await page().locator('[data-is="nearness"]').getAttribute("aria-valuenow"));
    expect(near).toBeGreaterThanOrEqual(0);
    expect(near).toBeLessThan(0.97);
    expect(await page().locator('[data-is="saying"]').innerText()).toMatch(/%/);
  });

  it("sets a learning rate by a slider that goes by factors", async () => {
    await open(SMALL);
    const slider = page().locator("#first-discriminator-learningRate").locator("xpath=preceding-sibling::input");
    await slider.focus();
    await page().keyboard.press("Home");
    await expect
      .poll(() => new URL(page().url()).searchParams.get("d-learning-rate"), { timeout: 10_000 })
      .toBe("0.00001");
  });
});
