/**
 * The option table: every option of a run once, with its range and meaning. The command line's flags and help, the error
 * texts and `config.json` all come from here.
 */

import { z } from "zod";
import type { DataDescription } from "../data/description.ts";
import { textEncodings } from "../data/encoding.ts";
import { gapRules } from "../data/gaps.ts";
import { layoutNames } from "../data/image-layout.ts";
import { areRows, kindOf } from "../data/kinds.ts";
import { type TableSchema, tableSchema } from "../data/table-schema.ts";
import { RANGE_TEXT } from "../data/value-range.ts";
import { lossNames, lossOf } from "../game/losses.ts";
import { optimizerNames, optimizerOf } from "../learning/optimizers.ts";
import { scheduleNames } from "../learning/schedules.ts";
import { architectureNames, architectures, kindsWithChoice, takersOf } from "../networks/architectures.ts";
import { upsamplings } from "../networks/dcgan.ts";
import { defaultScale, type InitScheme, initSchemes } from "../networks/initialisers.ts";
import { activationNames, normalisations, pixelRanges } from "../networks/layers.ts";
import { imageEnds, imageOutputs, mapStarts, residualBlocks } from "../networks/resnet.ts";
import { deviceChoices } from "../onnx/device.ts";
import { option } from "../option-text.ts";
import { augmentOptions } from "./augment-options.ts";
import { asOption, byKind, byPlayer } from "./defaults.ts";
import {
  type Circumstance,
  type Condition,
  choice,
  flag,
  integer,
  integerOrList,
  integers,
  names,
  number,
  type Option,
  only,
  row,
  text,
  texts,
  type ValuesOf,
  when,
} from "./option.ts";
import { renamed, sides } from "./picture-options.ts";

const MOST_STEPS = 1e9;

// What options need to have any effect.
const images = when("data", "images");
const hasMomentum = when("optimizer", "momentum");
const takesMeans = when("optimizer", ...optimizerNames.filter((name) => optimizerOf(name).moments.includes("mean")));
const takesSquares = when(
  "optimizer",
  ...optimizerNames.filter((name) => optimizerOf(name).moments.includes("square")),
);
const falls = when("schedule", ...scheduleNames.filter((name) => name !== "constant"));
const hasLabels = when("loss", ...lossNames.filter((name) => lossOf(name).labels === true));
const above0 = (of: Circumstance | "average"): Condition => ({
  of,
  holds: (value) => Number(value) > 0,
  says: "above 0",
});
const hidden = above0("hidden layers");

/** An option that not every network takes: it needs one that does, and its help begins with whose it is. `of`: of which player. */
const ofNetwork = <T>(
  key: Parameters<typeof takersOf>[0],
  option: Option<T>,
  {
    off,
    of,
    also = [],
  }: { readonly off?: NoInfer<T>; readonly of?: "G" | "D"; readonly also?: readonly Condition[] } = {},
): Option<T> => {
  const takers = takersOf(key);
  const whose = [...takers, ...(of ? [of] : [])].join(", ");
  const needs = [...(of ? [when("player", of)] : []), when("network", ...takers), ...also];
  return only(needs, { ...option, help: `${whose}: ${option.help}` }, off);
};

/** What the columns of a table are: the path of a file that says it, or what stands in it. */
const tableSchemaOption = (help: string): Option<string | TableSchema> => ({
  schema: z.union([z.string().min(1), tableSchema]),
  kind: { type: "text" },
  expected: "a schema as describe writes it, or the path of its file",
  help,
  placeholder: "FILE",
  parse: (given) => given,
});

