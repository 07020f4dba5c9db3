/**
 * The first step of a workload in plain loops and double precision: what the benchmark's peers are held against. It shares start
 * values with them, and no arithmetic. D's gradient is needed for its update, after which G's loss is taken; G's is not.
 */
import { seeds } from "../../bench/numbers.mjs";
import {
  firstExamples,
  firstMask,
  firstNoise,
  type PlannedLayer,
  planned,
  startValues,
  type Workload,
} from "../../bench/workloads.mjs";

type Numbers = Float64Array;
type Masks = (count: number, keep: number) => ArrayLike<number>;

/** A layer applied: its output, and the way back from the gradient by it to those by the input and the parameters. */
interface Applied {
  readonly output: Numbers;
  readonly back: (slope: Numbers) => { readonly input: Numbers; readonly parameters: readonly Numbers[] };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const at = (values: ArrayLike<number>, i: number): number => values[i] as number;
const none: readonly Numbers[] = [];

function bump(values: Numbers, i: number, by: number): void {
  values[i] = at(values, i) + by;
}

function elementwise(x: Numbers, value: (x: number) => number, derivative: (x: number, y: number) => number): Applied {
  const output = x.map(value);
  return {
    output,
    back: (slope) => ({ input: slope.map((s, i) => s * derivative(at(x, i), at(output, i))), parameters: none }),
  };
}

function dense(x: Numbers, m: number, inputs: number, units: number, [w, b]: readonly Numbers[]): Applied {
  const [weight, bias] = [w as Numbers, b];
  const output = new Float64Array(m * units);
  for (let n = 0; n < m; n++) {
    for (let unit = 0; unit < units; unit++) {
      let sum = bias ? at(bias, unit) : 0;
      for (let i = 0; i < inputs; i++) sum += at(x, n * inputs + i) * at(weight, i * units + unit);
      output[n * units + unit] = sum;
    }
  }
  const back = (slope: Numbers) => {
    const [input, ofWeight, ofBias] = [x, weight, new Float64Array(units)].map((v) => new Float64Array(v.length)) as [
      Numbers,
      Numbers,
      Numbers,
    ];
    for (let n = 0; n < m; n++) {
      for (let unit = 0; unit < units; unit++) {
        const s = at(slope, n * units + unit);
        bump(ofBias, unit, s);
        for (let i = 0; i < inputs; i++) {
          bump(input, n * inputs + i, s * at(weight, i * units + unit));
          bump(ofWeight, i * units + unit, s * at(x, n * inputs + i));
        }
      }
    }
    return { input, parameters: bias ? [ofWeight, ofBias] : [ofWeight] };
  };
  return { output, back };
}

/**
 * Calls `visit` with the places of a big pixel, of a small pixel and of a weight for every product of a 4×4 convolution with stride
 * 2 and padding 1: from big to small images, or transposed from small to big.
 */
function taps(
  m: number,
  [bigDepth, height, width]: readonly [number, number, number],
  smallDepth: number,
  visit: (big: number, small: number, weight: number) => void,
): void {
  for (let n = 0; n < m; n++) {
    for (let s = 0; s < smallDepth; s++) {
      for (let y = 0; y < height / 2; y++) {
        for (let x = 0; x < width / 2; x++) {
          const small = ((n * smallDepth + s) * (height / 2) + y) * (width / 2) + x;
          for (let b = 0; b < bigDepth; b++) {
            for (let tap = 0; tap < 16; tap++) {
              const [row, column] = [2 * y - 1 + (tap >> 2), 2 * x - 1 + (tap % 4)];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              visit(((n * bigDepth + b) * height + row) * width + column, small, (s * bigDepth + b) * 16 + tap);
            }
          }
        }
      }
    }
  }
}

type Image = readonly [number, number, number];

const channelOf = (i: number, [depth, height, width]: Image): number => Math.floor(i / (height * width)) % depth;

function convolution(x: Numbers, m: number, before: Image, after: Image, [w, b]: readonly Numbers[]): Applied {
  const [weight, bias] = [w as Numbers, b];
  const output = new Float64Array(m * sizeOf(after)).map((_, i) => (bias ? at(bias, channelOf(i, after)) : 0));
  taps(m, before, after[0], (big, small, tap) => bump(output, small, at(x, big) * at(weight, tap)));
  const back = (slope: Numbers) => {
    const [input, ofWeight] = [new Float64Array(x.length), new Float64Array(weight.length)];
    const ofBias = new Float64Array(after[0]);
    slope.forEach((s, i) => bump(ofBias, channelOf(i, after), s));
    taps(m, before, after[0], (big, small, tap) => {
      bump(input, big, at(slope, small) * at(weight, tap));
      bump(ofWeight, tap, at(slope, small) * at(x, big));
    });
    return { input, parameters: bias ? [ofWeight, ofBias] : [ofWeight] };
  };
  return { output, back };
}

function onlyForward(output: Numbers): Applied {
  return {
    output,
    back: () => {
      throw new Error("G's gradient is not needed");
    },
  };
}

function transposedConvolution(
  x: Numbers,
  m: number,
  before: Image,
  after: Image,
  [w, b]: readonly Numbers[],
): Applied {
  const output = new Float64Array(m * sizeOf(after)).map((_, i) => (b ? at(b, channelOf(i, after)) : 0));
  taps(m, after, before[0], (big, small, tap) => bump(output, big, at(x, small) * at(w as Numbers, tap)));
  return onlyForward(output);
}

/** x̂ = (x − mean)/√(variance + 10⁻⁵) per channel, then scale and shift; `fixed`: mean 0 and variance 1. */
function batchNorm(x: Numbers, image: Image, [g, b]: readonly Numbers[], fixed: boolean): Applied {
  const [scale, shift] = [g as Numbers, b as Numbers];
  const [depth] = image;
  const channel = (i: number): number => channelOf(i, image);
  const meanPerChannel = (value: (i: number) => number): Numbers => {
    const means = new Float64Array(depth);
    x.forEach((_, i) => bump(means, channel(i), (value(i) * depth) / x.length));
    return means;
  };
  const mean = fixed ? new Float64Array(depth) : meanPerChannel((i) => at(x, i));
  const variance = fixed
    ? new Float64Array(depth).fill(1)
    : meanPerChannel((i) => (at(x, i) - at(mean, channel(i))) ** 2);
  const inverse = variance.map((v) => 1 / Math.sqrt(v + 1e-5));
  const normal = x.map((v, i) => (v - at(mean, channel(i))) * at(inverse, channel(i)));
  const output = normal.map((v, i) => v * at(scale, channel(i)) + at(shift, channel(i)));
  const back = (slope: Numbers) => {
    const meanSlope = meanPerChannel((i) => at(slope, i));
    const meanProduct = meanPerChannel((i) => at(slope, i) * at(normal, i));
    const perChannel = x.length / depth;
    const input = x.map((_, i) => {
      const c = channel(i);
      return at(scale, c) * at(inverse, c) * (at(slope, i) - at(meanSlope, c) - at(normal, i) * at(meanProduct, c));
    });
    return { input, parameters: [meanProduct, meanSlope].map((values) => values.map((v) => v * perChannel)) };
  };
  return { output, back };
}

/** The largest of `pieces` values, which lie `units` apart. */
function maxout(x: Numbers, m: number, pieces: number, units: number): Applied {
  const winner = Array.from({ length: m * units }, (_, i) => {
    const [n, unit] = [Math.floor(i / units), i % units];
    const places = Array.from({ length: pieces }, (_, piece) => (n * pieces + piece) * units + unit);
    return places.reduce((best, place) => (at(x, place) > at(x, best) ? place : best));
  });
  const back = (slope: Numbers) => {
    const input = new Float64Array(x.length);
    winner.forEach((place, i) => bump(input, place, at(slope, i)));
    return { input, parameters: none };
  };
  return { output: Float64Array.from(winner, (place) => at(x, place)), back };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function applyLayer(layer: PlannedLayer, own: readonly Numbers[], x: Numbers, m: number, mask: Masks, fixed: boolean) {
  const { kind, before, after } = layer;
  const [number = 0] = layer.numbers;
  const [from, to] = [before, after] as unknown as [Image, Image];
  switch (kind) {
    case "dense":
      return dense(x, m, sizeOf(before), number, own);
    case "conv":
      return convolution(x, m, from, to, own);
    case "conv-transpose":
      return transposedConvolution(x, m, from, to, own);
    case "batch-norm":
      return batchNorm(x, from, own, fixed);
    case "maxout":
      return maxout(x, m, number, sizeOf(after));
    case "dropout": {
      const factors = Array.from(mask(x.length, number), (kept) => kept / number);
      const times = (values: Numbers): Numbers => values.map((v, i) => v * at(factors, i));
      return { output: times(x), back: (slope: Numbers) => ({ input: times(slope), parameters: none }) };
    }
    case "relu":
      return elementwise(
        x,
        (v) => Math.max(v, 0),
        (v) => Number(v > 0),
      );
    case "leaky-relu":
      return elementwise(
        x,
        (v) => (v > 0 ? v : number * v),
        (v) => (v > 0 ? 1 : number),
      );
    case "tanh":
      return elementwise(x, Math.tanh, (_, y) => 1 - y * y);
    case "sigmoid":
      return elementwise(x, sigmoid, (_, y) => y * (1 - y));
    case "reshape":
    case "flatten":
      return elementwise(
        x,
        (v) => v,
        () => 1,
      );
    default:
      throw new Error(`no plain loop for ${kind}`);
  }
}

class Network {
  readonly values: Numbers[];
  readonly #layers: readonly PlannedLayer[];

  constructor(layers: readonly PlannedLayer[], firstSeed: number) {
    this.#layers = layers;
    this.values = startValues(layers, firstSeed).map((values) => Float64Array.from(values));
  }

  apply(x: Numbers, m: number, mask: Masks, fixed = false): Applied {
    let place = 0;
    const applied: Applied[] = [];
    for (const layer of this.#layers) {
      const own = this.values.slice(place, place + layer.parameters.length);
      place += layer.parameters.length;
      applied.push(applyLayer(layer, own, applied.at(-1)?.output ?? x, m, mask, fixed));
    }
    const back = (slope: Numbers) => {
      let input = slope;
      const parameters: Numbers[] = [];
      for (const step of applied.toReversed()) {
        const slopes = step.back(input);
        input = slopes.input;
        parameters.unshift(...slopes.parameters);
      }
      return { input, parameters };
    };
    return { output: applied.at(-1)?.output ?? x, back };
  }
}

/** The first update from no memory: the moments of Adam are corrected to the gradient and its square, the velocity is the step. */
function firstUpdate({ optimizer, rates }: Workload, values: readonly Numbers[], slopes: readonly Numbers[]): void {
  values.forEach((parameter, p) =>
    parameter.forEach((_, i) => {
      const slope = at(slopes[p] as Numbers, i);
      const along = optimizer.name === "adam" ? slope / (Math.abs(slope) + (optimizer.epsilon ?? 0)) : slope;
      bump(parameter, i, -rates.discriminator * along);
    }),
  );
}

const mean = (values: Numbers): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What every peer answers to "prepare". Only for updates whose later steps equal the first: Adam with one D step. */
export function plainLosses(workload: Workload): number[] {
  const { batch: m, dSteps, realLabel } = workload;
  const layers = planned(workload);
  const G = new Network(layers.generator, seeds.generator);
  const D = new Network(layers.discriminator, seeds.discriminator);
  let masks = 0;
  const mask: Masks = (count, keep) => firstMask(masks++, count, keep);
  const z = (k: number): Numbers => Float64Array.from(firstNoise(workload, k));
  if (workload.sample) return [mean(G.apply(z(0), m, mask, true).output.map((v) => v * v))];

  const mixes = workload.discriminator.some(([kind]) => kind === "batch-norm");
  const losses: number[] = [];
  for (let k = 0; k < dSteps; k++) {
    const x = Float64Array.from(firstExamples(workload, k));
    const generated = G.apply(z(k), m, mask).output;
    const slopeOf = (real: Numbers, fake: Numbers): [Numbers, Numbers] => [
      real.map((s) => (-realLabel * sigmoid(-s)) / m),
      fake.map((s) => sigmoid(s) / m),
    ];
    let [real, fake, slopes]: [Numbers, Numbers, readonly Numbers[]] = [x, x, none];
    if (mixes) {
      const [onReal, onFake] = [D.apply(x, m, mask), D.apply(generated, m, mask)];
      [real, fake] = [onReal.output, onFake.output];
      const [a, b] = slopeOf(real, fake);
      const [first, second] = [onReal.back(a).parameters, onFake.back(b).parameters];
      slopes = first.map((values, p) => values.map((value, i) => value + at(second[p] as Numbers, i)));
    } else {
      const onBoth = D.apply(Float64Array.from([...x, ...generated]), 2 * m, mask);
      [real, fake] = [onBoth.output.slice(0, m), onBoth.output.slice(m)];
      const [a, b] = slopeOf(real, fake);
      slopes = onBoth.back(Float64Array.from([...a, ...b])).parameters;
    }
    losses.push(realLabel * mean(real.map((s) => softplus(-s))) + mean(fake.map(softplus)));
    firstUpdate(workload, D.values, slopes);
  }
  const logits = D.apply(G.apply(z(dSteps), m, mask).output, m, mask).output;
  return [...losses, mean(logits.map((s) => softplus(-s)))];
}
