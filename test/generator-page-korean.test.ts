/** A page from `export --html` in Korean: whole, without a word of English, and usable by all. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { encodeNpy } from "../src/inner.ts";
import { command, inFolder, TINY } from "./cli/command.ts";

const title = executablePath ? "" : " (skipped: no Chromium at its usual places)";

/** Names, which are the same in every language, and z. */
const NAMES =
  /\b(saddlepoint|ONNX Runtime Web|Microsoft|MIT|CSV|PNG|English|ring|pictures|people|town|age|Ghent|Bruges|Ypres|z\d?|N|A|B|x|y)\b/g;

/** All that the page says, seen or not, but code. */
const saidOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const gone of copy.querySelectorAll("script, code, table")) gone.remove();
    const all = [...copy.querySelectorAll("*")];
    const labels = all.flatMap((one) => [one.getAttribute("aria-label") ?? "", one.getAttribute("title") ?? ""]);
    const texts = all.flatMap((one) =>
      [...one.childNodes].filter((node) => node instanceof Text).map(({ data }) => data),
    );
    return [...texts, ...labels].filter((text) => text.trim() !== "");
  });

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: found } = window as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await found.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

describe.skipIf(!executablePath)(`a page from export --html in Korean${title}`, { timeout: 400_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Trains, exports, opens the page in Korean, and expects Korean alone, there and back. */
  async function check(cwd: string, args: readonly string[], drawn: RegExp): Promise<void> {
    const trained = await command(cwd, "train", ...args, "--out", "run");
    expect([trained.stderr, trained.code]).toEqual([expect.any(String), 0]);
    expect((await command(cwd, "export", "run", "--html", "page.html")).code).toBe(0);
    const address = pathToFileURL(join(cwd, "page.html")).href;
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    const korean = async (): Promise<void> => {
      expect(await page.locator("html").getAttribute("lang")).toBe("ko");
      await page.getByText(drawn).waitFor();
      const said = await saidOn(page);
      expect(said.flatMap((text) => text.replace(NAMES, "").match(/[A-Za-z]{2,}[^\n]*/g) ?? [])).toEqual([]);
      expect(said.join().match(/[가-힣]{2,}/g)?.length).toBeGreaterThan(20);
    };
    await page.goto(`${address}?lang=ko`);
    await page.locator("body[data-state=ready]").waitFor();
    await korean();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findings(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // What was said by script changes too, and all of it changes back.
    const select = page.locator("#language");
    await select.selectOption("en");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(
      (await saidOn(page)).map((text) => text.replace("한국어", "")).filter((text) => /[가-힣]/.test(text)),
    ).toEqual([]);
    expect(page.url()).toBe(`${address}?lang=en`);
    await select.selectOption("ko");
    await korean();
    await page.getByLabel("시드").fill("-1");
    await page.getByLabel("시드").evaluate((field: HTMLInputElement) => field.removeAttribute("min"));
    await page.getByLabel("시드").press("Enter");
    await page.getByText("시드는 0 이상 4,294,967,295 이하의 정수여야 합니다.").waitFor();
    expect(problems).toEqual([]);
    await page.close();
  }

  it("speaks of points", () =>
    inFolder((cwd) => check(cwd, ["ring", "--steps", "20", ...TINY], /^시드 1에서 표본 2,500개를/)));

  it("speaks of images and their classes", () =>
    inFolder(async (cwd) => {
      const [count, side] = [60, 16];
      const pixels = Uint8Array.from({ length: count * side * side }, (_, at) => at % 251);
      await writeFile(join(cwd, "pictures.npy"), encodeNpy([count, side, side], pixels));
      await writeFile(
        join(cwd, "labels.npy"),
        encodeNpy(
          [count],
          Uint8Array.from({ length: count }, (_, i) => i % 3),
        ),
      );
      const network = ["--network", "mlp", "--widths", "16", "--latent", "4", "--batch", "20", "--steps", "5"];
      await check(cwd, ["pictures.npy", "--classes", "labels", ...network], /^시드 1에서 표본 36개를/);
    }));

  it("speaks of a mixed table", () =>
    inFolder(async (cwd) => {
      const towns = ["Ghent", "Bruges", "Ypres"];
      const rows = Array.from({ length: 240 }, (_, i) => `${towns[i % 3]},${i % 5 === 0 ? "" : 20 + ((i * 37) % 50)}`);
      await writeFile(join(cwd, "people.csv"), `town,age\n${rows.join("\n")}\n`);
      await check(cwd, ["people.csv", "--steps", "5", "--widths", "16", "--batch", "16"], /^시드 1에서 행 1,000개를/);
    }));

  it("is in the language of the browser, where the address asks for none that it has", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "5", ...TINY, "--out", "run");
      await command(cwd, "export", "run", "--html", "page.html");
      const address = pathToFileURL(join(cwd, "page.html")).href;
      for (const [locale, query, language] of [
        ["ko-KR", "", "ko"],
        ["ko-KR", "?lang=en", "en"],
        ["ko-KR", "?lang=xx", "ko"],
        ["fr-FR", "", "en"],
      ] as const) {
        const context = await browser.newContext({ locale });
        const page = await context.newPage();
        await page.goto(address + query);
        await page.locator("body[data-state=ready]").waitFor();
        expect([locale, query, await page.locator("html").getAttribute("lang")]).toEqual([locale, query, language]);
        await context.close();
      }
    }));
});
