// Anything that yields typed arrays is data: here a simulation of two coupled numbers, never the same twice.
import { iterableData, type Samples, train } from "saddlepoint";

/** Yields 64 pairs at a time: an angle that moves on, with a radius that depends on it. */
function* simulation(): Generator<Float32Array> {
  for (let time = 0; ; time += 64) {
    const pairs = new Float32Array(128);
    for (let i = 0; i < 64; i++) {
      const angle = 0.7548776662 * (time + i) * 2 * Math.PI; // a step that never repeats covers the circle evenly
      const radius = 1 + 0.3 * Math.cos(3 * angle);
      pairs.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i);
    }
    yield pairs;
  }
}

const data = iterableData(simulation, { name: "clover", shape: [2] });
let samples: Samples | undefined;
for await (const event of train({ data, steps: 1500, widths: [64, 64] })) {
  if (event.type === "report") console.log(event.step, event.meanDReal.toFixed(3), event.meanDFake.toFixed(3));
  if (event.type === "samples") samples = event;
}
if (!samples) throw new Error("no samples");
// How far generated points are from the curve, in the radius.
const { values } = samples;
let error = 0;
for (let i = 0; i < values.length; i += 2) {
  const [x = 0, y = 0] = values.subarray(i, i + 2);
  error += Math.abs(Math.hypot(x, y) - (1 + 0.3 * Math.cos(3 * Math.atan2(y, x)))) / (values.length / 2);
}
console.log(`mean distance from the curve: ${error.toFixed(3)}`);
if (!(error < 0.1)) throw new Error("the generator did not find the curve");
