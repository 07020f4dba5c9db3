// A trained generator as an ONNX file, and as one page that draws new samples in any browser, without a network.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeCheckpoint, exportGenerator, openModel, type Samples, train } from "saddlepoint";
import { generatorPage } from "saddlepoint/node";

let config: Parameters<typeof exportGenerator>[0]["config"] | undefined;
let file = new Uint8Array();
let samples: Samples | undefined;
for await (const event of train({ data: "moons", steps: 500, widths: [64, 64], samples: 1000 })) {
  if (event.type === "start") config = event.config;
  if (event.type === "checkpoint") file = event.bytes;
  if (event.type === "samples") samples = event;
}
if (!config || !samples) throw new Error("the run told nothing");

const checkpoint = await decodeCheckpoint("the last checkpoint", file);
const { bytes: model, metadata } = await exportGenerator({ config, checkpoint });
const page = await generatorPage({ config, step: checkpoint.step, model, samples: samples.values });
const place = await mkdtemp(join(tmpdir(), "page-"));
await writeFile(join(place, "generator.onnx"), model); // for onnxruntime anywhere
await writeFile(join(place, "generator.html"), page); // open it in a browser
console.log(`${model.length} bytes of ONNX, ${(page.length / 1e6).toFixed(1)} MB of page`, metadata);

// The same file, run by hand: any number of z in, as many points out.
const opened = await openModel(model);
const { x } = await opened.run({ z: { values: Float32Array.of(0, 0, 1, -1, 0.5, 2), shape: [3, 2] } });
await opened.release();
await rm(place, { recursive: true });
console.log(x?.values);
if (x?.shape.join() !== "3,2" || !page.startsWith("<!doctype html>"))
  throw new Error("the export is not what it should be");
