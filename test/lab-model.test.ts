/** The model in the lab: its parts, what works at present, and what explains it. */
import { describe, expect, it } from "vitest";
import { executablePath, gameOn, labInBrowser, seriousFindings, skipped } from "./lab-page.ts";

const PARTS = ["z", "G", "generated", "real", "D", "answers"];
const SMALL = "data=ring&widths=8&batch=16";

describe.skipIf(!executablePath)(`the model in the lab${skipped}`, () => {
  const lab = labInBrowser();
  const { page, open, does, anew } = lab;
  const { saved } = gameOn(lab);
  const model = () => page().locator('[data-is="model"]');
  const part = (name: string) => model().locator(`[data-part="${name}"]`);
  const lit = (): Promise<string[]> =>
    model()
      .locator('[data-lit="true"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-part") ?? ""));
  const currents = async (): Promise<string[]> =>
    (
      await model()
        .locator(".stream")
        .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute("data-current") ?? ""))])
    ).sort();
  const says = (): Promise<string> => page().locator('[data-is="model-says"]').innerText();

  /** What is wrong with where the parts are, all read at one moment. */
  const misplaced = async (width: number, height: number): Promise<string[]> => {
    const places = await model().evaluate(
      (element, names) =>
        names.map((name) => {
          const {
            x = 0,
            y = 0,
            width = 0,
            height = 0,
          } = element.querySelector(`[data-part="${name}"]`)?.getBoundingClientRect() ?? {};
          return { name, x, y, width, height };
        }),
      PARTS,
    );
    const [z, G, generated, real, D, answers] = places.map(({ x }) => x);
    const across = [z, G, generated, D, answers];
    return [
      ...places
        .filter(({ x, y, width: wide, height: high }) => {
          const inside = x >= 0 && x + wide <= width && y > 0 && y + high <= height;
          return !inside || Math.min(wide, high) < 36;
        })
        .map((place) => JSON.stringify(place)),
      ...(real === generated ? [] : ["real examples do not stand under generated ones"]),
      ...(across.every((x = 0, at) => at === 0 || x >= (across[at - 1] ?? 0)) ? [] : ["parts are not in their order"]),
    ];
  };

  it("has all parts on the first screen, from left to right, at every size of the window", async () => {
    await open(SMALL);
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
      [820, 1180],
      [390, 844],
    ] as const) {
      await page().setViewportSize({ width, height });
      // The page lays itself out anew after the window has changed, at a time of its own.
      await expect.poll(() => misplaced(width, height), { message: `${width}×${height}`, timeout: 10_000 }).toEqual([]);
    }
  });

  it("lights what works in each phase of slow motion, and names the line of Algorithm 1", async () => {
    await open(SMALL);
    expect([await lit(), await currents()]).toEqual([[], []]);
    const phases: [string, string[], string[], RegExp][] = [
      ["noise-D", ["z"], [], /noise samples/],
      ["generate-D", ["z", "G", "generated"], ["data: G-generated", "data: z-G"], /noise samples/],
      ["examples-D", ["real"], [], /p_data/],
      [
        "judge-D",
        ["generated", "real", "D", "answers"],
        ["data: D-answers", "data: generated-D", "data: real-D"],
        /discriminator/,
      ],
      ["value-D", ["answers"], [], /V = −?\d/],
      ["gradient-D", ["D", "answers"], ["gradient: D-answers"], /stops/],
      ["update-D", ["D"], [], /discriminator/],
      ["noise-G", ["z"], [], /noise samples/],
      ["generate-G", ["z", "G", "generated"], ["data: G-generated", "data: z-G"], /noise samples/],
      ["judge-G", ["generated", "D", "answers"], ["data: D-answers", "data: generated-D"], /generator/],
      [
        "gradient-G",
        ["G", "generated", "D", "answers"],
        ["gradient: D-answers", "gradient: G-generated", "gradient: generated-D"],
        /generator/,
      ],
      ["update-G", ["G"], [], /generator/],
    ];
    for (const [phase, parts, flows, line] of phases) {
      await does("phase").click();
      await page().locator(`[data-doing="${phase}"]`).waitFor();
      expect([phase, await lit(), await currents()]).toEqual([phase, parts, flows]);
      expect(await says()).toMatch(line);
    }
  });

  it("moves data and both gradients while it plays, and stands still afterwards", async () => {
    await open(SMALL);
    await does("play").click();
    await model().locator(".stream").first().waitFor();
    expect(await currents()).toEqual([
      "data: D-answers",
      "data: G-generated",
      "data: generated-D",
      "data: real-D",
      "data: z-G",
      "gradient: D-answers",
      "gradient: G-generated",
      "gradient: generated-D",
    ]);
    await does("play").click();
    expect(await currents()).toEqual([]);
    // Behind the rounds that were on their way when it was stopped: they are no steps by hand.
    await saved();
    expect(await currents()).toEqual([]);
    // What moves after a step by hand moves for a moment only.
    const moving = await model().evaluateHandle((graph) => {
      const names = new Set<string>();
      new MutationObserver(() => {
        for (const one of graph.querySelectorAll(".stream")) names.add(one.getAttribute("data-current") ?? "");
      }).observe(graph, { childList: true, subtree: true });
      return names;
    });
    await does("move-d").click();
    await expect.poll(() => moving.evaluate((names) => [...names])).toContain("gradient: D-answers");
    await expect.poll(currents).toEqual([]);
    expect(await moving.evaluate((names) => [...names])).not.toContain("gradient: G-generated");
  });

  it("explains a part that is pointed at or focused, in words that assistive technology reads too", async () => {
    await open(SMALL);
    const hint = await says();
    await part("D").focus();
    expect(await says()).toMatch(/discriminator D.*how likely/s);
    const described = await part("D").evaluate(
      (one) => document.getElementById(one.getAttribute("aria-describedby") ?? "")?.textContent,
    );
    expect(await says()).toContain(described);
    await part("z").hover();
    expect(await says()).toMatch(/noise z/);
    await does("play").focus();
    await page().mouse.move(2, 2);
    expect(await says()).toBe(hint);
    await page().locator('[data-do="language"]').selectOption("ko");
    await part("G").focus();
    expect(await says()).toMatch(/생성자 G.*플레이어/s);
  });

  it("moves nothing for those who want no motion", async () => {
    await anew({ reducedMotion: "reduce" });
    await open(SMALL);
    await does("play").click();
    await model().locator(".stream").first().waitFor({ state: "attached" });
    expect(await model().locator(".stream:visible").count()).toBe(0);
    await does("play").click();
  });

  it.each(["two-normals&latent=1&widths=8&batch=16", "glyphs&network=mlp&widths=8&batch=16"])(
    "draws every part of the game of %s, without complaint",
    async (data) => {
      await open(`data=${data}`);
      await does("round").click();
      await page().locator('[data-is="step"]', { hasText: "1" }).waitFor();
      // A part in which nothing is drawn has one colour within its frame.
      const colours = await model()
        .locator("canvas")
        .evaluate((canvas, names) => {
          const { width, height, clientWidth, parentElement } = canvas as HTMLCanvasElement;
          const context = (canvas as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
          const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
          const scale = width / clientWidth;
          return names.map((name) => {
            const button = parentElement?.querySelector<HTMLElement>(`[data-part="${name}"]`);
            const [side, left] = [button?.offsetWidth ?? 0, button?.offsetLeft ?? 0].map((at) => at * scale) as [
              number,
              number,
            ];
            const bottom = ((button?.offsetTop ?? 0) + (button?.offsetHeight ?? 0)) * scale;
            const seen = new Set<number>();
            for (let y = Math.ceil(bottom - side + 4); y < bottom - 4; y++) {
              for (let x = Math.ceil(left + 4); x < left + side - 4; x++) seen.add(pixels[y * width + x] ?? 0);
            }
            return seen.size;
          });
        }, PARTS);
      for (const count of colours) expect(count).toBeGreaterThan(1);
    },
  );

  it("draws each unit as a map, or as its mean, and says whose units have none", async () => {
    await open(SMALL);
    await does("round").click();
    await page().locator("summary", { hasText: "Networks" }).click();
    const picture = page().locator(".networks canvas");
    const inked = (): Promise<number> =>
      picture.evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        // Read from a copy: the browser complains about pictures that are drawn and read in turns.
        const copy = new OffscreenCanvas(width, height);
        const context = copy.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
        context.drawImage(canvas as HTMLCanvasElement, 0, 0);
        return new Set(new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)).size;
      });
    await does("unit-maps").waitFor();
    const maps = await inked();
    await does("unit-means").check();
    // Means have one colour a unit; the rest is of letters.
    await expect.poll(inked).toBeLessThan(maps / 2);
    expect(await page().locator('[data-is="without-maps"]').count()).toBe(0);
    await open(`${SMALL}&latent=5`);
    await page().locator("summary", { hasText: "Networks" }).click();
    await page().locator('[data-is="without-maps"]', { hasText: "z has 5 numbers" }).waitFor();
  });

  it.each(["en", "ko"])("has no serious findings of accessibility while slow motion dims it (%s)", async (language) => {
    await open(`${SMALL}&lang=${language}`);
    await does("phase").click();
    await part("answers").focus();
    expect(await seriousFindings(page())).toEqual([]);
  });
});
