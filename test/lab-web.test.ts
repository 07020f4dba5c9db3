/** The built lab on the web: how it arrives. */
import { createServer, type Server } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import sirv from "sirv";
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
async function visitor(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
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

/** Any web server: it sends files as they are, under a path of its own. */
async function staticHost(path: string): Promise<{ readonly address: string; readonly close: () => void }> {
  const send = sirv(pages, { dev: true });
  const server: Server = createServer((request, response) => {
    const { url = "" } = request;
    if (!url.startsWith(path)) return response.writeHead(404).end();
    request.url = url.slice(path.length - 1);
    send(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}${path}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Plays one round, which only a page with its engine can. */
async function playRound(page: Page): Promise<void> {
  await page.locator('[data-ready="true"]').waitFor();
  await page.locator('[data-do="round"]').click();
  await page.locator('[data-is="step"]', { hasText: "1" }).waitFor();
}

/** Names of caches, once the lab is kept. */
const keptCaches = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    return caches.keys();
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
    const page = await visitor();
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
    await playRound(page);
  });

  it("comes compressed from our server, as this browser takes it", async () => {
    const page = await visitor();
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

  it("works from any web server under any path, and after a visit without one", async () => {
    const host = await staticHost("/deep/er/");
    const page = await visitor();
    await page.goto(`${host.address}?data=two-normals`);
    await playRound(page);
    await expect
      .poll(() => keptCaches(page))
      .toContainEqual(expect.stringMatching(/^saddlepoint-lab .*\/deep\/er\/ \w{16}$/));
    host.close();
    await page.goto(`${host.address}?data=ring&seed=3`);
    await playRound(page);
    expect(await page.evaluate(() => fetch("run/index.json").catch(() => "not kept"))).toBe("not kept");
    // What is not kept was asked for in vain.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("ERR_CONNECTION_REFUSED")]);
  });

  it("forgets what it kept of other versions, and nothing else", async () => {
    const page = await visitor();
    const old = `saddlepoint-lab ${lab.address} 0123456789abcdef`;
    await page.addInitScript((name) => Promise.all([caches.open(name), caches.open("another program's")]), old);
    await page.goto(lab.address);
    await page.locator('[data-ready="true"]').waitFor();
    await expect.poll(() => keptCaches(page)).not.toContain(old);
    const kept = await keptCaches(page);
    expect(kept).toContain("another program's");
    expect(kept).toHaveLength(2);
  });

  it("says what to do where it is opened from a folder", async () => {
    const page = await visitor();
    await page.goto(pathToFileURL(resolve(pages, "index.html")).href);
    await page.getByText("npx saddlepoint lab").first().waitFor();
    expect(await page.locator("main:visible").count()).toBe(1);
    // The browser says that it loads no module from there.
    expect(complaints.splice(0).join()).toMatch(/CORS|ERR_FAILED/);
  });

  it.each([
    ["WebAssembly", () => Reflect.deleteProperty(globalThis, "WebAssembly")],
    [
      "modules in workers",
      () => {
        const { Worker } = globalThis;
        globalThis.Worker = function old(address: string) {
          return new Worker(address);
        } as unknown as typeof Worker;
      },
    ],
  ])("says what to do where the browser lacks %s", async (_, take) => {
    const page = await visitor();
    await page.addInitScript(take);
    await page.goto(lab.address);
    await page.getByText("WebAssembly SIMD").first().waitFor();
    expect(await page.locator("main:visible").count()).toBe(1);
  });

  it("says so where a part of it has not arrived", async () => {
    const page = await visitor();
    await page.route("**/assets/index-*.js", (route) => route.abort());
    await page.goto(lab.address);
    await page.getByText("has not arrived").waitFor();
    expect(complaints.splice(0).join()).toMatch(/ERR_FAILED/);
  });

  it.each([
    ["en", "What is a GAN?"],
    ["ko", "GAN이란 무엇인가요?"],
  ])(
    "tells below the lab what a GAN is, and draws digits by a generator that comes with it (%s)",
    async (lang, heading) => {
      const page = await visitor();
      await page.goto(`${lab.address}?data=two-normals&lang=${lang}`);
      await page.locator('[data-ready="true"]').waitFor();
      expect(await page.getByRole("heading", { name: heading }).count()).toBe(1);
      // The value of the game, D*, and C(G): each is as wide as it has to be.
      const widths = await page
        .locator("article math")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
      expect(widths).toHaveLength(3);
      for (const width of widths) expect(width).toBeGreaterThan(100);
      await page.setViewportSize({ width: 390, height: 844 });
      const right = await page
        .locator("article math")
        .first()
        .evaluate((one) => one.lastElementChild!.getBoundingClientRect().right);
      expect(right).toBeLessThan(390);
      expect(await page.locator('footer a[href*="1406.2661"]').count()).toBe(1);
      const opener = page.locator('[data-do="generator-digits"]');
      await opener.evaluate((button: HTMLButtonElement) => button.click());
      await page.locator("#generator canvas").first().waitFor();
    },
  );
});
