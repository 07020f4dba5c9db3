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
} from "saddlepoint";

const flag = (key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const cell = (text) => text.replaceAll("|", "\\|");

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

## The run

These do not touch what is computed, and may change when a run is resumed.

${table(runOptions)}

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
