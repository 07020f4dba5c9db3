// The engine without a GAN: a gradient is a graph, so it can be differentiated again, and runs on ONNX Runtime.
import { compile, gradient, graph, input, ops } from "saddlepoint";

const x = input("x", [3]);
const y = ops.sum(ops.mul(x, ops.tanh(x)));
const [slope] = gradient(y, [x]);
if (!slope) throw new Error("no gradient");
const [curvature] = gradient(ops.sum(slope), [x]);
if (!curvature) throw new Error("no second derivative");

const program = await compile(graph("x·tanh x", { y, slope, curvature }));
const at = Float32Array.of(-1, 0, 2);
const results = await program.run({ x: at });
await program.release();
console.log(results);

// d²/dx² (x·tanh x) = 2·sech²x − 2x·tanh x·sech²x
at.forEach((v, i) => {
  const sech2 = 1 - Math.tanh(v) ** 2;
  const exact = 2 * sech2 - 2 * v * Math.tanh(v) * sech2;
  if (Math.abs((results.curvature?.[i] ?? Number.NaN) - exact) > 1e-5) throw new Error(`wrong at ${v}`);
});