/** How data are read from files: which examples there are follows from these. Each applies to some kinds of files only. */
export const dataOptions = {
  size: sides(
    8,
    512,
    "folder: pixels of a side of the images, or WIDTHxHEIGHT, e.g. 96x64; larger ones are scaled down",
  ),
  fit: renamed(
    choice(
      ["cover", "contain", "stretch"],
      `folder: pictures of other proportions: the middle is cut out, ${option("background")} is added, or sides are stretched`,
    ),
    { crop: "cover", pad: "contain" },
  ),
  grey: flag("folder: one channel instead of three"),
  alpha: flag("folder: transparency is learned too, as a fourth channel"),
  mirror: flag("images: a mirrored copy of each is an example too"),
  background: text(
    /^#[0-9a-fA-F]{6}$/,
    "a colour as #rrggbb",
    "#RRGGBB",
    `folder: what shows through transparent pixels, and beside pictures with ${option("fit", "contain")}`,
  ),
  range: text(
    RANGE_TEXT,
    "the values of black and white, e.g. 0,4095",
    "BLACK,WHITE",
    "images: the values that become black and white, where they are not bytes or were taken wrongly",
  ),
  layout: choice(layoutNames, "npy, npz: the axes of images, n examples, h height, w width, c channels"),
  shape: text(
    /^\d+[x×]\d+([x×]\d+)?$/,
    "the sides of an image, e.g. 28x28, 32x32x3 or 3x32x32",
    "HxW[xC]",
    "table, npy, npz: the image that each row of numbers is",
  ),
  array: text(/^[^\0]+$/, "the name of an array", "NAME", "npz: which of its arrays to train on"),
  nan: choice(
    gapRules,
    "table, npy, npz: rows and images with gaps are left out, or the mean of the column takes their place",
  ),
  followLinks: flag("folder: read symbolic links that lead out of it"),
  encode: choice(
    ["cells", "scaled"],
    "table: how columns are learned: all kinds, as cells of values, or numbers alone, scaled to deviation 1",
  ),
  column: names("table: kinds of columns, e.g. zip=category,when=date:DD/MM/YYYY"),
  schema: tableSchemaOption("table: kinds, order and values of all columns; describe writes the file, train takes it"),
  identifiers: choice(
    ["leave", "make"],
    "table: whether columns of identifiers and free text, which are not learned, are left out of samples or made anew by their pattern",
  ),
  missing: names("table: what counts as missing, e.g. NA,?, or for one column state=NA|?, or state= for nothing"),
  rule: texts(
    "rules such as start<=end, with semicolons between",
    "RULE;…",
    "table: rules between columns that every generated row keeps, e.g. start<=end;total=net+tax;fixed(code,name)",
  ),
  relations: choice(
    ["keep", "ignore"],
    "table: whether what every row keeps (a code and its name, a total and its parts) is found and kept",
  ),
  columns: names("table: which columns to train on, by name or by number from 1"),
  leaveOut: names("table: which columns not to train on, by name or by number from 1"),
  header: choice(["auto", "yes", "no"], "table: whether its first line names the columns"),
  separator: choice(["auto", "comma", "semicolon", "tab", "pipe", "space"], "table: what stands between fields"),
  decimal: choice(["auto", "point", "comma"], "table: what stands before decimals"),
  encoding: choice(["auto", ...textEncodings], "table: encoding of the text"),
  comments: choice(["auto", "yes", "no"], "table: whether lines that begin with # are left out"),
  outliers: choice(["drop", "keep"], "table, npy: rows with a number a thousand times further out than all others"),
  round: choice(["yes", "no"], "table, npy: whether samples are written with the decimals of the data"),
  holdout: integer(
    0,
    MOST_STEPS,
    "files and published data: how many examples are never trained on: the last ones; of tables some from everywhere, of folders with labels of every class its share",
  ),
};

// What defaults follow from in the data.

/** One dimension: small networks, and a D that is kept closer to its optimum. */
const inOneDimension =
  <T>(then: T, otherwise: T) =>
  (data: DataDescription): T =>
    kindOf(data) === "points" && data.shape[0] === 1 ? then : otherwise;

const sideOf = ({ shape: [, side = 1] }: DataDescription): number => side;

/** From this side on a step costs several times that of MNIST: fewer of them keep a run within an hour on two cores. */
const LARGE = 64;

/** Feature maps next to the image: twice the side, half as many, so that the widest layer and the cost of a step stay alike. */
const channelsFor = (data: DataDescription): number => Math.max(8, Math.min(64, Math.floor(2048 / sideOf(data))));

/**
 * Small pictures in colour, whose single pixels count (sprites, tiles): the last stage of a resnet works on them. So it does where
 * there is nothing to halve.
 */
const areFewPixels = ({ shape: [channels = 1, height = 0, width = 0] }: DataDescription): boolean =>
  (channels > 1 && height < 48) || Math.min(height, width) < 8;

const classSources = ["labels", "auto", "none"] as const;

/** About as many examples each as a class needs to be more than its examples, and no more clusters than tell more. */
const clustersFor = byKind({ points: ({ count = 0 }) => Math.max(2, Math.min(200, Math.round(count / 17))) });

/** Numbers on a sheet of samples, which is written as text too, in a fraction of a second: 2,500 rows of 100 columns, fewer of more. */
const MOST_ON_SHEET = 2.5e5;
const ROWS_ON_SHEET = 2500;

