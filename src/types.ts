/**
 * The types of arguments and results that a program seldom has to name: `types.NpyOptions`.
 *
 * @module
 */

// Data.

export type { BuiltInName } from "./data/built-in.ts";
export type { ClassLabels } from "./data/class-labels.ts";
export type { ClassCode } from "./data/classes/class-code.ts";
export type {
  Bin,
  BooleanColumn,
  CalendarPart,
  CategoryColumn,
  Cells,
  CellsColumn,
  DateColumn,
  QuantileColumn,
  Step,
} from "./data/columns/cells.ts";
export type { CellDescription, ColumnDescription } from "./data/columns/described-columns.ts";
export type { NumberColumn } from "./data/columns/number.ts";
export type { Comparisons, Where } from "./data/conditions/where.ts";
export type { AskedValue, Comparison } from "./data/conditions/where-text.ts";
export type { CsvOptions, CsvTable } from "./data/csv.ts";
export type { LabelsDescription, ReaderOptions } from "./data/dataset.ts";
export type { DateForm, DateResolution } from "./data/date-form.ts";
export type { Grid } from "./data/density.ts";
export type { DataDescription } from "./data/description.ts";
export type { ExampleOptions } from "./data/held-out.ts";
export type { Idx } from "./data/idx.ts";
export type { LabelledOptions } from "./data/images.ts";
export type { ExampleStream, IterableOptions, LabelledExamples } from "./data/iterable.ts";
export type { CountForm, MadeColumn, MadeForm, PatternForm } from "./data/made-values.ts";
export type { NumpyArray } from "./data/npy.ts";
export type { NamedArray, NpyData, NpyOptions } from "./data/npy-data.ts";
export type { DecimalMark } from "./data/number-column.ts";
export type { NumberForm } from "./data/number-form.ts";
export type { MomentsOfRows, NumberRun } from "./data/pair-moments.ts";
export type { TableData, TableOptions } from "./data/rows.ts";
export type { Derivation, DerivedColumn, KeptRules, TableEntry } from "./data/rules/derived.ts";
export type { Sum, Term } from "./data/rules/sum.ts";
export type { ExampleSource } from "./data/shuffled.ts";
export type { StackedOptions } from "./data/stacked.ts";
export type { TableSchema } from "./data/table-schema.ts";
export type { ConstantColumn } from "./data/table-text.ts";
export type { ReadColumn, ReadOptions, ReadTable } from "./data/typed-reader.ts";
export type { ColumnFacts, LearnedKind, TypedColumn, TypedTable } from "./data/typed-table.ts";
export type { RowValue } from "./data/written/written-columns.ts";

// Tensors.

export type { Output } from "./tensor/graph.ts";
export type { Block, Entry, Layout } from "./tensor/layout.ts";
export type { DType } from "./tensor/shape.ts";
export type { Attributes, Convolution, Node, Op, Padding, Pair, Reduction } from "./tensor/tensor.ts";

// Kernels: random numbers and fused updates.

export type { Distribution } from "./kernels/distributions.ts";
export type { StreamName } from "./kernels/streams.ts";

// ONNX.

export type { WebgpuRuntime } from "./onnx/card.ts";
export type { Device, OnDevice } from "./onnx/device.ts";
export type { ModelOptions } from "./onnx/model.ts";
export type { Ort } from "./onnx/ort.ts";
export type {
  BoundProgram,
  Buffers,
  CompileOptions,
  DeviceProgram,
  ModelInput,
  RuntimeInUse,
  Values,
} from "./onnx/runtime.ts";

// Networks.

export type { ResidualOptions } from "./networks/block.ts";
export type { TransposedWindowOptions, WindowOptions } from "./networks/convolutions.ts";
export type { DcganOptions } from "./networks/dcgan.ts";
export type { Initialiser } from "./networks/initialisers.ts";
export type { LayerSummary, StateVariable, Statistics, StatisticsAsked } from "./networks/network.ts";
export type { ResamplingOptions } from "./networks/resampling.ts";

// The game.

export type { Draw } from "./game/objective.ts";

// Learning.

export type { OptimizerSettings, UpdateAt, Updated, UpdateOperands } from "./learning/optimizer.ts";

// Training.

export type { Augmentation } from "./game/augmentation/augment.ts";
export type { Planned } from "./game/augmentation/operations.ts";
export type { Beside } from "./training/config.ts";
export type { Estimate, EstimateOptions } from "./training/estimate.ts";
export type { CheckpointWritten, Ended, Progress, RanksAtWork, RanksStarted } from "./training/events.ts";
export type { ExportedGenerator, ExportOptions } from "./training/export.ts";
export type { MachineState, Streams } from "./training/machine.ts";
export type { Circumstance, Condition, Option, OptionKind } from "./training/option.ts";
export type { PlayerOptions, RunOptions } from "./training/options.ts";
export type { PresetName } from "./training/presets.ts";
export type { GivenOptions } from "./training/recipes.ts";
export type { NamedTensor, TensorFile } from "./training/safetensors.ts";
export type { Judge } from "./training/sampler.ts";
export type { SeenOptions } from "./training/seen.ts";
export type { SamplerOptions, Standing } from "./training/standing-statistics.ts";
export type { FeedbackState } from "./training/strength.ts";
export type { From, Origin } from "./training/transfer/origin.ts";
export type { StartingPoint } from "./training/transfer/transfer.ts";

