/**
 * Whether the lab's memory grows while it plays with pictures, in the system's Chromium: page and workers, after collecting garbage; with
 * `device=webgpu` in the query also the buffers that it holds on the graphics card (Chromium's in software where there is no other).
 *
 *     node bench/lab-memory.mjs [minutes] [query]
 */
import { executablePath, launchChromium } from "./chromium.mjs";
import { launchWithCard } from "./lab-play.mjs";
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
const onCard = query.includes("device=webgpu");
const { browser, name } = onCard ? await launchWithCard(lab.address) : { browser: await launchChromium() };
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
page.setDefaultTimeout(180_000);
// Before the engine is loaded, which opens the card.
if (onCard) page.on("worker", (worker) => void worker.evaluate(countBuffers).catch(() => undefined));

/** In a worker: `buffersHeld` is what buffers of the card it has made and not destroyed, in bytes. */
function countBuffers() {
  const device = globalThis.GPUDevice?.prototype;
  if (!device) return;
  globalThis.buffersHeld = 0;
  const { createBuffer } = device;
  device.createBuffer = function counted(asked) {
    const buffer = createBuffer.call(this, asked);
    globalThis.buffersHeld += asked.size;
    const { destroy } = buffer;
    let there = true;
    buffer.destroy = () => {
      if (there) globalThis.buffersHeld -= asked.size;
      there = false;
      destroy.call(buffer);
    };
    return buffer;
  };
}

/** In all workers together, in MB. */
async function buffersHeld() {
  const each = await Promise.all(page.workers().map((worker) => worker.evaluate(() => globalThis.buffersHeld ?? 0)));
  return each.reduce((sum, bytes) => sum + bytes, 0) / 1e6;
}

await page.goto(`${lab.address}?${query}`);
await page.locator('[data-ready="true"]').waitFor();
await page.locator('[data-do="play"]').click();
if (name) console.log(name);
console.log(`minutes   rounds   MB of page and workers${onCard ? "   MB of buffers on the card" : ""}`);
for (let part = 0; part <= PARTS; part++) {
  // The first reading comes after the engine has its buffers.
  await page.waitForTimeout(part === 0 ? 10_000 : (minutes * 60_000) / PARTS);
  // Isolated pages may ask for the memory of their workers too.
  const { bytes } = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
  const rounds = await page.locator('[data-is="step"]').innerText();
  console.log(
    `${((part * minutes) / PARTS).toFixed(1).padStart(7)} ${rounds.padStart(8)} ${(bytes / 1e6).toFixed(1).padStart(8)}${
      onCard ? (await buffersHeld()).toFixed(2).padStart(10) : ""
    }`,
  );
}
await browser.close();
lab.close();
