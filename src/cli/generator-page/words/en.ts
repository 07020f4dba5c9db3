/** The texts of an exported page in English. */
import type { Words } from "./words.ts";

export const en: Words = {
  language: "Language",
  intro: (name, steps, prior, makes) =>
    `A generator that was trained on ${name} for ${steps} steps turns noise z ~ ${prior} into ${makes}. It runs in this page, without a network: nothing is loaded, nothing is sent.`,
  images: (channels, width, height) =>
    `${channels === 4 ? "transparent" : channels === 3 ? "colour" : "grey"} images of ${width}×${height} pixels`,
  rowsOf: (columns) => `rows of ${columns === 1 ? "one column" : `${columns} columns`}`,
  numbers: "numbers",
  points: "points",
  draw: "Draw new samples",
  seed: "Seed",
  class: "Class",
  rows: "Rows",
  save: (format) => `Save as ${format}`,
  scripts: "This page draws by a script, and needs a browser from 2023 or later that runs it.",
  sameSeed: "The same seed draws the same samples, here and by <code>saddlepoint sample --seed</code>.",
  sameSeedHere:
    "The same seed draws the same samples. What they are asked for is chosen by the page: <code>saddlepoint sample</code> chooses otherwise.",
  colours: "Blue: real examples; orange: drawn by the generator.",
  footer: (version, call) =>
    `Made by saddlepoint. The generator is computed by ONNX Runtime Web ${version} (Microsoft, MIT licence), which is inside this file. For the console: <code>${call}</code>.`,
  across: "Across",
  up: "Up",
  firstRows: "The first rows",
  columns: "Columns",
  columnsHint:
    'Choose a value, and every row has it: in as many columns as you like. Of several at once all are given, though the generator was trained with one: what goes with them together is truer from <code>saddlepoint sample --where</code>, which gives the rarest and draws rows until the others hold. Where nothing is chosen, rows have the shares of the data. <span class="key">Bars</span> are the rows drawn, thin marks and lines the training data, all of it.',
  rules:
    "Columns that rules derive from others are made again in every row. Rows that break another rule are not drawn anew here, as <code>saddlepoint sample</code> does.",
  clear: "Clear all choices",
  fromTo: "From one sample to another",
  marks: "Two samples are marked A and B. Choose another, and it becomes B, and B becomes A.",
  way: "From A to B",
  single: "Single numbers of z",
  chart: "A chart of the samples",
  between: "The sample at this place of the way",

  lacks: (what) => `This browser lacks ${what}, which the generator needs. Any browser from 2023 or later has it.`,
  unpacking: "Unpacking the generator …",
  drawing: "Drawing …",
  drawn: (count, unit, seed, seconds) => `${count} ${unit} of seed ${seed}, drawn in ${seconds} s.`,
  seedExpected: "A seed is a whole number from 0 to 4,294,967,295.",
  rowsExpected: (most) => `Rows are a whole number from 1 to ${most}.`,
  failed: (reason) => `The generator cannot be run here: ${reason}`,
  noPng: "this browser writes no PNG",
  asData: "as in the data",
  each: (of) => (of === "labels" ? "one of each" : "one of each cluster"),
  cluster: (number) => `cluster ${number}`,
  sample: (number, name, end) =>
    `Sample ${number}${name === undefined ? "" : `, ${name}`}${end && `, end ${end} of the way`}`,
  density: "density",
  any: "any",
  empty: "(empty)",
  noValue: "no value",
  range: (from, to) => `${from} to ${to}`,
  andOthers: (some, more) => `${some} and ${more} others`,
  others: (count) => `${count} others`,
  percent: (figure) => `${figure} %`,
  shares: (name, drawn, data) => `${name}: ${drawn} of the rows drawn, ${data} of the data`,
  histogram: (name, from, to) => `Histogram of ${name}, from ${from} to ${to}`,
  gaps: (drawn, data) => `No value: ${drawn} (data: ${data})`,
};
