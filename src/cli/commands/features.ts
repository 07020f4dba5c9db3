import { basename, resolve } from "node:path";
import { type ExtractorFacts, formatNumber, inspectExtractor, problem, shapeText, shellWord } from "../../inner.ts";
import { readBytes } from "../data/reading.ts";
import { feedingFrom, PIXELS } from "../run/features.ts";
import { forgetFeatures, type KnownFeatures, readKnownFeatures, rememberFeatures } from "../run/known-features.ts";
import { type Flags, flagName } from "../terminal/flags.ts";
import type { Output } from "../terminal/output.ts";
import { textTable } from "../terminal/text-table.ts";

const OF_A_FILE = ["name", "range", "layout", "output"] as const;

/** `features`, `features --from FILE.onnx`, `features --remove NAME`: models that make features, remembered by name. */
export async function featuresCommand(flags: Flags, output: Output): Promise<void> {
  const { from, remove } = flags;
  if (from !== undefined && remove !== undefined) {
    throw problem({
      doing: "reading option --remove",
      expected: "it alone",
      came: "--from as well",
      next: "Do one after the other.",
    });
  }
  const stray = OF_A_FILE.find((key) => from === undefined && flags[key] !== undefined);
  if (stray !== undefined) {
    throw problem({ doing: `reading option ${flagName(stray)}`, expected: "--from FILE.onnx with it", came: "none" });
  }
  if (from !== undefined) return remember(String(from), flags, output);
  if (remove !== undefined) return forget(String(remove), output);
  const models = await readKnownFeatures();
  output.result({ models }, models.length === 0 ? NONE : tableOf(models));
}

const NONE = "None yet. saddlepoint features --from FILE.onnx checks a model and remembers it.";

const tableOf = (models: readonly KnownFeatures[]): string =>
  textTable(
    [
      ["name", "numbers", "pixels", "SHA-256", "file"],
      ...models.map(({ name, dimension, range, checksum, path }) => [
        name,
        formatNumber(dimension),
        range,
        `${checksum.slice(0, 16)}…`,
        path,
      ]),
    ],
    [false, true, false, false, false],
  );

async function remember(file: string, flags: Flags, output: Output): Promise<void> {
  const name = nameFrom(flags.name ?? basename(file).replace(/\.onnx$/i, ""));
  const feeding = feedingFrom(flags, { range: "range", layout: "layout", output: "output" });
  const bytes = await readBytes(file, "model");
  const facts = await inspectExtractor(basename(file), bytes, feeding).catch((error: unknown) => {
    throw withOwnFlags(error);
  });
  const found = sentencesOf(facts);
  const { checksum, range, layout, dimension } = facts;
  const before = (await readKnownFeatures()).find((model) => model.name === name);
  const model = { name, path: resolve(file), checksum, range, layout, output: facts.output, dimension, found };
  const list = await rememberFeatures(model);
  const lines = [
    `${name} (${file}, SHA-256 ${checksum.slice(0, 16)}…)`,
    ...found.map((line) => `  ${line}`),
    `It is remembered in ${list}${before && before.checksum !== checksum ? `, in the place of another file (${before.path})` : ""}. Use it by saddlepoint evaluate RUN --metric fid --features ${shellWord(name)}.`,
  ];
  output.result({ ...model, list }, lines.join("\n"));
}

async function forget(name: string, output: Output): Promise<void> {
  const models = await readKnownFeatures();
  const model = models.find((one) => one.name === name);
  if (!model) {
    throw problem({
      doing: "reading option --remove",
      expected: `a name that is remembered (${models.map((one) => one.name).join(", ") || "there is none"})`,
      came: name,
    });
  }
  const list = await forgetFeatures(name);
  output.result({ removed: name, list }, `${name} is forgotten; ${model.path} stays where it is.`);
}

/** A name that no file is taken for. */
function nameFrom(given: unknown): string {
  const name = String(given);
  if (name === PIXELS) {
    throw problem({
      doing: "reading option --name",
      expected: "a name of its own",
      came: `${PIXELS}, which evaluate --features takes for the pixels themselves`,
      next: "Give another.",
    });
  }
  if (/^[A-Za-z0-9][\w.-]*$/.test(name) && !/\.onnx$/i.test(name)) return name;
  throw problem({
    doing: "reading option --name",
    expected: "letters, digits, points, dashes and underlines, without the ending .onnx",
    came: name === "" ? "an empty name" : name,
  });
}

/** The library names options as they are beside a run; here they have shorter flags. */
function withOwnFlags(error: unknown): unknown {
  if (error instanceof Error) {
    error.message = error.message.replace(/`features(Range|Layout|Output)(: "(\w+)")?`/g, (_, key, __, value) => {
      const flag = flagName(String(key).toLowerCase());
      return value === undefined ? flag : `${flag} ${String(value)}`;
    });
  }
  return error;
}

const RANGES = {
  unit: "pixels from 0 to 1",
  symmetric: "pixels from −1 to 1",
  bytes: "pixels from 0 to 255",
  imagenet: "pixels from 0 to 1, less ImageNet's mean, over its deviation",
} as const;

/** How the layout is known. */
const FROM = {
  shape: "by its shape",
  asked: "as you said",
  trial: "as it does not run with the other one",
} as const;

/** What was found, a sentence each. */
function sentencesOf(facts: ExtractorFacts): string[] {
  const { input, layout, layoutFrom, range, output, outputs, dimension, sides, weights } = facts;
  const [depth] = layout === "nchw" ? [input.lengths[1]] : [input.lengths[3]];
  const others = outputs.filter((name) => name !== output);
  const half = input.dtype === "float16" || weights.float16 > 0;
  return [
    `input ${input.name}: ${input.dtype}, ${shapeText(input.lengths)}, ${layout.toUpperCase()} (${FROM[layoutFrom]})`,
    `${RANGES[range]} (${input.dtype === "uint8" ? "it takes bytes" : "as you said"})`,
    depth === 1
      ? "one channel: for grey pictures alone"
      : depth === 3
        ? "three channels: grey pictures are shown three times"
        : "any number of channels: pictures go in as they are",
    sides === undefined
      ? "sides: any, pictures go in as they are"
      : `sides: ${sides[0]}×${sides[1]}; pictures of others are resized (cubic, antialiased)`,
    `output ${output}: ${formatNumber(dimension)} numbers a picture${others.length > 0 ? `; it has ${others.join(", ")} too` : ""}`,
    half
      ? `float16: ${formatNumber(weights.float16)} of ${formatNumber(weights.all)} weights${input.dtype === "float16" ? ", and the input" : ""}; features are good to three digits`
      : `${formatNumber(weights.all)} weights, none of float16`,
    "tried: features are finite, differ between pictures, and do not depend on the others of a batch",
  ];
}
