/**
 * saddlepoint: generative adversarial networks in TypeScript.
 *
 * Reading order is data flow: x and z (`data`) pass through G and D (`networks`) into V(D, G) (`game`), whose gradients make
 * the two steps, alternated by Algorithm 1 (`training`) and measured by `theory` and `evaluation`.
 *
 * @module
 */

// Data: the real x and the noise z.
export { type BuiltInName, builtIn, builtInData, densityData, isBuiltIn } from "./data/built-in.ts";
export { counted, formatNumber } from "./data/counted.ts";
export { type CsvOptions, type CsvTable, readCsv } from "./data/csv.ts";
export { safeText } from "./data/csv-text.ts";
export type { Column, DataSet, Reader, ReaderOptions } from "./data/dataset.ts";
export { type Separator, separators } from "./data/delimited.ts";
export {
  type Density,
  discs,
  type Grid,
  type Modes,
  noisyCurve,
  normalMixture,
  uniformInterval,
} from "./data/density.ts";
export type { DataDescription } from "./data/description.ts";
export { type DecodedText, decodeText, type TextEncoding, textEncodings } from "./data/encoding.ts";
export { sha256 } from "./data/fingerprint.ts";
export { type FilledTable, type GapRule, gapRules, withoutGaps } from "./data/gaps.ts";
export { type ExampleOptions, exampleData } from "./data/held-out.ts";
export { type Idx, readIdx } from "./data/idx.ts";
export { type ArrayImages, dimNotice, type ImageOptions, rangeNotice } from "./data/image-array.ts";
export { type LayoutName, layoutNames } from "./data/image-layout.ts";
export { byteImages, idxImages } from "./data/images.ts";
export { interpolateNoise } from "./data/interpolate.ts";
export { type ExampleStream, type Examples, type IterableOptions, iterableData } from "./data/iterable.ts";
export { parseJson } from "./data/json.ts";
export { areRows, type DataKind, dataKinds, type KindOfData, kindOf } from "./data/kinds.ts";
export { meanExample } from "./data/mean-example.ts";
export { mirrored } from "./data/mirrored.ts";
export { nearest } from "./data/nearest.ts";
export { encodeNpy, type NumpyArray, readNpy } from "./data/npy.ts";
export { type NpyData, type NpyOptions, npyData } from "./data/npy-data.ts";
export { readNpz } from "./data/npz.ts";
export type { DecimalMark } from "./data/number-column.ts";
export { type NumberForm, numberText, significantDigits, type WrittenColumn } from "./data/number-form.ts";
export { drawNoise, formatPrior, type Prior, priorLattice } from "./data/prior.ts";
export { inUnits, needsDouble, type Table, type TableData, type TableOptions, tableData } from "./data/rows.ts";
export { type ExampleSource, shuffled } from "./data/shuffled.ts";
export { type StackedOptions, stackedDigits } from "./data/stacked.ts";
export { type RowImageOptions, suggestTableShape, tableImages } from "./data/table-images.ts";
export {
  type ConstantColumn,
  tableCsv,
  type WrittenTable,
  writtenNames,
  writtenNumbers,
  writtenOrder,
  writtenRows,
} from "./data/table-text.ts";
export { intoRange, isDim, rangeOf, readRange, type ValueRange, type ValueSpread } from "./data/value-range.ts";
// Evaluation: how good the samples are.
export { type BestSoFar, type Better, bestSoFar, type MetricReading, type Trend } from "./evaluation/best.ts";
export { centroids } from "./evaluation/centroids.ts";
export { type ClassModes, type Combinations, classModes } from "./evaluation/class-modes.ts";
export {
  type Classifier,
  type ClassifierLayers,
  type ClassifierOptions,
  classifierLayers,
  classifierModel,
  trainClassifier,
} from "./evaluation/classifier.ts";
export type { ColumnScores, FrequentValue } from "./evaluation/column-scores.ts";
export { energyDistance, meanDistance } from "./evaluation/distance.ts";
export { createReference, type Distances, type Nearest, type Reference, type Watch } from "./evaluation/distances.ts";
export { createDrawer, type Drawer, type DrawerOptions } from "./evaluation/draw-samples.ts";
export { type EvaluateOptions, type Evaluation, evaluateRun } from "./evaluation/evaluate.ts";
export {
  type Extractor,
  type ExtractorOptions,
  type FeatureRange,
  featureRanges,
  openExtractor,
} from "./evaluation/extractor.ts";
export { type FeatureScore, type FeatureScoresOptions, featureScores } from "./evaluation/feature-scores.ts";
export { type FrechetDistance, frechetDistance } from "./evaluation/frechet.ts";
export { type KernelDistance, type KernelDistanceOptions, kernelDistance } from "./evaluation/kernel-distance.ts";
export {
  type Memorisation,
  type MemorisationOptions,
  memorisation,
  type NearestExample,
} from "./evaluation/memorisation.ts";
export {
  type FeatureMetric,
  featureMetrics,
  isFeatureMetric,
  type Metric,
  type MetricFacts,
  metricNames,
  metrics,
} from "./evaluation/metrics.ts";
export { type MetricsLine, parseMetricsLine } from "./evaluation/metrics-line.ts";
export { type ModeScores, modeScores } from "./evaluation/modes.ts";
export { type NeighbourOptions, type NeighbourScores, neighbourScores } from "./evaluation/neighbours.ts";
export { type ImageAnswers, type OpenedClassifier, openClassifier } from "./evaluation/open-classifier.ts";
export {
  createParzenWindow,
  type MeanLogLikelihood,
  type ParzenOptions,
  type ParzenScore,
  type ParzenWindow,
  parzenDeviations,
  parzenScore,
} from "./evaluation/parzen.ts";
export {
  type Baseline,
  createScorer,
  type Refused,
  type Score,
  type Scorer,
  type ScorerOptions,
  type Shown,
  type UnseenExamples,
} from "./evaluation/scores.ts";
export { type TableScores, tableScores } from "./evaluation/table.ts";
export { type Reading, type Warning, type WarningContext, warningsOf } from "./evaluation/warnings.ts";
// The game: losses, penalties and the two steps.
export { type Loss, type LossName, lossNames, lossOf } from "./game/losses.ts";
export { type Draw, gradientName, nextName, type Objective } from "./game/objective.ts";
export { interpolate, unitGradientPenalty, zeroGradientPenalty } from "./game/penalties.ts";
export { checkGame, discriminatorStep, type Game, generatorStep, type Step } from "./game/step.ts";
export { gameValue, meanProbability, meanScore } from "./game/value.ts";
// Kernels: random numbers and fused updates in WebAssembly.
export { bytesFor, createKernels, type Kernels, type Vector } from "./kernels/kernels.ts";
export { openStream, type Selection, type Stream, type StreamName } from "./kernels/streams.ts";
export type { NotFinite } from "./learning/not-finite.ts";
export type { Learning, Player } from "./learning/player.ts";
export { type Schedule, type ScheduleName, valueAt } from "./learning/schedules.ts";
// Networks: G and D.
export { block, type ResidualOptions, residual } from "./networks/block.ts";
export {
  convolution,
  resizedConvolution,
  type TransposedWindowOptions,
  transposedConvolution,
  type WindowOptions,
} from "./networks/convolutions.ts";
export {
  type DcganOptions,
  dcganDiscriminator,
  dcganGenerator,
  type Upsampling,
  upsamplings,
} from "./networks/dcgan.ts";
export {
  defaultScale,
  type Init,
  type Initialiser,
  type InitScheme,
  initSchemes,
  weightInit,
} from "./networks/initialisers.ts";
export {
  type Activation,
  activation,
  activationNames,
  dense,
  dropout as dropoutLayer,
  flatten,
  maxout as maxoutLayer,
  type Normalisation,
  normalisation,
  normalisations,
  type PixelRange,
  pixelRanges,
  reshape as reshapeLayer,
} from "./networks/layers.ts";
export { type MlpOptions, mlp } from "./networks/mlp.ts";
export {
  type Layer,
  type LayerMaker,
  type LayerPlan,
  type LayerSummary,
  type Network,
  type Parameter,
  type Pass,
  parameterCount,
  type Statistics,
  type StatisticsAsked,
  sequential,
  summarize,
} from "./networks/network.ts";
export { pooling, type ResamplingOptions, resampling } from "./networks/resampling.ts";
// ONNX: a graph becomes a model, and runs.
export { ANY_BATCH, type ModelOptions, onnxMetadata, toOnnx } from "./onnx/model.ts";
export type { RuntimeChoice } from "./onnx/ort.ts";
export {
  type BoundProgram,
  type Buffers,
  type CompileOptions,
  chooseRuntime,
  compile,
  type Model,
  type ModelInput,
  openModel,
  type Program,
  type RuntimeInUse,
  runtimeInUse,
  type Values,
} from "./onnx/runtime.ts";
export { isProblem, oneLine, type Problem, problem } from "./problem.ts";
// Tensors: the symbolic engine.
export {
  dropout,
  elu,
  gelu,
  less,
  logSigmoid,
  logSumExp,
  maxout,
  norm,
  type Standardized,
  silu,
  softmax,
  split,
  square,
  standardize,
  variance,
} from "./tensor/composed.ts";
export { flops } from "./tensor/cost.ts";
export { gradient, gradientFlows } from "./tensor/gradient.ts";
export { type Graph, graph, type Output, print } from "./tensor/graph.ts";
export { type Entry, type Layout, layout, viewOf } from "./tensor/layout.ts";
export { peakBytes } from "./tensor/memory.ts";
export * from "./tensor/operations.ts";
export { interpret } from "./tensor/reference.ts";
export { type DType, formatShape, type Shape, sizeOf } from "./tensor/shape.ts";
export { erf as errorFunction, normalMass, normalQuantile } from "./tensor/special.ts";
export {
  type Attributes,
  type Convolution,
  constant,
  input,
  type Node,
  named,
  type Op,
  type Padding,
  type Pair,
  type Reduction,
  type Tensor,
} from "./tensor/tensor.ts";
export { type Calibration, type CalibrationBin, calibration } from "./theory/calibration.ts";
export {
  HALF_LOST,
  normalDivergence,
  uniformDivergence,
  uniformJensenShannon,
  unitNormalsLogit,
} from "./theory/closed-forms.ts";
export {
  createDensityReader,
  type DensityPlayers,
  type DensityReader,
  type DensityReaderOptions,
  type DensityReading,
} from "./theory/density-reading.ts";
export { createPull, type Pull } from "./theory/discriminator-pull.ts";
export type { Distance } from "./theory/distance-to-optimal.ts";
export {
  type DiscriminatorGap,
  type FreshReading,
  type GradientSummary,
  measureTheory,
  type TheoryOptions,
  type TheoryReading,
} from "./theory/equilibrium.ts";
export { type Figure1, type Figure1Options, type FigurePanel, figure1 } from "./theory/figure1.ts";
export { type Fresh, type FreshOptions, type Parts, trainFresh } from "./theory/fresh-discriminator.ts";
export {
  bandwidths,
  gridOver,
  kernelDensity,
  type SampleReading,
  sampledJsd,
} from "./theory/from-samples.ts";
export { type GapOptions, type GeneratorGap, generatorGap } from "./theory/generator-gap.ts";
export { type GeneratorGradients, generatorGradients } from "./theory/generator-gradient.ts";
// Theory: what the paper proves, as instruments.
export { type BothLosses, createBothLosses, type LossNorms } from "./theory/gradient-of-both-losses.ts";
export { type BootstrapOptions, bootstrap, shareInterval, type WithInterval } from "./theory/intervals.ts";
export { jensenShannon, kullbackLeibler } from "./theory/jensen-shannon.ts";
export { createFlow, type Flow, type LayerFlow } from "./theory/layer-flow.ts";
export { type LossRun, type LossRunsOptions, lossRuns } from "./theory/loss-figure.ts";
export { criterion, jensenShannonBound, optimalDiscriminator, optimalLogit } from "./theory/optimal-discriminator.ts";
export { type Pieces, type PushForward, piecesOf, pushForward } from "./theory/push-forward.ts";
export { type CommonCells, type PushForwardReading, readPushForward } from "./theory/push-forward-reading.ts";
export {
  divergence,
  integrate,
  jensenShannonOn,
  type LogDensity,
  type Measured,
  middlesOf,
  onGrid,
  valueOn,
} from "./theory/quadrature.ts";
export { realExamples } from "./theory/real-examples.ts";
export {
  errorText,
  type Measures as VerdictMeasures,
  measuredText,
  type Outcome,
  type Verdict,
  verdictOf,
} from "./theory/verdict.ts";
// Training: Algorithm 1 as a run.
export { algorithm1, type Moment, type Rounds } from "./training/algorithm.ts";
export { type Checkpoint, decodeCheckpoint, parametersOf, requireState } from "./training/checkpoint.ts";
export { alone, type Collective, isOnEveryRank, ranksText, spread } from "./training/collective.ts";
export {
  type Computed,
  type Config,
  checkConfig,
  checkDataOptions,
  checkOptions,
  defaultOf,
  gameOf,
  learningOf,
  mathematics,
  type OptionName,
  optionsOf,
  priorOf,
  resolveConfig,
  sameMathematics,
} from "./training/config.ts";
export { type Estimate, estimate } from "./training/estimate.ts";
export type {
  Answers,
  CheckpointWritten,
  Ended,
  Measures,
  Progress,
  RanksAtWork,
  RanksStarted,
  Report,
  Samples,
  Started,
  TrainingEvent,
} from "./training/events.ts";
export {
  type ExportedGenerator,
  type ExportNoise,
  type ExportOptions,
  exportGenerator,
  exportNoises,
  exportWeights,
} from "./training/export.ts";
export { fewestOptions } from "./training/fewest-options.ts";
export {
  createMachine,
  type Machine,
  type MachineOptions,
  type MachineState,
} from "./training/machine.ts";
export { type Circumstance, type Condition, decimal, type Option, type OptionKind } from "./training/option.ts";
export {
  dataOptions,
  type GameOptions,
  type GivenDataOptions,
  gameOptions,
  type PlayerOptions,
  playerOptions,
  type RunOptions,
  runOptions,
} from "./training/options.ts";
export type { OwnParts } from "./training/own-parts.ts";
export { createPlay, type Kept, type Play, type PlayOptions } from "./training/play.ts";
export { type Preset, type PresetName, presetNames, presetOf, presets } from "./training/presets.ts";
export type { GivenOptions } from "./training/recipes.ts";
export type { MeanAnswers, Ranks } from "./training/reduction.ts";
export { optionMatters, refuseIdle } from "./training/relevance.ts";
export type { RunningStep } from "./training/running-step.ts";
export { decodeTensors, encodeTensors, type NamedTensor, type TensorFile } from "./training/safetensors.ts";
export {
  createJudge,
  createSampler,
  type Judge,
  noise,
  type Sampler,
  type SamplerOptions,
  type Standing,
} from "./training/sampler.ts";
export { besideOthers } from "./training/signs-of-life.ts";
export { dataSetOf, type ResumeOptions, resume, type TrainOptions, train } from "./training/train.ts";
