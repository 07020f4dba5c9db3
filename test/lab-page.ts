/** What the tests of the lab in a browser share: the server, a page, and what axe finds on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";

export { executablePath };
/** Behind the title of tests that cannot run here. */
export const skipped = executablePath ? "" : " (skipped: no Chromium at its usual places)";

/** Starts `saddlepoint lab`; its address. */
export async function serveLab(
  folder: string,
  ...args: string[]
): Promise<{ readonly address: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [resolve("dist/cli/main.js"), "lab", ...args, "--json"], { cwd: folder });
  let said = "";
  return new Promise((done, fail) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\n")) done({ address: (JSON.parse(said) as { address: string }).address, child });
    });
    child.on("close", (code) => fail(new Error(`lab ended with ${code}`)));
  });
}

/** What axe finds that keeps people from using the page. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (
      window as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

/** Opens the lab in a state, and waits until the game is set up. */
export async function openLab(page: Page, address: string, query: string): Promise<void> {
  await page.goto(`${address}?${query}`);
  await page.locator('[data-do="move-d"]').waitFor();
  await page.locator('[data-ready="true"]').waitFor();
}

export interface LabInBrowser {
  readonly page: () => Page;
  readonly address: () => string;
  readonly open: (query: string) => Promise<void>;
  /** What does something, by its name in `data-do`. */
  readonly does: (what: string) => Locator;
  /** What the page has complained of so far, which is then forgiven. */
  readonly complained: () => readonly string[];
  /** A page of its own kind in the place of the present one. */
  readonly anew: (options: BrowserContextOptions) => Promise<void>;
}

/** Within `describe`: a served lab, and for every test a page that must not complain. */
export function labInBrowser(options: BrowserContextOptions = {}, ...flags: readonly string[]): LabInBrowser {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: Awaited<ReturnType<typeof serveLab>> | undefined;
  let complaints: string[] = [];
  const anew = async (own: BrowserContextOptions): Promise<void> => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true, ...own });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
  };
  beforeAll(async () => {
    server = await serveLab(process.cwd(), "--port", "0");
    browser = await launchChromium(...flags);
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill();
  });
  beforeEach(async () => {
    complaints = [];
    await anew(options);
  });
  afterEach(() => expect(complaints).toEqual([]));
  const address = (): string => server?.address ?? "";
  return {
    page: () => page,
    address,
    open: (query) => openLab(page, address(), query),
    complained: () => complaints.splice(0),
    does: (what) => page.locator(`[data-do="${what}"]`),
    anew,
  };
}

/** What tests do with a game, and read of it. */
export function gameOn({ page, does }: LabInBrowser) {
  const is = (what: string) => page().locator(`[data-is="${what}"]`);
  const shown = async (what: string): Promise<number> =>
    Number((await is(what).first().innerText()).replaceAll(",", ""));
  const until = (what: string, value: number): Promise<void> =>
    is(what)
      .first()
      .filter({ hasText: new RegExp(`^${value.toLocaleString("en")}$`) })
      .waitFor();
  const ready = (): Promise<void> => page().locator('[data-ready="true"]').waitFor();
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
  return { is, shown, until, ready, query, rounds, saved, set };
}
