/**
 * Whether the lab's memory grows while it plays with pictures, in the system's Chromium: page and workers, after collecting garbage.
 *
 *     node bench/lab-memory.mjs [minutes] [query]
 */
import { executablePath, launchChromium } from "./chromium.mjs";
import { serveLab } from "./lab-served.mjs";

const [minutes, query] = [Number(process.argv[2] ?? 5), process.argv[3] ?? "data=ring"];
if (!(minutes > 0)) {
  console.error("usage: node bench/lab-memory.mjs [minutes] [query]");
  process.exit(2);
}
if (!executablePath) {
  console.error("No Chromium at its usual places: install it, for example by apt-get install chromium.");
  process.exit(1);
}

const PARTS = 10;
const lab = await serveLab();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
await page.goto(`${lab.address}?${query}`);
await page.locator('[data-ready="true"]').waitFor();
await page.locator('[data-do="play"]').click();
console.log("minutes   rounds   MB of page and workers");
for (let part = 0; part <= PARTS; part++) {
  // The first reading comes after the engine has its buffers.
  await page.waitForTimeout(part === 0 ? 10_000 : (minutes * 60_000) / PARTS);
  // Isolated pages may ask for the memory of their workers too.
  const { bytes } = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
  const rounds = await page.locator('[data-is="step"]').innerText();
  console.log(
    `${((part * minutes) / PARTS).toFixed(1).padStart(7)} ${rounds.padStart(8)} ${(bytes / 1e6).toFixed(1).padStart(8)}`,
  );
}
await browser.close();
lab.close();
