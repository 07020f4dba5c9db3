/** A trained generator as an ONNX model, and the players' weights as a file of their own. */

import { codeGraph, weightedCodeGraph } from "../data/classes/class-graph.ts";
import { writtenColumn } from "../data/columns/column-text.ts";
import { areCells, areNumbers } from "../data/columns/columns.ts";
import { describeColumn } from "../data/columns/described-columns.ts";
import { givenGraph } from "../data/columns/given-graph.ts";
import { layoutOf, type TableLayout } from "../data/columns/layout.ts";
import { needsDouble, unitsGraph, unitsOf } from "../data/columns/number-units.ts";
import { kindOf } from "../data/kinds.ts";
import type { Prior } from "../data/prior.ts";
import { parameterLayout } from "../learning/player.ts";
import type { Network } from "../networks/network.ts";
import { ANY_BATCH, type ModelOptions, toOnnx } from "../onnx/model.ts";
import { option } from "../option-text.ts";
import { problem } from "../problem.ts";
import { graph } from "../tensor/graph.ts";
import { viewOf } from "../tensor/layout.ts";
import { add, erf, maximum, minimum, mul } from "../tensor/operations.ts";
import { constant, input, named, type Tensor } from "../tensor/tensor.ts";
import { type Checkpoint, parametersOf } from "./checkpoint.ts";
import type { Config } from "./config.ts";
import { decodedRows } from "./decoded-rows.ts";
import { askedCells, frequentConditions } from "./frequent-conditions.ts";
import { gameOf } from "./game-of-config.ts";
import type { OwnParts } from "./own-parts.ts";
import { encodeTensors } from "./safetensors.ts";
import { createSampler, samplingGraph } from "./sampler.ts";

export const exportNoises = ["prior", "unit", "normal"] as const;
/**
 * What the exported model wants as z: noise from the prior it was trained on, or (for a uniform prior) from U(0, 1) or
 * N(0, 1), which it turns into that prior itself. Many tools can draw nothing else.
 */
export type ExportNoise = (typeof exportNoises)[number];

/** Which state of which run, and what the file shall take and give. */
export interface ExportOptions {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  readonly noise?: ExportNoise;
  /** Images as numbers in [−1, 1] instead of bytes 0…255. Rows and points are numbers always. */
  readonly float?: boolean;
  /** The parts of one's own that the run was made with. */
  readonly own?: OwnParts;
  /**
   * Of a G that is told classes: the model takes `weights` [N×classes] in place of `class`, how much of each class a sample has, so that
   * samples can lie between two.
   */
  readonly classWeights?: boolean;
  /**
   * y of some examples, where G asks for it and normalises by batches: its statistics are taken on them. Of a table of cells they are
   * known.
   */
  readonly conditions?: Float32Array;
}

