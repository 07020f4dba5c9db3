/**
 * The inner door, for the terminal, the lab, benchmarks and scripts: every public name, and what they need beside. It is no
 * export of the package (package.json), so that what stands here may change at any time.
 *
 * @module
 */
// Everything for people.

export * from "./index.ts";

// Errors that are the user's.

export { option, withOptions } from "./option-text.ts";
export { internal, oneLine, problem } from "./problem.ts";
export { shellWord } from "./shell-word.ts";

// Data.

export { labelNames } from "./data/array-labels.ts";
export { barsOver } from "./data/bars.ts";
export { type BuiltInName, builtInData, isBuiltIn } from "./data/built-in.ts";
export { overChequers } from "./data/chequers.ts";
export {
  type ClassLabels,
  classCounts,
  classesText,
  labelsOf,
  namedClasses,
  numberedClasses,
} from "./data/class-labels.ts";
export { type ClassCode, codesOf } from "./data/classes/class-code.ts";
export { classesOnSheet } from "./data/classes/classes-on-sheet.ts";
export { codeBetween } from "./data/classes/code-between.ts";
export { drawClasses } from "./data/classes/draw-classes.ts";
export { examplesOfClasses } from "./data/classes/examples-of-classes.ts";
export { nearestIndex } from "./data/columns/bins.ts";
export { type CellsColumn, cellCount, type DateColumn } from "./data/columns/cells.ts";
export type { Place } from "./data/columns/column-kind.ts";
export { valueText, type WrittenColumn, writtenColumn } from "./data/columns/column-text.ts";
export { areCells, areNumbers, columnInUnits, inUnits, placesOf, unrounded } from "./data/columns/columns.ts";
export { type CellDescription, type ColumnDescription, describeColumn } from "./data/columns/described-columns.ts";
export { givenOf } from "./data/columns/given-graph.ts";
export { layoutOf } from "./data/columns/layout.ts";
export { unitsOf } from "./data/columns/number-units.ts";
export { rangeOf as rangeOfCells, resolutionOf } from "./data/columns/resolution.ts";
export { factsOf, typedTableOf } from "./data/columns/typed-table-of.ts";
export type { Where } from "./data/conditions/where.ts";
export { parseWhere } from "./data/conditions/where-text.ts";
export { counted, formatNumber } from "./data/counted.ts";
export type { CsvTable } from "./data/csv.ts";
export { readLines, type TextOptions } from "./data/csv-lines.ts";
export { safeText } from "./data/csv-text.ts";
export type { Grid } from "./data/density.ts";
export type { DataDescription } from "./data/description.ts";
export { drawConditions } from "./data/draw-conditions.ts";
export { decodeText } from "./data/encoding.ts";
export { sha256 } from "./data/fingerprint.ts";
export { withoutGaps } from "./data/gaps.ts";
export { exampleData, holdsOutLast } from "./data/held-out.ts";
export { dimNotice, rangeNotice } from "./data/image-array.ts";
export { idxLabels } from "./data/images.ts";
export { parseJson } from "./data/json.ts";
export { jsonLineRecords, jsonRecords } from "./data/json-records.ts";
export { areRows, type DataKind, dataKinds, type KindOfData, kindOf } from "./data/kinds.ts";
export { listed } from "./data/listed.ts";
export { nearest } from "./data/nearest.ts";
export { encodeNpy, type NumpyArray } from "./data/npy.ts";
export type { NamedArray } from "./data/npy-data.ts";
export { readNpz } from "./data/npz.ts";
export { significantDigits } from "./data/number-form.ts";
export { parquetRecords } from "./data/parquet-records.ts";
export { readSides, type Sides } from "./data/picture-sides.ts";
export { drawNoise, formatPrior, priorLattice } from "./data/prior.ts";
export { lineRecords, type Records } from "./data/records.ts";
export { type FoundCombination, findCombinations } from "./data/rules/combinations.ts";
export { type KeptRules, restoreTable } from "./data/rules/derived.ts";
export { evenly } from "./data/shuffled.ts";
export { evenRows, takenRows } from "./data/some-rows.ts";
export { suggestTableShape, tableImages } from "./data/table-images.ts";
export { checkTableSchema, type TableSchema } from "./data/table-schema.ts";
export { tableCsv, type WrittenTable, writtenNames, writtenNumbers, writtenRows } from "./data/table-text.ts";
export type { ReadColumn, ReadOptions, ReadTable } from "./data/typed-reader.ts";
export {
  type ColumnFacts,
  learnedKinds,
  type TableColumnKind,
  type TypedTable,
  tableColumnKinds,
} from "./data/typed-table.ts";
export { intoRange, isDim, rangeOf, readRange, type ValueRange, type ValueSpread } from "./data/value-range.ts";
export { wholeTableOf } from "./data/whole-table.ts";
export { csvRows, tsvRows } from "./data/written/csv-rows.ts";
export { jsonLineRows, jsonRows } from "./data/written/json-rows.ts";
export { parquetRows } from "./data/written/parquet-rows.ts";
export type { RowFormat } from "./data/written/row-format.ts";
export {
  rowText,
  typedText,
  type WrittenRows,
  type WrittenSource,
  writtenColumns,
} from "./data/written/written-columns.ts";

