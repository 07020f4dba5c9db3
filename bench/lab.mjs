/**
 * Steps per second of the lab with its pictures on, in the system's Chromium, and of GAN Lab's default model as TensorFlow.js trains it there
 * without any pictures; in turns, medians.
 *
 *     npm run bench -- --setup     # once: TensorFlow.js, into bench/.cache
 *     node bench/lab.mjs [rounds] [seconds] [--device webgpu]     # the lab's toy on the graphics card as well
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { executablePath, launchChromium } from "./chromium.mjs";
import { launchWithCard, playLab, TOY, TOY_TITLE } from "./lab-play.mjs";
import { serveLab } from "./lab-served.mjs";
import { median } from "./statistics.mjs";

const { values: asked, positionals } = parseArgs({ allowPositionals: true, options: { device: { type: "string" } } });
const [rounds = 5, seconds = 6] = positionals.map(Number);
if (!(rounds >= 1 && seconds > 0 && [undefined, "webgpu"].includes(asked.device))) {
  console.error("usage: node bench/lab.mjs [rounds] [seconds] [--device webgpu]");
  process.exit(2);
}
if (!executablePath) {
  console.error("No Chromium at its usual places: install it, for example by apt-get install chromium.");
  process.exit(1);
}

/** The model of GAN Lab's page as it opens (W1b of bench/workloads.json), by this project's options. */
const GAN_LAB =
  "data=ring&g-widths=8,8&d-widths=8,8&activation=relu&batch=150&d-steps=2&prior=uniform&label-smoothing=0.05&optimizer=sgd&learning-rate=0.1&average=0";
const modules = resolve(import.meta.dirname, ".cache/node_modules/@tensorflow");
const peers = existsSync(modules) ? ["wasm", "cpu", "webgl"] : [];
if (peers.length === 0)
  console.log("TensorFlow.js is missing: npm run bench -- --setup installs it. The lab is timed alone.");

/** A page with TensorFlow.js and the peer's module. */
async function servePeer() {
  const files = {
    "/tf.js": join(modules, "tfjs/dist/tf.min.js"),
    "/wasm.js": join(modules, "tfjs-backend-wasm/dist/tf-backend-wasm.min.js"),
    "/gan-lab.js": join(import.meta.dirname, "peers/gan-lab.js"),
  };
  const server = createServer(async ({ url }, response) => {
    if (url === "/") {
      response.setHeader("Content-Type", "text/html");
      return response.end('<!doctype html><script src="/tf.js"></script><script src="/wasm.js"></script>');
    }
    const file =
      files[url] ?? (/^\/[\w-]+\.wasm$/.test(url) ? join(modules, "tfjs-backend-wasm/dist", url) : undefined);
    const bytes = file && (await readFile(file).catch(() => undefined));
    if (!bytes) return response.writeHead(404).end();
    response.setHeader("Content-Type", url.endsWith(".wasm") ? "application/wasm" : "text/javascript");
    response.end(bytes);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

const [lab, peer] = await Promise.all([serveLab(), servePeer()]);
const browser = await launchChromium();
// WebGL by the processor, since there may be no graphics card.
const withWebgl = await launchChromium(
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
);

async function playPeer(backend) {
  const page = await (backend === "webgl" ? withWebgl : browser).newPage();
  await page.goto(peer.address);
  const steps = await page.evaluate(
    async ([name, time, module]) => {
      tf.wasm.setWasmPaths("/");
      const { measure } = await import(module);
      return measure(name, time);
    },
    [backend, seconds, "/gan-lab.js"],
  );
  await page.close();
  return { steps };
}

const card = asked.device === undefined ? undefined : await launchWithCard(lab.address);
const played = (query, by = browser) => playLab(by, lab.address, query, seconds);
const GAN_LAB_TITLE = "the lab, GAN Lab's model";
const sides = [
  [TOY_TITLE, () => played(TOY)],
  ...(card ? [[`${TOY_TITLE}, webgpu (${card.name})`, () => played(`${TOY}&device=webgpu`, card.browser)]] : []),
  [GAN_LAB_TITLE, () => played(GAN_LAB)],
  ...peers.map((name) => [`TensorFlow.js ${name}, GAN Lab's model, no pictures`, () => playPeer(name)]),
];
const seen = new Map(sides.map(([name]) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  for (const [name, play] of sides) {
    process.stderr.write(`\rround ${round} of ${rounds}: ${name.padEnd(60)}`);
    seen.get(name).push(await play().catch((error) => ({ failed: error.message.split("\n")[0] })));
  }
}
process.stderr.write(`${"\r".padEnd(90)}\r`);
await Promise.all([browser.close(), withWebgl.close(), card?.browser.close()]);
lab.close();
peer.close();

const medianOf = (name, key) => median(seen.get(name).flatMap((one) => (one[key] === undefined ? [] : [one[key]])));
console.log(`Medians of ${rounds} rounds of ${seconds} s, ${browser.version()}`);
const ours = medianOf(GAN_LAB_TITLE, "steps");
for (const [name] of sides) {
  const steps = medianOf(name, "steps");
  if (Number.isNaN(steps)) {
    console.log(`${name}: failed: ${seen.get(name)[0].failed}`);
    continue;
  }
  const pictures = medianOf(name, "pictures");
  const more = Number.isNaN(pictures)
    ? `the lab is ${(ours / steps).toFixed(1)} times as fast`
    : `${pictures.toFixed(0)} pictures/s`;
  const ready = medianOf(name, "ready");
  console.log(
    `${name}: ${steps.toFixed(0)} steps/s, ${more}${ready ? `, first picture after ${(ready / 1000).toFixed(2)} s` : ""}`,
  );
}
