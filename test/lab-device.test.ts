/** The lab on a graphics card: Chromium brings a driver in software, which computes what a card would. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../bench/chromium.mjs";
import { executablePath, gameOn, labInBrowser, seriousFindings, skipped } from "./lab-page.ts";

const SOFTWARE_CARD = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Whether Chromium offers its card in software to a page. */
async function offersCard(): Promise<boolean> {
  // Only pages from a server that is trusted, which loopback is, are offered any.
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const browser = await launchChromium(...SOFTWARE_CARD);
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate(async () => {
      const { gpu } = navigator as unknown as { gpu?: { requestAdapter(): Promise<object | null> } };
      return Boolean(await gpu?.requestAdapter());
    });
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

const hasCard = executablePath !== undefined && (await offersCard());
const withoutCard = executablePath ? " (skipped: this Chromium offers no WebGPU adapter)" : skipped;

/** Ten images of 8×8 in the form of MNIST's files. */
const IMAGES = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 8, 0, 0, 0, 8]),
  Uint8Array.from({ length: 640 }, (_, i) => ((i % 8) * 31 + Math.floor(i / 64) * 7) % 256),
]);
const NAME = "t-images-idx3-ubyte";
const SMALL_DCGAN = `data=file:${NAME}&network=dcgan&channels=2&latent=4&batch=4`;

describe.skipIf(!hasCard)(`the lab on a graphics card${hasCard ? "" : withoutCard}`, () => {
  const lab = labInBrowser({}, ...SOFTWARE_CARD);
  const { page, open, does } = lab;
  const { is, rounds, until, ready, shown } = gameOn(lab);
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-device-"));
    await writeFile(join(folder, NAME), IMAGES);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A small DCGAN on the file, by what the link says. */
  async function openImages(more: string): Promise<void> {
    await open(SMALL_DCGAN + more);
    await does("open-file").setInputFiles(join(folder, NAME));
    await is("stage").locator("canvas").first().waitFor();
    await page().getByText("10 images of 8×8").waitFor();
    await ready();
  }
  /** By round: both losses and both gradients' norms. */
  async function measures(): Promise<number[][]> {
    const [file] = await Promise.all([page().waitForEvent("download"), does("save-csv").click()]);
    const [names = "", ...lines] = (await readFile(await file.path(), "utf8")).trim().split("\n");
    const wanted = ["dLoss", "gLoss", "dGradientNorm", "gGradientNorm"].map((name) => names.split(",").indexOf(name));
    return lines.slice(1).map((line) => wanted.map((column) => Number(line.split(",")[column])));
  }
  const playing = (): Worker => page().workers()[0] as Worker;
  /** The worker's devices can be taken away from now on. */
  const watchDevices = (): Promise<void> =>
    playing().evaluate(() => {
      const all = globalThis as unknown as {
        GPUAdapter: { prototype: { requestDevice: (...args: unknown[]) => Promise<{ destroy(): void }> } };
        lastDevice?: { destroy(): void };
      };
      const { prototype } = all.GPUAdapter;
      const { requestDevice } = prototype;
      prototype.requestDevice = async function watched(...args) {
        all.lastDevice = await requestDevice.apply(this, args);
        return all.lastDevice;
      };
    });
  const takeDevice = (): Promise<void> =>
    playing().evaluate(() => (globalThis as unknown as { lastDevice: { destroy(): void } }).lastDevice.destroy());

  it("trains a DCGAN there to the processor's losses, and goes on when the card goes away", async () => {
    const loaded: string[] = [];
    page().on("response", (response) => loaded.push(new URL(response.url()).pathname));
    const ofCard = (): string[] => loaded.filter((path) => path.includes("/webgpu-"));
    await openImages("");
    await rounds(3);
    const expected = await measures();
    expect(ofCard()).toEqual([]);
    expect(await is("device-name").innerText()).toBe("the processor");

    // The device is chosen in the page: a new game, in the link as well.
    await watchDevices();
    await is("device").locator("summary").click();
    await page().locator("#first-device:enabled").selectOption("webgpu");
    await ready();
    expect(ofCard()).toHaveLength(2);
    expect(await is("device-name").innerText()).toMatch(/^the graphics card \(.+\)$/);
    expect(new URL(page().url()).searchParams.get("device")).toBe("webgpu");
    await until("step", 0);
    await rounds(3);
    const found = await measures();
    expect(found).toHaveLength(3);
    for (const [i, row] of found.entries()) {
      for (const [j, value] of row.entries()) {
        const wanted = expected[i]?.[j] ?? Number.NaN;
        expect(Math.abs(value - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(1e-4);
      }
    }
    // Not the processor's own numbers.
    expect(found).not.toEqual(expected);
    expect(await seriousFindings(page())).toEqual([]);

    await takeDevice();
    await does("round").click();
    await is("lost-device").waitFor();
    const known = await shown("step");
    expect(known).toBeLessThanOrEqual(3);
    expect(await is("lost-device").innerText()).toMatch(
      new RegExp(`stands at round ${known}, .*computing a step on the device webgpu.*destroyed`),
    );
    expect(await is("device-name").innerText()).toBe("the processor");
    expect(await seriousFindings(page())).toEqual([]);

    // Anew: another device, from the same state.
    await does("go-on-webgpu").click();
    await expect.poll(() => shown("step")).toBeGreaterThan(known);
    await does("play").click();
    expect(await is("lost-device").count()).toBe(0);
    expect(await is("device-name").innerText()).toMatch(/^the graphics card/);

    await takeDevice();
    await does("round").click();
    await is("lost-device").waitFor();
    const again = await shown("step");
    await does("go-on-cpu").click();
    await expect.poll(() => shown("step")).toBeGreaterThan(again);
    await does("play").click();
    expect(await is("lost-device").count()).toBe(0);
    expect(await is("device-name").innerText()).toBe("the processor");
  });
});

describe.skipIf(!executablePath)(`the lab without a graphics card${skipped}`, () => {
  const lab = labInBrowser();
  const { page, open, complained } = lab;
  const { is, rounds } = gameOn(lab);
  const choice = () => page().locator("#first-device option[value=webgpu]");

  it("says why none can be chosen where the browser has no WebGPU", async () => {
    await page().addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "gpu"));
    await open("data=ring&widths=8&batch=8");
    await is("device").locator("summary").click();
    await is("no-device").waitFor();
    expect(await is("no-device").innerText()).toContain("has no WebGPU");
    expect(await choice().isDisabled()).toBe(true);
    expect(await seriousFindings(page())).toEqual([]);
  });

  it("says so of a link that asks for one, and plays its game by the processor", async () => {
    await open("data=ring&widths=8&batch=8&seed=5&device=webgpu");
    // The browser's own words.
    expect(complained().filter((text) => !text.includes("No available adapters"))).toEqual([]);
    await page()
      .getByRole("alert")
      .filter({ hasText: "opening the device webgpu: expected a graphics card" })
      .waitFor();
    expect(await is("device-name").innerText()).toBe("the processor");
    expect(await page().locator("#first-seed").inputValue()).toBe("5");
    expect(new URL(page().url()).searchParams.has("device")).toBe(false);
    await rounds(1);
  });
});