// Rows of tables on request.

export type { GivenRow } from "./sampling/given-rows.ts";
export type { RowWishes, TrainedTable } from "./sampling/row-sampler.ts";
export type { RowOptions } from "./sampling/sample-rows.ts";

// Theory.

export type { Calibration, CalibrationBin } from "./theory/calibration.ts";
export type { DensityReading } from "./theory/density-reading.ts";
export type { Distance } from "./theory/distance-to-optimal.ts";
export type { DiscriminatorGap, FreshReading, GradientSummary, TheoryOptions } from "./theory/equilibrium.ts";
export type { Figure1, Figure1Options, FigurePanel } from "./theory/figure1.ts";
export type { GeneratorGap } from "./theory/generator-gap.ts";
export type { WithInterval } from "./theory/intervals.ts";
export type { Measured } from "./theory/quadrature.ts";
export type { SampleReading } from "./theory/sampled-density.ts";
export type { Outcome, Verdict } from "./theory/verdict.ts";

// Evaluation.

export type { ExamplesOfClass } from "./data/classes/examples-of-classes.ts";
export type { Classifier, ClassifierLayers, ClassifierOptions } from "./evaluation/classifier.ts";
export type { ColumnScores, FrequentValue } from "./evaluation/column-scores.ts";
export type { EvaluateOptions, Evaluation } from "./evaluation/evaluate-run.ts";
export type { Watch } from "./evaluation/exact-distances.ts";
export type { ExtractorOptions } from "./evaluation/extractor.ts";
export type { FeatureSets } from "./evaluation/feature-sets.ts";
export type { FeatureSource, Figure, Shown, StateFigure } from "./evaluation/figure.ts";
export type { FrechetDistance } from "./evaluation/frechet.ts";
export type { DeclaredInput, Length } from "./evaluation/image-input.ts";
export type { ExtractorFacts } from "./evaluation/inspect-extractor.ts";
export type { KernelDistance, KernelDistanceOptions } from "./evaluation/kernel-distance.ts";
export type { Efficacy, EfficacyOptions, NumberScores } from "./evaluation/learners/efficacy.ts";
export type { AreaUnderCurve, ClassScores } from "./evaluation/learners/scores.ts";
export type { Target } from "./evaluation/learners/target.ts";
export type { TwoSample, TwoSampleOptions } from "./evaluation/learners/two-sample.ts";
export type { FeatureFigure } from "./evaluation/measure-features.ts";
export type { Baseline } from "./evaluation/measure-parzen.ts";
export type { FeaturesOf, MeasuredRun, MeasuredState, UnseenExamples } from "./evaluation/measured-state.ts";
export type { Memorisation, MemorisationOptions, NearestExample } from "./evaluation/memorisation.ts";
export type { FeatureMetricRow, MetricRow, StateMetricRow } from "./evaluation/metrics.ts";
export type { ModeScores } from "./evaluation/mode-coverage.ts";
export type { NearestOptions, NearTo } from "./evaluation/nearest-examples.ts";
export type { NeighbourOptions, NeighbourScores } from "./evaluation/neighbours.ts";
export type { MeanLogLikelihood, ParzenOptions, ParzenScore } from "./evaluation/parzen.ts";
export type { ScorerOptions } from "./evaluation/prepare-run.ts";
export type { Refused } from "./evaluation/scorer.ts";
export type { TableScores } from "./evaluation/table.ts";
export type { ToldLabels } from "./evaluation/told-labels.ts";

// Tables.

export type { TextOptions } from "./data/csv-lines.ts";
export type { TypedData, TypedDataOptions } from "./data/typed-data.ts";
export type { RowsQuality } from "./evaluation/evaluate-run.ts";
export type { Loss as LearnerLoss } from "./evaluation/learners/losses.ts";
export type { ModelName, models } from "./evaluation/learners/models.ts";
export type { RealTables } from "./evaluation/measured-state.ts";
export type { Copies } from "./evaluation/quality/copies.ts";
export type { Bar, Distribution as ColumnDistribution } from "./evaluation/quality/distribution.ts";
export type { PairQuality } from "./evaluation/quality/pairs.ts";
export type { ColumnQuality, Quality, QualityScores } from "./evaluation/quality/quality.ts";
export type { QualityReport } from "./evaluation/quality/report.ts";
export type { TableFigures } from "./evaluation/quality/table-figures.ts";
export type { QualityReportOptions } from "./evaluation/scorer.ts";
export type { PairMoments, PairTargets } from "./game/pair-moments.ts";
export type { Computation, Doubles, Scaling } from "./onnx/doubles.ts";
export type { FromData } from "./training/game-of-config.ts";
