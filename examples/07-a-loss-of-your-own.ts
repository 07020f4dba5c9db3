// A loss is two functions from D's outputs to scalars; what G and D minimise may be anything that can be differentiated.
// Here: the Jeffreys-like loss of D's logits s, in which G minimises half of each of the paper's two losses.
import { builtIn, type Loss, ops, type Samples, sampledJsd, train } from "saddlepoint";

const { add, mean, mul, neg, softplus } = ops;

const half: Loss = {
  help: "G minimises half of log(1 − D(G(z))) and half of −log D(G(z))",
  output: "logit",
  // −V(D, G), as in the paper: log D = −softplus(−s), log(1 − D) = −softplus(s).
  discriminator: (real, generated) => add(mean(softplus(neg(real))), mean(softplus(generated))),
  generator: (generated) => mul(0.5, add(neg(mean(softplus(generated))), mean(softplus(neg(generated))))),
};

const data = builtIn("normal");
let samples: Samples | undefined;
let value = Number.NaN;
for await (const event of train({ data, steps: 3000, own: { name: "half and half", loss: half } })) {
  if (event.type === "report") value = event.value ?? Number.NaN;
  if (event.type === "samples") samples = event;
}
if (!samples || !data.density) throw new Error("no samples");
const { value: jsd, error } = sampledJsd(data.density, samples.values);
const optimum = (-Math.log(4)).toFixed(3);
console.log(`V = ${value.toFixed(3)} (−log 4 = ${optimum}), JSD ${jsd.toFixed(4)} ± ${error.toFixed(4)} nats`);
if (!(Math.abs(value + Math.log(4)) < 0.05 && jsd < 0.05)) throw new Error("the game is not near its equilibrium");
