// Trains on a folder of pictures, and writes new ones. Here the folder is made first: bright squares on dark ground.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { train } from "saddlepoint";
import { drawExamples, imagePng, openData } from "saddlepoint/node";

const place = await mkdtemp(join(tmpdir(), "pictures-"));
for (let i = 0; i < 64; i++) {
  const [left, top] = [4 + (i % 8), 4 + Math.floor(i / 8)];
  const inside = (p: number): boolean => p % 32 >= left && p % 32 < left + 14 && p / 32 >= top && p / 32 < top + 14;
  const pixels = Float32Array.from({ length: 1024 }, (_, p) => (inside(p) ? 0.8 : -0.8));
  await writeFile(join(place, `${i}.png`), await imagePng([1, 32, 32], pixels));
}

// The same as `saddlepoint train pictures/ --size 32 --grey`, without a run folder.
const request = { argument: place, options: { size: 32, grey: true }, places: { cacheDir: join(place, "cache") } };
const { data } = await openData(request, console.log);
let sheet: Uint8Array | undefined;
let brightness = Number.NaN;
for await (const event of train({
  data,
  steps: 40,
  channels: 8,
  batch: 32,
  samples: 16,
  learningRate: 2e-3,
  average: 0,
})) {
  if (event.type === "report") console.log(event.step, event.meanDReal.toFixed(3), event.meanDFake.toFixed(3));
  if (event.type === "samples") {
    sheet = await drawExamples(data, event.values, new Float32Array());
    brightness = event.values.reduce((sum, value) => sum + value, 0) / event.values.length;
  }
}
if (sheet) await writeFile(join(place, "samples.png"), sheet);
console.log(`${sheet?.length} bytes of PNG; mean brightness ${brightness.toFixed(2)}, about -0.5 in the pictures`);
await rm(place, { recursive: true });
if (!(data.count === 64 && brightness < -0.1)) throw new Error("the generator did not learn how dark the pictures are");