/** G as a file, and what the file says of itself. */
export interface ExportedGenerator {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * G as an ONNX model for any number of examples: input `z` [N×latent] (and `y` [N×…], where G asks for it), output `x` [N×shape], from
 * the moving average of G if there is one. Images are bytes (or, with `float`, in [−1, 1]), rows of a table of numbers in the data's
 * units: float32, or float64 where `needsDouble` says that float32 is too coarse for a column.
 *
 * Of classes it takes `class` [N×1], the number of one for each sample, instead of `y`.
 *
 * Of a table of cells `y` is made by the model: it takes `given` [N×columns], for each column the number of the cell that the row shall
 * be in, or −1. `x` [N×columns] is float64, rounded as the data are: docs/export.md has all of it.
 */
export async function exportGenerator(options: ExportOptions): Promise<ExportedGenerator> {
  const { config, checkpoint, noise = "prior", float = false, own } = options;
  const { generator, prior, batch } = gameOf(config, own);
  const averaged = config.average > 0;
  const parameters = parametersOf(checkpoint, generator, averaged ? "average" : undefined);
  const { threads } = config.run;
  const conditions =
    options.conditions ?? (generator.statistics.length > 0 ? await frequentConditions(config, generator) : undefined);
  const asked = conditions ? { conditions } : {};
  const sampler = await createSampler({ generator, prior, seed: config.seed, batch, threads, ...asked });
  const statistics = await sampler.calibrate(parameters);
  const standing = sampler.standing();
  await sampler.release();

  const place = parameterLayout(generator);
  const fixed = new Map<string, Tensor>();
  for (const [entries, vector] of [
    [place.entries, parameters],
    [sampler.statistics.entries, statistics],
  ] as const) {
    for (const entry of entries) {
      fixed.set(entry.name, named(entry.name, constant(viewOf(vector, entry), entry.shape)));
    }
  }
  const z = input("z", [ANY_BATCH, prior.latent]);
  const values = samplingGraph(
    generator,
    fromNoise(z, noise, prior),
    (name) => fixed.get(name) as Tensor,
    conditionOf(generator, config, options.classWeights),
  );
  requireAnyBatch(generator, (name) => fixed.get(name) as Tensor);
  const handed = handedOver(config, values, float, generator.condition !== undefined);
  const metadata: Record<string, string> = {
    producer: "saddlepoint",
    data: config.data.name,
    data_fingerprint: config.data.fingerprint,
    run_fingerprint: `sha256:${checkpoint.sha256}`,
    step: String(checkpoint.step),
    generator: averaged ? "moving average" : "parameters",
    prior: prior.kind,
    ...(prior.kind === "uniform" ? { prior_half_width: String(prior.halfWidth) } : {}),
    latent: String(prior.latent),
    ...(standing
      ? {
          batch_normalisation: `statistics of ${standing.minibatches} minibatches of ${batch}, within ${standing.error.toPrecision(2)} deviations`,
        }
      : {}),
    z: zMeaning(noise, prior),
    ...(generator.condition ? ofClasses(config, options.classWeights) : {}),
    ...handed.metadata,
  };
  const model = graph("generator", { x: handed.x });
  return { bytes: toOnnx(model, { metadata, batch: ANY_BATCH, ...handed.outputs }), metadata };
}

/** What G is asked to make: a class by its number; of rows of a table of cells, by the number of a cell. */
function conditionOf(generator: Network, { data }: Config, weighted = false): Tensor | undefined {
  const code = data.y?.code;
  if (code && generator.condition && weighted) {
    return weightedCodeGraph(code, input("weights", [ANY_BATCH, code.counts.length]));
  }
  if (code && generator.condition) return codeGraph(code, input("class", [ANY_BATCH, 1]));
  const layout = askedCells(data, generator);
  if (layout) return givenGraph(layout, input("given", [ANY_BATCH, layout.columns.length]));
  return generator.condition && input("y", [ANY_BATCH, ...generator.condition]);
}

/** What the file puts out, how it hands it over, and what it says of that. */
interface HandedOver {
  readonly x: Tensor;
  readonly outputs: Pick<ModelOptions, "bytes" | "doubles">;
  readonly metadata: Readonly<Record<string, string>>;
}

function handedOver({ data }: Config, values: Tensor, float: boolean, asked: boolean): HandedOver {
  const { columns, constants = [], made = [], rules } = data;
  if (kindOf(data) === "images") {
    return float
      ? { x: values, outputs: {}, metadata: { x: "numbers from -1 to 1, N×channels×height×width" } }
      : {
          x: toByteRange(values),
          outputs: { bytes: ["x"] },
          metadata: { x: "bytes 0 to 255, N×channels×height×width" },
        };
  }
  if (!columns) return { x: values, outputs: {}, metadata: { x: "points" } };
  const beside = {
    ...(constants.length > 0 ? { constants: JSON.stringify(constants) } : {}),
    ...(made.length > 0 ? { made: JSON.stringify(made) } : {}),
    ...(rules ? { rules: JSON.stringify(rules) } : {}),
  };
  if (areCells(columns)) {
    const layout = layoutOf(columns);
    return {
      x: values,
      outputs: { doubles: { x: decodedRows(layout) } },
      metadata: { ...ofCells(layout, asked), ...beside },
    };
  }
  if (!areNumbers(columns)) {
    throw problem({
      doing: "exporting the generator",
      expected: "columns of cells alone, or of scaled numbers alone",
      came: "both in one table",
    });
  }
  const metadata = {
    x: `rows in the data's units, not rounded: ${columns.map(({ name }) => name).join(", ")}`,
    columns: JSON.stringify(columns.map((column) => ({ name: column.name, ...writtenColumn(column) }))),
    ...beside,
  };
  return needsDouble(columns)
    ? { x: values, outputs: { doubles: { x: unitsOf(columns) } }, metadata }
    : { x: unitsGraph(columns, values), outputs: {}, metadata };
}

/** Docs/export.md explains each of these. */
const ofCells = ({ columns }: TableLayout, asked: boolean): Readonly<Record<string, string>> => ({
  ...(asked
    ? {
        given: "for each column the place of a cell in its list of cells; -1 leaves the column to the generator",
        given_by_default: "one column of each row, all equally often, and of its cells each as often as it counts",
      }
    : {}),
  x: "rows: numbers rounded as the data are, categories as places in levels, dates in milliseconds since 1970 UTC, NaN for no value",
  columns: JSON.stringify(columns.map(describeColumn)),
});

/** What the file says of the classes that it is given. */
function ofClasses({ data: { y } }: Config, weighted = false): Readonly<Record<string, string>> {
  if (!y?.code) return {};
  const { of, counts } = y.code;
  return {
    ...(weighted
      ? { weights: `how much of each class a sample has, N×${counts.length} (${of})` }
      : { class: `the number of a class from 0 to ${counts.length - 1}, N×1 (${of})` }),
    ...(y.classes ? { classes: JSON.stringify(y.classes) } : {}),
    class_counts: JSON.stringify(counts),
  };
}

/** Refuses a G that computes with the number of examples: the file takes any number of them, and would keep one. */
function requireAnyBatch(generator: Network, value: (name: string) => Tensor): void {
  const constantsFor = (batch: number): readonly Float32Array[] => {
    const y = generator.condition && input("y", [batch, ...generator.condition]);
    const x = samplingGraph(generator, input("z", [batch, ...generator.input]), value, y);
    return graph("G", { x }).nodes.flatMap((node) => (node.op === "constant" ? [node.attributes.data] : []));
  };
  const [few, more] = [constantsFor(5), constantsFor(7)];
  const same = (a: Float32Array, b: Float32Array | undefined): boolean =>
    a === b || (a.length === b?.length && a.every((number, i) => Object.is(number, b[i])));
  if (few.length === more.length && few.every((constant, i) => same(constant, more[i]))) return;
  throw problem({
    doing: "exporting the generator",
    expected: "a G that makes each example alike, however many there are",
    came: "one that computes with the number of examples",
    next: "Let its layers take means over the batch, or leave the number out.",
  });
}

/** The prior, from the noise that the file is given. */
function fromNoise(z: Tensor, noise: ExportNoise, { kind, halfWidth }: Prior): Tensor {
  if (noise === "prior" || (noise === "normal" && kind === "normal")) return z;
  if (kind === "normal") {
    throw problem({
      doing: "exporting the generator",
      expected: "a uniform prior, to make it from U(0, 1)",
      came: "the normal prior it was trained on",
      next: `Leave out ${option("noise")}: every tool can draw normal noise.`,
    });
  }
  return noise === "unit"
    ? add(mul(2 * halfWidth, z), -halfWidth)
    : // 2Φ(n) − 1 = erf(n/√2) is uniform on (−1, 1) for normal n.
      mul(halfWidth, erf(mul(Math.SQRT1_2, z)));
}

function zMeaning(noise: ExportNoise, { kind, halfWidth }: Prior): string {
  if (noise === "unit") return "U(0, 1)";
  return noise === "normal" || kind === "normal" ? "N(0, 1)" : `U(${-halfWidth}, ${halfWidth})`;
}

/** [−1, 1] to [0, 255] so that cutting off the fraction rounds: ⌊127.5·x + 128⌋. */
const toByteRange = (x: Tensor): Tensor => minimum(maximum(add(mul(127.5, x), 128), 0), 255);

/** The weights of G (its moving average, if there is one), of D, or of both, as a safetensors file. */
export function exportWeights(
  config: Config,
  checkpoint: Checkpoint,
  players: readonly ("G" | "D")[],
  own?: OwnParts,
): Uint8Array {
  const { generator, discriminator } = gameOf(config, own);
  const averaged = config.average > 0;
  const tensors = players.flatMap((player) => {
    const network = player === "G" ? generator : discriminator;
    const vector = parametersOf(checkpoint, network, player === "G" && averaged ? "average" : undefined);
    return parameterLayout(network).entries.map((entry) => ({
      name: entry.name,
      shape: entry.shape,
      values: viewOf(vector, entry),
    }));
  });
  return encodeTensors(tensors, {
    producer: "saddlepoint",
    data: config.data.name,
    step: String(checkpoint.step),
    run_fingerprint: `sha256:${checkpoint.sha256}`,
    generator: averaged ? "moving average" : "parameters",
  });
}