function rowsOnSheet(data: DataDescription): number {
  const [width = 1] = data.shape;
  const fits = !areRows(data) || ROWS_ON_SHEET * width <= MOST_ON_SHEET;
  return fits ? ROWS_ON_SHEET : Math.max(16, Math.floor(MOST_ON_SHEET / width));
}

/**
 * The rules of the game: what is computed follows from these, the players' options and the data. Defaults of points are those of two
 * small perceptrons, of images those of Radford et al. 2016; of tables there are seldom many rows, and long runs would learn them
 * by heart.
 */
export const gameOptions = {
  seed: row(1, integer(0, Number.MAX_SAFE_INTEGER, "all randomness follows from it")),
  batch: row(
    byKind({ points: 256, mixed: 125, table: 128, images: 64 }, (batch, { count = batch }) => Math.min(batch, count)),
    integer(1, 65536, "m, examples per minibatch"),
  ),
  accumulate: row(
    1,
    integer(
      1,
      1024,
      "minibatches whose gradients are averaged for one update: as one of so many times m, in the memory of one",
    ),
    { before: 1 },
  ),
  recompute: row(
    false,
    flag(
      "activations are computed again where gradients need them instead of being kept: up to a third less memory, a little more time",
    ),
    { before: false },
  ),
  classes: row(
    "none",
    only(
      when("data", "points", "table", "images", "arrays"),
      choice(
        classSources,
        "what G and D are told of an example: the label that the data have, a cluster found in them (auto), or nothing; by default residual networks are told labels, or clusters of 100 pictures and more",
      ),
      "none",
    ),
    { before: "none" },
  ),
  clusters: row(
    clustersFor,
    only(when("classes", "auto"), integer(2, 65_536, "clusters that are found; coarser ones are made of them")),
    { before: 200 },
  ),
  pack: row(
    1,
    only(
      when("data", "mixed"),
      integer(
        1,
        1024,
        "mixed table: rows that D judges together, so that it sees what they lack (PacGAN); CTGAN has 10",
      ),
      1,
    ),
    { before: 1 },
  ),
  loss: row("non-saturating", choice(lossNames, "what the players play for")),
  mixedSteps: row(
    1000,
    only(
      when("loss", "mixed"),
      integer(0, MOST_STEPS, "loss mixed: steps before G changes from non-saturating to minimax"),
    ),
  ),
  gradientPenalty: row(0, number(0, 1e6, "weight λ of (‖∇D(x̂)‖ − 1)² between real and generated examples; 0 is off")),
  r1: row(0, number(0, 1e6, "weight γ of ‖∇D(x)‖²/2 on real examples; 0 is off")),
  r2: row(0, number(0, 1e6, "weight γ of ‖∇D(x)‖²/2 on generated examples; 0 is off")),
  penaltyEvery: row(
    1,
    integer(1, 1e6, "steps from one with penalties to the next, where they weigh as much more (lazy regularisation)"),
    { before: 1 },
  ),
  jointPenalties: row(
    true,
    only(
      above0("R1 or R2"),
      flag("R1 and R2 of the very answers that the loss is taken of, with one input gradient for both"),
      false,
    ),
    { before: false },
  ),
  finalPenalty: row(
    1,
    only(above0("penalties"), number(0, 1e6, "by how much γ and λ are multiplied in the end of the burn-in"), 1),
    { before: 1 },
  ),
  burnInSteps: row(
    10_000,
    integer(1, MOST_STEPS, "steps in which penalties and beta2 go from their start to their end, by half a cosine"),
    { before: 10_000 },
  ),
  pairMoments: row(
    byKind({ points: 0, mixed: 3 }),
    only(
      when("data", "mixed"),
      number(0, 1e6, "mixed table: weight in G's loss of how often two cells meet in a row; 0 is off"),
      0,
    ),
    { before: 0 },
  ),
  givenMoments: row(
    byKind({ points: 0, mixed: 0.5 }),
    only(
      when("data", "mixed"),
      number(0, 1e6, "mixed table: the same of what a row is like when a cell of it is given; 0 is off"),
      0,
    ),
    { before: 0 },
  ),
  freezeD: row(
    0,
    only(
      when("start", "from the weights of another run"),
      integer(
        0,
        1000,
        "layers of D with weights, from the input on, that keep those of the run it starts from (FreezeD)",
      ),
      0,
    ),
    { before: 0 },
  ),
  subsets: row(
    0,
    only(
      when("data", "mixed"),
      number(
        0,
        1,
        "mixed table: share of the rows in training in which half of the columns are given, and not one of them alone",
      ),
      0,
    ),
    { before: 0 },
  ),
  labelSmoothing: row(0, only(hasLabels, number(0, 0.5, "D's label for real examples is 1 minus this (one-sided)"), 0)),
  ...augmentOptions,
  prior: row("normal", choice(["normal", "uniform"], `p_z: N(0, 1) or U(−w, w) with w = ${option("halfWidth")}`)),
  latent: row(
    byKind({
      points: 2,
      mixed: 64,
      table: ({ columns = [] }) => Math.max(2, Math.min(64, columns.length)),
      images: 100,
    }),
    integer(1, 65536, "dimension of z"),
  ),
  halfWidth: row(
    1,
    only(
      when("prior", "uniform"),
      number(0, 1e6, "w of the uniform prior; 1.7320508 for unit variance (the 2014 code)", {
        exclude: ["min"],
      }),
    ),
  ),
  dSteps: row(
    byKind({ points: inOneDimension(2, 1), table: 1, images: 1 }),
    integer(1, 1000, "k, steps of D per round"),
  ),
  gSteps: row(1, integer(1, 1000, "steps of G per round, each on fresh noise; Algorithm 1 has one"), { before: 1 }),
  updates: row(
    "alternating",
    choice(
      ["alternating", "simultaneous"],
      "Algorithm 1 as printed, or both players from one batch of noise (the 2014 code)",
    ),
  ),
  sharedMasks: row(
    false,
    only(
      [
        when("updates", "simultaneous"),
        above0("dropout"),
        { of: "penaltyEvery", holds: (value) => value === 1, says: "1" },
        { of: "accumulate", holds: (value) => value === 1, says: "1" },
        { of: "gSteps", holds: (value) => value === 1, says: "1" },
      ],
      flag("updates simultaneous: both gradients see the same dropout masks (the 2014 code)"),
      false,
    ),
    { before: false },
  ),
  pixels: row(
    "symmetric",
    only(
      images,
      choice(pixelRanges, "images: the networks compute with [−1, 1] and tanh, or [0, 1] and sigmoid (2014)"),
    ),
    { before: "symmetric" },
  ),
  outputBias: row(
    "zero",
    ofNetwork(
      "outputBias",
      choice(["zero", "data"], "G's output bias starts at 0, or where it gives the mean example (2014)"),
      { off: "zero" },
    ),
    { before: "zero" },
  ),
  average: row(
    0.999,
    number(0, 1, "β of the moving average of G that samples are drawn from; 0 is off", { exclude: ["max"] }),
  ),
  averageRamp: row(
    0,
    only(
      above0("average"),
      number(
        0,
        1,
        "the average's half-life is at most this share of the steps so far; 0: β is at most (1 + t)/(10 + t)",
      ),
      0,
    ),
    { before: 0 },
  ),
};

