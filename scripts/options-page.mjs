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

What else may surprise who comes from PyTorch stands on [a page of its own](from-pytorch.md#what-differs).

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
