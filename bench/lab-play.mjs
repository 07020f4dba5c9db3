// The lab plays in Chromium: its own count of steps, on the processor or on the graphics card that the browser offers to pages.
import { executablePath, launchChromium } from "./chromium.mjs";
import { serveLab } from "./lab-served.mjs";
import { digits, median } from "./statistics.mjs";

/** Of a page, in milliseconds: a card in software on a busy machine is slow to its first picture. */
const PATIENCE = 180_000;

export const TOY = "data=ring&widths=32,32&activation=relu&batch=128&average=0";
export const TOY_TITLE = "the lab, toy (G 2-32-32-2, batch 128, Adam)";

/** Steps and pictures a second, and how long the first picture took, of a game that a link says. */
export async function playLab(browser, address, query, seconds) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  try {
    const began = performance.now();
    await page.goto(`${address}?${query}`);
    await page.locator('[data-ready="true"]').waitFor();
    // A link whose device is not to be had is played by the processor, and says so.
    if (query.includes("device=webgpu") && !page.url().includes("device=webgpu")) {
      throw new Error("the lab opened no card, and would have played by the processor");
    }
    const ready = performance.now() - began;
    await page.locator('[data-do="play"]').click();
    await page.waitForTimeout(1500);
    const result = await page.evaluate(async (milliseconds) => {
      const text = document.querySelector('[data-is="step"]');
      const step = () => Number(text.textContent.replaceAll(",", ""));
      let pictures = 0;
      const watch = new MutationObserver(() => pictures++);
      watch.observe(text, { characterData: true, childList: true, subtree: true });
      const [from, start] = [step(), performance.now()];
      await new Promise((done) => setTimeout(done, milliseconds));
      const share = 1000 / (performance.now() - start);
      return { steps: (step() - from) * share, pictures: pictures * share };
    }, 1000 * seconds);
    return { ...result, ready };
  } finally {
    await page.close();
  }
}

/** The name of the card that a browser offers to pages of an address, or undefined. */
async function cardOf(browser, address) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    return await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return undefined;
      const { description, vendor, architecture } = adapter.info ?? {};
      return description || [vendor, architecture].filter(Boolean).join(" ") || "WebGPU";
    });
  } finally {
    await page.close();
  }
}

/** A browser with its card's name: the machine's, or where it has none the driver in software that Chromium brings. */
export async function launchWithCard(address) {
  for (const more of [["--enable-features=Vulkan"], ["--use-webgpu-adapter=swiftshader"]]) {
    const browser = await launchChromium("--enable-unsafe-webgpu", ...more);
    const name = await cardOf(browser, address).catch(() => undefined);
    if (name) return { browser, name };
    await browser.close();
  }
  throw new Error("this Chromium offers no card to pages");
}

/** The toy on the processor and on the card, in turns: `name`, and medians or `failed`. */
export async function playToy({ rounds, seconds }) {
  if (!executablePath) return [{ name: TOY_TITLE, failed: "no Chromium at its usual places" }];
  const lab = await serveLab();
  const browsers = [await launchChromium()];
  try {
    const card = await launchWithCard(lab.address).catch(({ message }) => ({ failed: message }));
    if (card.browser) browsers.push(card.browser);
    const sides = [
      { name: `${TOY_TITLE}, processor`, play: () => playLab(browsers[0], lab.address, TOY, seconds) },
      {
        name: `${TOY_TITLE}, webgpu${card.name ? ` (${card.name})` : ""}`,
        play: () => playLab(browsers[1], lab.address, `${TOY}&device=webgpu`, seconds),
        ...(card.failed ? { failed: card.failed } : {}),
      },
    ];
    const seen = sides.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, side] of sides.entries()) {
        if (side.failed) continue;
        await side.play().then(
          (one) => seen[i].push(one),
          ({ message }) => {
            [side.failed] = message.split("\n");
          },
        );
      }
    }
    const middle = (i, key) => median(seen[i].map((one) => one[key]));
    return sides.map(({ name, failed }, i) =>
      failed
        ? { name, failed }
        : { name, steps: middle(i, "steps"), pictures: middle(i, "pictures"), ready: middle(i, "ready") },
    );
  } finally {
    for (const browser of browsers) await browser.close();
    lab.close();
  }
}

/** What `playToy` gives, as a table. */
export const labTable = (sides) => ({
  columns: ["the lab", "steps/s", "pictures/s", "first picture after, s"],
  rows: sides.map(({ name, failed, steps, pictures, ready }) =>
    failed ? [name, `failed: ${failed}`] : [name, digits(steps), digits(pictures), digits(ready / 1000)],
  ),
});