/** What each player has of its own. An option without prefix sets both. */
export const playerOptions = {
  network: row(
    byKind({ points: "mlp", mixed: "table", images: "resnet" } as const),
    only(
      when("data", ...kindsWithChoice()),
      choice(architectureNames, architectureNames.map((name) => architectures[name].help).join(", or ")),
      architectureNames[0],
    ),
  ),
  widths: row(
    byKind({ points: inOneDimension([32, 32], [64, 64, 64]), mixed: [256, 256], images: [512, 512] }),
    ofNetwork("widths", integers(1, 65536, 16, "units of each hidden layer")),
  ),
  channels: row(
    byKind({ points: 64, images: channelsFor }),
    ofNetwork(
      "channels",
      integerOrList(
        1,
        4096,
        8,
        "feature maps next to the image, doubled at each halving; resnet takes a list too, from the smallest maps on",
      ),
    ),
  ),
  blocks: row(1, ofNetwork("blocks", integer(0, 64, "residual blocks at each resolution")), { before: 1 }),
  blockKind: row(
    "plain",
    ofNetwork(
      "blockKind",
      choice(residualBlocks, "two 3×3 convolutions, or 1×1, 3×3 in groups of 16 channels on twice as many, 1×1"),
    ),
    { before: "plain" },
  ),
  imageEnds: row(
    byKind({ points: "strided", images: (data) => (areFewPixels(data) ? "pixels" : "strided") } as const),
    ofNetwork(
      "imageEnds",
      choice(imageEnds, "4×4 convolutions of stride 2 to and from the image, or a last stage on its own pixels"),
    ),
    { before: "strided" },
  ),
  firstMaps: row(
    "dense",
    ofNetwork(
      "firstMaps",
      choice(mapStarts, "the smallest maps come from a dense layer, or are learned and scaled by what z says"),
      { of: "G" },
    ),
    { before: "dense" },
  ),
  imageOutput: row(
    "bounded",
    ofNetwork("imageOutput", choice(imageOutputs, "G ends with tanh or sigmoid, or without bounds"), { of: "G" }),
    { before: "bounded" },
  ),
  upsampling: row(
    "transposed",
    ofNetwork(
      "upsampling",
      choice(upsamplings, "transposed convolution, or resize and convolution (no ConvTranspose on export)"),
      { of: "G" },
    ),
    { before: "transposed" },
  ),
  // As in DCGAN: a G of flat pieces separates modes cleanly, a D that leaks always leaves it a gradient.
  activation: row(
    byPlayer("relu", "leaky-relu"),
    only(hidden, choice([...activationNames, "maxout"], "after every hidden layer (gelu in its tanh form)")),
  ),
  temperature: row(
    0.5,
    ofNetwork("temperature", number(0, 1e6, "τ of G's softmax of each column's cells", { exclude: ["min"] }), {
      of: "G",
    }),
    { before: 0.5 },
  ),
  gumbel: row(
    0,
    ofNetwork(
      "gumbel",
      number(0, 1e6, "strength of Gumbel noise on the logits of each column's cells, drawn as a part of z; 0 is off"),
      { of: "G", off: 0 },
    ),
    { before: 0 },
  ),
  slope: row(
    0.2,
    only(
      [hidden, when("activation", "leaky-relu")],
      number(0, 1, "of leaky-relu below zero (PyTorch has 0.01)", { exclude: ["max"] }),
    ),
  ),
  pieces: row(5, only([hidden, when("activation", "maxout")], integer(2, 64, "linear pieces per maxout unit"))),
  normalisation: row(
    byKind({ points: "none", images: "batch" } as const),
    ofNetwork(
      "normalisation",
      choice(
        normalisations,
        "before every hidden activation (dcgan: but D's first); one scale and shift per channel, no running statistics",
      ),
      { off: "none", also: [hidden] },
    ),
  ),
  dropout: row(
    0,
    ofNetwork("dropout", number(0, 1, "share of hidden values dropped in training", { exclude: ["max"] }), {
      off: 0,
      also: [hidden],
    }),
  ),
  inputDropout: row(
    0,
    ofNetwork("inputDropout", number(0, 1, "share of input values dropped in training", { exclude: ["max"] }), {
      off: 0,
    }),
  ),
  spectralNorm: row(
    false,
    ofNetwork(
      "spectralNorm",
      flag("weights are divided by their largest singular value, one step of power iteration each time (SN-GAN)"),
      { off: false },
    ),
    { before: false },
  ),
  attention: row(
    [],
    ofNetwork(
      "attention",
      integers(1, 512, 8, "self-attention behind feature maps whose shorter side is one of these (SAGAN)"),
      { off: [] },
    ),
    { before: [] },
  ),
  minibatchDeviation: row(
    0,
    ofNetwork(
      "minibatchDeviation",
      integer(0, 1024, "so many examples at a time are compared, and D is told by how much they differ; 0 is off"),
      { of: "D", off: 0 },
    ),
    { before: 0 },
  ),
  mapping: row(
    0,
    ofNetwork(
      "mapping",
      integer(0, 16, "dense layers that make w of z, as long, which G then works from (StyleGAN); 0 is off"),
      { of: "G", off: 0 },
    ),
    { before: 0 },
  ),
  init: row(
    byKind({ points: "he", images: "normal" } as const),
    choice(initSchemes, "start of weights: he, glorot, normal (DCGAN), uniform (2014); biases start at 0"),
  ),
  initScale: row(
    asOption("init", (init: InitScheme) => defaultScale[init]),
    number(0, 1000, "σ of init normal (0.02), half width of uniform (0.05), a factor for he and glorot (1)", {
      exclude: ["min"],
    }),
  ),
  optimizer: row("adam", choice(optimizerNames, "update rule")),
  learningRate: row(
    byKind({ points: inOneDimension(1e-3, 2e-3), mixed: 1e-3, images: 2e-4 }),
    number(0, 1e6, "at the start", { exclude: ["min"] }),
  ),
  schedule: row(
    byKind({ points: "linear", mixed: "late", images: "constant" } as const),
    choice(scheduleNames, "how the learning rate falls"),
  ),
  finalRate: row(
    byKind({ points: 0.01, mixed: 0.05, images: 1 }),
    only(falls, number(0, 1, "the share of the learning rate that is left in the end", { exclude: ["min"] })),
  ),
  decaySteps: row(
    byKind({ points: inOneDimension(15_000, 25_000), mixed: 5000, table: 5000, images: 10_000 }),
    only(
      falls,
      integer(
        1,
        MOST_STEPS,
        `steps until then; of mixed tables and residual networks as many as ${option("steps")}, else they do not follow these, so that a run can be prolonged exactly`,
      ),
    ),
  ),
  momentum: row(
    0.9,
    only(
      hasMomentum,
      number(0, 1, "of optimizer momentum: v ← momentum·v − rate·g, with the rate inside", { exclude: ["max"] }),
    ),
  ),
  finalMomentum: row(
    asOption("momentum", (momentum: number) => momentum),
    only(hasMomentum, number(0, 1, "what momentum grows to, linearly (default: it stays)", { exclude: ["max"] })),
  ),
  momentumSteps: row(1, only(hasMomentum, integer(1, MOST_STEPS, "steps until then"))),
  nesterov: row(false, only(hasMomentum, flag("Nesterov's form of momentum"), false)),
  beta1: row(0.5, only(takesMeans, number(0, 1, "adam: memory of the mean", { exclude: ["max"] }))),
  beta2: row(
    byKind({ points: 0.99, images: 0.999 }),
    only(takesSquares, number(0, 1, "adam, rmsprop: memory of the mean square", { exclude: ["max"] })),
  ),
  finalBeta2: row(
    0,
    only(takesSquares, number(0, 1, "what beta2 becomes in the burn-in; 0: it stays", { exclude: ["max"] }), 0),
    { before: 0 },
  ),
  epsilon: row(
    1e-8,
    only(takesSquares, number(0, 1, "adam, rmsprop: added to the root of the mean square", { exclude: ["min"] })),
  ),
  weightDecay: row(
    0,
    number(0, 1000, "pull of all parameters to zero, biases too; added to the gradient, but for adamw"),
  ),
};