// Tensors.

export { layout, viewOf } from "./tensor/layout.ts";
export { sizeOf } from "./tensor/shape.ts";
export { normalMass } from "./tensor/special.ts";

// Kernels: random numbers and fused updates.

export { bytesFor, createKernels } from "./kernels/kernels.ts";
export { openStream } from "./kernels/streams.ts";

// ONNX.

export { onnxMetadata } from "./onnx/model.ts";
export { refusedModel } from "./onnx/refused-model.ts";

// Networks.

export { mappingOf } from "./networks/mapping.ts";
export type { LayerSummary } from "./networks/network.ts";

// The game.

export { lossNames } from "./game/losses.ts";

// Learning.

export { isDivergence } from "./learning/not-finite.ts";

// Devices.

export { type Device, type DeviceChoice, isLostDevice, noDevice } from "./onnx/device.ts";
export { oneByOne } from "./onnx/one-by-one.ts";
export type { Ort } from "./onnx/ort.ts";
export { openDevice } from "./onnx/runtime.ts";

// Training.

export { algorithm1, type Moment } from "./training/algorithm.ts";
export { assemble } from "./training/assemble.ts";
export { augmentationText } from "./training/augmenting.ts";
export { requireRoom } from "./training/card-room.ts";
export { changeableOptions, changesBetween } from "./training/change-rules.ts";
export { requireState } from "./training/checkpoint.ts";
export { type ChosenDevice, chooseDevice, chooseDeviceToDraw } from "./training/choose-device.ts";
export { withClasses, withClassesOf } from "./training/classes/with-classes.ts";
export { isOnEveryRank, spread } from "./training/collective.ts";
export {
  type Computed,
  checkConfig,
  checkDataOptions,
  checkOptions,
  defaultOf,
  mathematics,
  optionsOf,
  sameMathematics,
} from "./training/config.ts";
export type { Estimate } from "./training/estimate.ts";
export type {
  Answers,
  CheckpointWritten,
  Ended,
  Measures,
  Progress,
  RanksAtWork,
  RanksStarted,
} from "./training/events.ts";
export { type ExportNoise, exportNoises } from "./training/export.ts";
export { fewestOptions } from "./training/fewest-options.ts";
export { askedCells, frequentConditions } from "./training/frequent-conditions.ts";
export { gameOf, priorOf } from "./training/game-of-config.ts";
export { type AnswerField, judgesAlone, type Spread, windowAround } from "./training/inside.ts";
export { namesText } from "./training/list-text.ts";
export { createMachine } from "./training/machine.ts";
export { partialMoments } from "./training/moment-parts.ts";
export { decimal, type Option } from "./training/option.ts";
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
export { createPlay, type Kept, type Play } from "./training/play.ts";
export { presetNames, presetOf } from "./training/presets.ts";
export type { GivenOptions } from "./training/recipes.ts";
export { optionMatters, refuseIdle } from "./training/relevance.ts";
export { encodeTensors, type NamedTensor } from "./training/safetensors.ts";
export { createJudge, type Judge } from "./training/sampler.ts";
export { besideOthers } from "./training/signs-of-life.ts";
export { dataSetOf } from "./training/train.ts";
export { frozenText, networksText, transferText } from "./training/transfer/text.ts";
export { type StartingPoint, transferTo } from "./training/transfer/transfer.ts";
export { turnsText } from "./training/turns-text.ts";

