/** The built lab on the web: how it arrives. */
import { resolve } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { type ServedLab, serveLab } from "../src/cli/lab-server/server.ts";

const title = executablePath ? "" : " (skipped: no Chromium at its usual places)";
const pages = resolve("dist/lab");

let browser: Browser;
let lab: ServedLab;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

/** A visitor with an empty cache, whose page must not complain. */
async function visitor(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  return page;
}

/** Colours of the first plot, so that an empty one is known. */
const colours = (page: Page): Promise<number> =>
  page
    .locator("main .plot canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });

describe.skipIf(!executablePath)(`the lab on the web${title}`, () => {
  beforeAll(async () => {
    lab = await serveLab({ pages, port: 0 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  it("shows the data and says something before the engine is there, and plays once it is", async () => {
    const page = await visitor({ serviceWorkers: "block" });
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((done) => (arrive = done));
    await page.route("**/assets/engine-*.bin", async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto(`${lab.address}?data=two-normals`);
    await page.locator('[data-is="saying"]').first().waitFor();
    await expect.poll(() => colours(page)).toBeGreaterThan(20);
    expect(await page.locator('[data-ready="true"]').count()).toBe(0);
    arrive();
    await page.locator('[data-ready="true"]').waitFor();
    await page.locator('[data-do="round"]').click();
    await page.locator('[data-is="step"]', { hasText: "1" }).waitFor();
  });

  it("comes compressed from our server, as this browser takes it", async () => {
    const page = await visitor({ serviceWorkers: "block" });
    const encodings = new Map<string, string | undefined>();
    page.on("response", async (response) => {
      const name = new URL(response.url()).pathname.replace(/^\/(assets\/)?/, "").replace(/-[\w-]{8}\./, ".");
      encodings.set(name, response.headers()["content-encoding"]);
    });
    await page.goto(lab.address);
    await page.locator('[data-ready="true"]').waitFor();
    for (const name of ["", "index.js", "index.css", "worker.js", "engine.bin"]) {
      expect([name, encodings.get(name)]).toEqual([name, "br"]);
    }
  });
});
