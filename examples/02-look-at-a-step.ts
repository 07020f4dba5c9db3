// A step of the game is data: it can be printed, costed and saved as ONNX before anything runs.
import { discriminatorStep, flops, type Game, generatorStep, type MlpOptions, mlp, print, toOnnx } from "saddlepoint";

const options: MlpOptions = {
  widths: [32, 32],
  activation: "relu",
  slope: 0.2,
  pieces: 2,
  normalisation: "none",
  keep: 1,
  keepInput: 1,
  init: { scheme: "he", scale: 1 },
  output: "linear",
};
const game: Game = {
  generator: mlp("G", [2], [2], options),
  discriminator: mlp("D", [2], [1], options),
  prior: { kind: "normal", latent: 2, halfWidth: 1 },
  batch: 128,
  loss: "minimax",
  gradientPenalty: 0,
  r1: 0,
  r2: 0,
  labelSmoothing: 0,
};
for (const { player, graph } of [discriminatorStep(game), generatorStep(game)]) {
  const model = toOnnx(graph); // write these bytes to a .onnx file and open it in a viewer such as Netron
  console.log(print(graph));
  console.log(`${player}: ${(flops(graph) / 1e6).toFixed(2)} MFLOP, ${model.length} bytes of ONNX\n`);
  const own = graph.outputs.filter(({ name }) => name.startsWith("∇"));
  if (!own.every(({ name }) => name.startsWith(`∇${player}/`))) throw new Error("a gradient crossed the red line");
}