// Rows of tables on request.

export { type NumberedRows, nothingMade, type Tally, tallyText } from "./sampling/draw-rows.ts";
export { type GivenRow, givenRows } from "./sampling/given-rows.ts";
export { keptRows } from "./sampling/kept-rows.ts";
export {
  createRowSampler,
  type RowSampler,
  type RowsOnRequest,
  type RowWishes,
  rowSamplerOf,
  wholeColumns,
} from "./sampling/row-sampler.ts";
export { type RowOptions, rowsFrom } from "./sampling/sample-rows.ts";

// Theory.

export { createDensityReader, type DensityReader, type DensityReading } from "./theory/density-reading.ts";
export { createPull, type Pull } from "./theory/discriminator-pull.ts";
export type { Distance } from "./theory/distance-to-optimal.ts";
export { type FigurePanel, figure1Config } from "./theory/figure1.ts";
export { type BothLosses, createBothLosses, type LossNorms } from "./theory/gradient-of-both-losses.ts";
export { shareInterval, type WithInterval } from "./theory/intervals.ts";
export { createFlow, type Flow, type LayerFlow } from "./theory/layer-flow.ts";
export { createUnits, type LayerUnits, type Units } from "./theory/layer-units.ts";
export { type LossRun, lossRuns } from "./theory/loss-figure.ts";
export { type Pieces, piecesOf, pushForward } from "./theory/push-forward.ts";
export { type Measured, middlesOf, onGrid } from "./theory/quadrature.ts";
export { realExamples } from "./theory/real-examples.ts";
export { bandwidths, kernelDensity } from "./theory/sampled-density.ts";
export { errorText, measuredText } from "./theory/verdict.ts";

// Evaluation.

export { type BestSoFar, type Better, bestSoFar, type MetricReading, type Trend } from "./evaluation/best.ts";
export { classModes } from "./evaluation/class-modes.ts";
export { classifierModel } from "./evaluation/classifier.ts";
export type { ColumnScores } from "./evaluation/column-scores.ts";
export { meanDistance } from "./evaluation/energy-distance.ts";
export type { Evaluation } from "./evaluation/evaluate-run.ts";
export { type FeatureRange, featureRanges } from "./evaluation/extractor.ts";
export type { Shown } from "./evaluation/figure.ts";
export { type ImageLayout, imageLayouts, shapeText } from "./evaluation/image-input.ts";
export type { ExtractorFacts } from "./evaluation/inspect-extractor.ts";
export type { Baseline } from "./evaluation/measure-parzen.ts";
export type { UnseenExamples } from "./evaluation/measured-state.ts";
export { isFeatureMetric, type MetricFacts, metricNames } from "./evaluation/metrics.ts";
export { type FigureKey, type MetricsLine, parseMetricsLine } from "./evaluation/metrics-line.ts";
export { openClassifier } from "./evaluation/open-classifier.ts";
export { type Bar, type Distribution, distributionOf } from "./evaluation/quality/distribution.ts";
export { quality } from "./evaluation/quality/quality.ts";
export { qualityFigure } from "./evaluation/quality/quality-figure.ts";
export type { QualityReport } from "./evaluation/quality/report.ts";
export {
  compareSettings,
  meanOverSeeds,
  moreSeeds,
  type PairComparison,
  type SeedScores,
  type SettingsCompared,
} from "./evaluation/seeds/compare.ts";
export { type Warning, type WarningContext, warningsOf } from "./evaluation/warnings.ts";
