// Writes docs/options.md from the option table. A test fails when the page is out of date.
import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import {
  builtInData,
  dataOptions,
  defaultOf,
  gameOptions,
  lossNames,
  lossOf,
  playerOptions,
  runOptions,
  withOptions,
} from "#inner";

const flag = (key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
/** A cell of a table, with options as flags. */
const cell = (text) =>
  withOptions(text, ({ key, value }) => `${flag(key)}${value === undefined ? "" : ` ${value}`}`).replaceAll("|", "\\|");

const table = (options) =>
  [
    "| option | meaning | value | default |",
    "|---|---|---|---|",
    ...Object.entries(options).map(
      ([key, { help, expected }]) =>
        `| \`${flag(key)}\` | ${cell(help)} | ${cell(expected)} | ${cell(defaultOf(key))} |`,
    ),
  ].join("\n");

export const optionsPage = () => `# Options

Made from the option table by \`npm run docs:options\`. In the library the names are camelCase (\`learningRate\`), and the
options of one player stand under \`generator\` or \`discriminator\`. Defaults that depend on the data are given for points
(2-D) and images; data in one dimension have smaller ones. \`config.json\` of a run holds every value that was used.

## The game

${table(gameOptions)}

Losses:

| loss | what happens |
|---|---|
${lossNames.map((name) => `| \`${name}\` | ${cell(lossOf(name).help)} |`).join("\n")}

\`--loss wasserstein\` brings \`--gradient-penalty 10\` (0.1 for points), \`--d-steps 5\`, \`--beta1 0\` and \`--beta2 0.9\` as
defaults. With any penalty the D of \`dcgan\` is normalised by layer instead of by batch, because a penalty on the gradient at
an example has no meaning where the examples of a batch mix.

## The players

For both players; with the prefix \`--d-\` for D alone, \`--g-\` for G alone (\`--d-widths 32,32\`).

${table(playerOptions)}

An option that has no effect is not passed over in silence. Beside another choice that leaves it without one (\`--nesterov\` with adam, \`--beta1\` with sgd,
\`--channels\` with \`--network mlp\`) it is refused; where only the kind of data does (\`--channels\` for points, \`--widths\` for images) a note says so and the run goes on.

What may surprise who comes from PyTorch:

| here | in PyTorch |
|---|---|
| \`gelu\` is x/2·(1 + tanh(√(2/π)·(x + 0.044715x³))) | \`approximate="none"\` is the default: by the error function |
| \`--normalisation layer\` of images: mean and variance over the whole example, one scale and shift per channel | \`LayerNorm([C, H, W])\` has one per number; \`GroupNorm(1, C)\` is ours |
| \`--normalisation batch\` keeps no running statistics; to draw samples, standing ones are taken from minibatches of the G that is drawn from | \`BatchNorm\` keeps moving means, and takes the unbiased variance for them |
| momentum: v ← μv − rate·g, w ← w + v. When the rate falls, what v holds goes on at the old one | v ← μv + g, w ← w − rate·v. The same while the rate is constant |
| weight decay is added to the gradient for sgd, momentum, rmsprop and adam; adamw shrinks the parameters by rate·decay. Biases and scales decay too | the same |
| rmsprop has no momentum and is not centred; \`--beta2\` is its \`alpha\` | \`alpha\` is 0.99 by default |
| adam: rate·m̂/(√ŝ + ε), both corrected for their start; \`--beta1 0.5\` by default | the same; 0.9 by default |
| weights: \`he\` is normal with variance 2/fan-in, whatever the activation; biases start at 0 | \`Linear\` and \`Conv2d\` draw both from U(±1/√fan-in) |
| leaky-relu has slope 0.2 | 0.01 |
| D's loss is the **sum** of the means over real and over generated examples (half of it for least-squares) | with \`BCEWithLogitsLoss\` over both in one batch it is half of that |
| label smoothing is of D's real label alone: 1 − ε | \`CrossEntropyLoss(label_smoothing)\` smooths all classes |
| an epoch's last examples share a minibatch with the first of the next; none is dropped | \`drop_last\` chooses between a short minibatch and none |

## The run

These do not touch what is computed, and may change when a run is resumed.

${table(runOptions)}

\`--from RUN\` starts a new run from the weights of another: from its newest checkpoint, or from that of \`--from-step N\`. Options of
networks (and \`--latent\`, \`--prior\`, \`--pixels\`) are then those of that run where they are not given; all others are defaults, also the
rates. For pictures of other sides stages come or go next to the image, and the inner ones are taken; grey and colours fit each other;
classes are matched by name, others start as the mean of all. Sentences at the start (and of \`--dry-run\` and \`describe\`) say how much is
taken and which layers start afresh. The update rules start without memory. Once the run has a checkpoint it needs the other no more.

## Data

| name | what it is |
|---|---|
${builtInData.map(({ name, help }) => `| \`${name}\` | ${cell(help)} |`).join("\n")}

\`mnist\`, \`stacked-mnist\` (128,000 colour images, each of three of its digits) and \`fashion-mnist\` are downloaded on first
use (\`--data-dir\` names a folder that has the files). Anything else is a path: a folder of images, a CSV table, a NumPy array
(\`.npy\`, \`.npz\`), or an IDX file of images (MNIST's format), gzipped or not.

How they are read:

| option | meaning | value |
|---|---|---|
${Object.entries(dataOptions)
  .map(([key, { help, expected }]) => `| \`${flag(key)}\` | ${cell(help)} | ${cell(expected)} |`)
  .join("\n")}
`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await writeFile("docs/options.md", optionsPage());