/** How a run is carried out and watched. These can change when it is resumed: they do not touch what is computed. */
export const runOptions = {
  steps: row(
    byKind({
      points: inOneDimension(15_000, 25_000),
      mixed: 5000,
      table: 5000,
      images: (data) => (sideOf(data) >= LARGE ? 3000 : 5000),
    }),
    integer(1, MOST_STEPS, "rounds in all: k steps of D, then of G"),
  ),
  checkpointEvery: row(
    byKind({ points: 5000, mixed: 1000, table: 1000, images: 500 }),
    integer(1, MOST_STEPS, "steps between checkpoints"),
  ),
  keep: row(5, integer(2, 1e6, "checkpoints to keep; older ones are removed")),
  reportEvery: row(
    byKind({ points: 500, mixed: 100, table: 100, images: 25 }),
    integer(1, MOST_STEPS, "steps between lines of metrics.jsonl"),
  ),
  sampleEvery: row(
    byKind({ points: 2500, mixed: 500, table: 500, images: 250 }),
    integer(1, MOST_STEPS, "steps between sheets of samples"),
  ),
  samples: row(byKind({ points: rowsOnSheet, images: 64 }), integer(1, 10000, "examples on a sheet")),
  // Without a limit, all were kept.
  keepSamples: row(
    200,
    integer(2, 1e6, "sheets to keep: of more, every second goes, and so on; the first, the newest and the best stay"),
    { before: 1_000_000 },
  ),
  threads: row(
    byKind({ points: 1, images: 2 }),
    integer(1, 256, "threads of the runtime; small networks are fastest on 1"),
  ),
  // Older runs know no other.
  device: row(
    "cpu",
    choice(
      deviceChoices,
      "what computes: cpu, the graphics card by webgpu, or auto: the faster of both, which is measured",
    ),
    { before: "cpu" },
  ),
};

/** What is given of {@link dataOptions}; the rest has defaults. */
export type GivenDataOptions = Partial<ValuesOf<typeof dataOptions>>;
export type GameOptions = ValuesOf<typeof gameOptions>;
/** Options of one player: its network and how it learns. docs/options.md lists them. */
export type PlayerOptions = ValuesOf<typeof playerOptions>;
/** Options of a run that change nothing of what is computed. docs/options.md lists them. */
export type RunOptions = ValuesOf<typeof runOptions>;
