/** The site: its pages are built, every link in them is followed, and they are looked at in a browser, from a folder on the disk. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { buildSite } from "../scripts/site/build.mjs";
import { checkLinks } from "../scripts/site/check.mjs";
import { inFolder } from "./cli/command.ts";

let folder = "";
let pages: Awaited<ReturnType<typeof buildSite>> = [];
beforeAll(async () => {
  // Below another folder, and called as nothing within it is.
  folder = join(await mkdtemp(join(tmpdir(), "saddlepoint-site-")), "below", "here");
  pages = await buildSite(folder, { reference: false, runs: false, lab: false });
});
afterAll(() => rm(join(folder, "../.."), { recursive: true, force: true }));

describe("the site", () => {
  it("has a page for each page of the docs, and no link, picture or script that leads to nothing", async () => {
    expect(pages.length).toBeGreaterThan(30);
    const { dead, count } = await checkLinks(folder);
    expect(dead).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });

  it("is checked by a check that finds what leads to nothing", () =>
    inFolder(async (place) => {
      await mkdir(join(place, "in"));
      await writeFile(join(place, "in/other.html"), `<h2 id="there">x</h2><img src="none.png">`);
      const links = [
        "in/other.html#there",
        "in/other.html#gone",
        "gone.html",
        "/in/other.html",
        "#here",
        "https://x.y/z",
      ];
      await writeFile(join(place, "index.html"), links.map((link) => `<a href="${link}">x</a>`).join("\n"));
      const { dead, pages: seen } = await checkLinks(place);
      expect([seen, [...dead].sort()]).toEqual([
        2,
        [
          "in/other.html: none.png leads to nothing",
          "index.html: #here names no place there",
          "index.html: /in/other.html leads to nothing",
          "index.html: gone.html leads to nothing",
          "index.html: in/other.html#gone names no place there",
        ],
      ]);
    }));
});

describe.skipIf(!executablePath)("a page of the site in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** Opens a page of the site, lets it be used, and returns what the browser complained of. */
  async function opened(
    address: string,
    { width, scheme }: { readonly width: number; readonly scheme: "light" | "dark" },
    use: (page: Page) => Promise<void>,
  ): Promise<string[]> {
    const page = await browser.newPage({ viewport: { width, height: 850 }, colorScheme: scheme });
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => complaints.push(message.text()));
    try {
      await page.goto(pathToFileURL(join(folder, address)).href);
      await use(page);
    } finally {
      await page.close();
    }
    return complaints;
  }

  const sizes = [
    { width: 1360, scheme: "light" },
    { width: 390, scheme: "dark" },
  ] as const;
  it.each(sizes)("is as wide as its window, and nothing keeps people from using it: $width, $scheme", async (size) => {
    for (const address of ["index.html", "troubleshooting.html", "options.html", "presets/digits.html"]) {
      const complaints = await opened(address, size, async (page) => {
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(beyond, address).toBe(0);
        await page.evaluate(axe.source);
        const serious = await page.evaluate(async () => {
          const { axe: found } = window as unknown as {
            axe: {
              run: (
                options: object,
              ) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
            };
          };
          const { violations } = await found.run({ preload: false });
          return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
        });
        expect(serious, address).toEqual([]);
      });
      expect(complaints, address).toEqual([]);
    }
  });

  it("finds pages by words, also one in a folder of its own", async () => {
    const complaints = await opened("presets/digits.html", sizes[0], async (page) => {
      await page.locator("#search").fill("g-gradient-vanished");
      await page.locator("#found a").first().click();
      await page.waitForURL(/troubleshooting\.html#g-gradient-vanished$/);
      expect(await page.title()).toBe("Troubleshooting · saddlepoint");
    });
    expect(complaints).toEqual([]);
  });

  it("has a menu where it is narrow, and keeps the theme that was chosen", async () => {
    await opened("options.html", sizes[1], async (page) => {
      const link = page.locator("#navigation a", { hasText: "Metrics" });
      expect(await link.isVisible()).toBe(false);
      await page.locator("#theme").click();
      await page.locator("#menu").click();
      await link.click();
      await page.waitForURL(/metrics\.html$/);
      // What is stored goes by way of another process of the browser, and a page that opens at once may be ahead of it.
      await expect
        .poll(async () => {
          const theme = await page.evaluate(() => document.documentElement.dataset.theme);
          if (!theme) await page.reload();
          return theme;
        })
        .toBe("light");
    });
  });
});
