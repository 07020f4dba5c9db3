/**
 * saddlepoint: generative adversarial networks in TypeScript.
 *
 * What a program needs that trains, draws, measures or exports, and that brings networks, layers, losses, data or ranks of its
 * own. Reading order is data flow: x and z (`data`) pass through G and D (`networks`) into V(D, G) (`game`), whose gradients make
 * the two steps, alternated by Algorithm 1 (`training`) and measured by `evaluation` and `theory`.
 *
 * @module
 */

// Training: a run is a stream of events.

export { isProblem } from "./problem.ts";
export { type Config, resolveConfig } from "./training/config.ts";
export { estimate } from "./training/estimate.ts";
export type { Report, Samples, Started, TrainingEvent } from "./training/events.ts";
export { gameOf } from "./training/game-of-config.ts";
export { type Preset, presets } from "./training/presets.ts";
export { augmentExamples } from "./training/seen.ts";
export { type ResumeOptions, resume, type TrainOptions, train } from "./training/train.ts";

// What computes, and on how many ranks.

export type { RuntimeChoice } from "./onnx/ort.ts";
export { chooseRuntime, runtimeInUse } from "./onnx/runtime.ts";
export { alone, type Collective } from "./training/collective.ts";

// Data: the real x and the noise z.

export { builtIn, densityData } from "./data/built-in.ts";
export type { Column } from "./data/columns/columns.ts";
export { readCsv } from "./data/csv.ts";
export type { DataSet, Labels, Minibatch, Reader } from "./data/dataset.ts";
export { type Density, type Modes, normalMixture } from "./data/density.ts";
export { exampleData } from "./data/held-out.ts";
export { readIdx } from "./data/idx.ts";
export { byteImages, idxImages } from "./data/images.ts";
export { type Examples, iterableData } from "./data/iterable.ts";
export { mirrored } from "./data/mirrored.ts";
export { readNpy } from "./data/npy.ts";
export { npyData } from "./data/npy-data.ts";
export type { Prior } from "./data/prior.ts";
export { readCsvTable, readJsonLines, readJsonTable, readParquetTable } from "./data/read-table.ts";
export { tableData } from "./data/rows.ts";
export { stackedDigits } from "./data/stacked.ts";
export type { Table } from "./data/table.ts";
export { typedData } from "./data/typed-data.ts";
export { schemaOf } from "./data/typed-reader.ts";

// A state of a run: its samples, and what is exported of it.

export { interpolateNoise } from "./data/interpolate.ts";
export { type Model, openModel } from "./onnx/runtime.ts";
export { type Checkpoint, decodeCheckpoint, parametersOf } from "./training/checkpoint.ts";
export { exportGenerator, exportWeights } from "./training/export.ts";
export { decodeTensors } from "./training/safetensors.ts";
export { createJudge, createSampler, noise, type Sampler } from "./training/sampler.ts";

// What can be done with its z.

export * as latent from "./sampling/latent/latent.ts";

// Rows of tables, under conditions and rules.

export { sampleRows, type TableRow } from "./sampling/sample-rows.ts";

// Parts of one's own: networks.

export { block, residual } from "./networks/block.ts";
export { convolution, resizedConvolution, transposedConvolution } from "./networks/convolutions.ts";
export { dcganDiscriminator, dcganGenerator } from "./networks/dcgan.ts";
export { type Init, weightInit } from "./networks/initialisers.ts";
export {
  activation,
  dense,
  dropout as dropoutLayer,
  flatten,
  maxout as maxoutLayer,
  normalisation,
  reshape as reshapeLayer,
} from "./networks/layers.ts";
export { type MlpOptions, mlp } from "./networks/mlp.ts";
export {
  type Layer,
  type LayerMaker,
  type LayerPlan,
  type Network,
  type Parameter,
  type Pass,
  parameterCount,
  sequential,
  summarize,
} from "./networks/network.ts";
export { pooling, resampling } from "./networks/resampling.ts";
export type { OwnParts } from "./training/own-parts.ts";

// Parts of one's own: update rules, losses, and the game's two steps.

export { type Loss, lossOf } from "./game/losses.ts";
export { unitGradientPenalty, zeroGradientPenalty } from "./game/penalties.ts";
export { discriminatorStep, type Game, generatorStep, type Step } from "./game/step.ts";
export type { Optimizer } from "./learning/optimizer.ts";

// The engine: symbolic tensors, their gradients, graphs that run.

export { ANY_BATCH, toOnnx } from "./onnx/model.ts";
export { compile, type Program } from "./onnx/runtime.ts";
export { flops } from "./tensor/cost.ts";
export { gradient } from "./tensor/gradient.ts";
export { type Graph, graph, print } from "./tensor/graph.ts";
export * as ops from "./tensor/ops.ts";
export type { Shape } from "./tensor/shape.ts";
export { constant, input, type Tensor } from "./tensor/tensor.ts";

// How good samples are.

export { trainClassifier } from "./evaluation/classifier.ts";
export { energyDistance } from "./evaluation/energy-distance.ts";
export { evaluateRun } from "./evaluation/evaluate-run.ts";
export { type Extractor, openExtractor } from "./evaluation/extractor.ts";
export { frechetDistance } from "./evaluation/frechet.ts";
export { inspectExtractor } from "./evaluation/inspect-extractor.ts";
export { kernelDistance } from "./evaluation/kernel-distance.ts";
export { efficacy } from "./evaluation/learners/efficacy.ts";
export { twoSample } from "./evaluation/learners/two-sample.ts";
export { memorisation } from "./evaluation/memorisation.ts";
export { type Metric, metrics } from "./evaluation/metrics.ts";
export { modeScores } from "./evaluation/mode-coverage.ts";
export { nearestExamples } from "./evaluation/nearest-examples.ts";
export { neighbourScores } from "./evaluation/neighbours.ts";
export { parzenScore } from "./evaluation/parzen.ts";
export { createScorer, type Score, type Scorer } from "./evaluation/scorer.ts";
export { tableScores } from "./evaluation/table.ts";

// What the paper proves, as instruments.

export { measureTheory, type TheoryReading } from "./theory/equilibrium.ts";
export { figure1 } from "./theory/figure1.ts";
export { jensenShannon, kullbackLeibler } from "./theory/jensen-shannon.ts";
export { criterion, optimalDiscriminator } from "./theory/optimal-discriminator.ts";
export { sampledJsd } from "./theory/sampled-density.ts";

// The types of arguments and results that a program seldom names.

export type * as types from "./types.ts";
