/**
 * How long a first visit to the lab takes on a slow line, from its own server, in the system's Chromium: to the first picture (data, axes and the
 * sentence above them), and to the first trained step. Each visit has an empty cache. Medians.
 *
 *     node bench/lab-loading.mjs [visits] [megabits per second]
 */
import { executablePath, launchChromium } from "./chromium.mjs";
import { serveLab, slowLine } from "./lab-served.mjs";
import { median } from "./statistics.mjs";

const ROUND_TRIP = 20;
const [visits, megabits] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 10)];
if (!(visits >= 1 && megabits > 0)) {
  console.error("usage: node bench/lab-loading.mjs [visits] [megabits per second]");
  process.exit(2);
}
if (!executablePath) {
  console.error("No Chromium at its usual places: install it, for example by apt-get install chromium.");
  process.exit(1);
}

/** Runs in the page from its start: notes when each comes, and presses Play once that is possible. */
function watch() {
  const seen = {};
  Object.assign(globalThis, { seen });
  const drawn = (canvas) => {
    if (!canvas?.width) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value !== 0);
  };
  const look = () => {
    const says = document.querySelector('[data-is="saying"]')?.textContent.trim();
    if (!seen.picture && says && drawn(document.querySelector("main .plot canvas"))) seen.picture = performance.now();
    const play = document.querySelector('[data-ready="true"] [data-do="play"]');
    if (play && !seen.played) {
      seen.played = performance.now();
      play.click();
    }
    const step = document.querySelector('[data-is="step"]')?.textContent.replaceAll(",", "");
    if (seen.played && Number(step) > 0) seen.step = performance.now();
    else setTimeout(look, 5);
  };
  document.addEventListener("DOMContentLoaded", look);
}

const lab = await serveLab();
const browser = await launchChromium();
const times = [];
for (let visit = 0; visit < visits; visit++) {
  const line = await slowLine(lab.address, { megabits, roundTrip: ROUND_TRIP });
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(line.address, { waitUntil: "commit" });
  await page.waitForFunction(() => globalThis.seen?.step, null, { timeout: 120_000, polling: 50 });
  times.push({ ...(await page.evaluate(() => globalThis.seen)), bytes: line.bytes() });
  await context.close();
  line.close();
}
await browser.close();
lab.close();

const of = (key) => median(times.map((time) => time[key]));
const inSeconds = (key) => `${(of(key) / 1000).toFixed(2)} s`;
console.log(
  `Medians of ${visits} first visits at ${megabits} Mbit/s, ${ROUND_TRIP} ms there and back, ${browser.version()}`,
);
console.log(
  `first picture after ${inSeconds("picture")}, first trained step after ${inSeconds("step")}, ${(of("bytes") / 1e6).toFixed(2)} MB`,
);
