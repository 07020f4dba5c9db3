import { rm } from "node:fs/promises";
import {
  areCells,
  type Config,
  dataSetOf,
  type ExportNoise,
  exportGenerator,
  exportNoises,
  formatNumber,
  isBuiltIn,
  kindOf,
  priorOf,
  problem,
  realExamples,
} from "../../inner.ts";
import { readBytes, readText } from "../data/reading.ts";
import { writeWhole } from "../files/writing.ts";
import { generatorPage, modelIn } from "../generator-page/write.ts";
import { COMPARED, type Compared, compareModel, OF_VALUES } from "../run/compare-model.ts";
import { openGenerator, type RunGenerator } from "../run/generator.ts";
import { readRecord } from "../run/record.ts";
import { fileFlag } from "../terminal/file-flag.ts";
import type { Flags } from "../terminal/flags.ts";
import { integerFlag } from "../terminal/integer-flag.ts";
import type { Output } from "../terminal/output.ts";

/** Samples that say which range the charts of a page must show. */
const SHOWN = 2500;
/** Real points beside them. */
const REAL = 1000;

interface Written extends Compared {
  readonly path: string;
  readonly bytes: number;
}

/** `export <run> --out generator.onnx`, `export <run> --html page.html`, or both. */
export async function exportCommand(folder: string, flags: Flags, output: Output): Promise<void> {
  const doing = `exporting the generator of ${folder}`;
  const out = fileFlag(flags, "out", ".onnx", doing);
  const html = fileFlag(flags, "html", ".html", doing);
  const noise = (flags.noise ?? "prior") as ExportNoise;
  checkWish(doing, out, html, noise, flags.float === true);
  const generator = await openGenerator(folder, doing, output.say, { step: integerFlag(flags, "step", 0, 1e9) });
  try {
    const { checkpoint } = generator.loaded;
    const given = { config: generator.config, checkpoint };
    const { columns = [] } = given.config.data;
    const [cells, width] = [areCells(columns), columns.length];
    const lines: string[] = [];
    let result: object = { run: folder, step: checkpoint.step };
    if (out !== undefined) {
      const { bytes, metadata } = await exportGenerator({ ...given, noise, float: flags.float === true });
      const { difference, ...file } = await write(out, bytes, (path) => readBytes(path, "model"), generator, noise);
      result = { ...result, out, bytes: file.bytes, difference, metadata };
      lines.push(
        `The generator of ${folder} at step ${checkpoint.step} is in ${out} (${formatNumber(file.bytes)} bytes).`,
        `  z: N×${priorOf(given.config).latent}, ${metadata.z}`,
        ...(metadata.class === undefined ? [] : [`  class: ${metadata.class}`]),
        ...(metadata.given === undefined ? [] : [`  given: N×${width}, ${metadata.given}`]),
        `  x: ${["N", ...(cells ? [width] : given.config.data.shape)].join("×")}, ${metadata.x}`,
        ...(metadata.batch_normalisation ? [`  batch normalisation: ${metadata.batch_normalisation}`] : []),
        comparison({ difference, ...file }),
      );
    }
    if (html !== undefined) {
      const { bytes: model } = await exportGenerator({ ...given, classWeights: true });
      const samples = await generator.draw(await generator.noise(given.config.seed, SHOWN));
      const real = await realPoints(folder, given.config);
      const page = await generatorPage({ ...given, step: checkpoint.step, model, samples, real });
      const modelOf = async (path: string): Promise<Uint8Array> => modelIn(await readText(path, "page"));
      const file = await write(html, page, modelOf, generator, "prior");
      result = { ...result, html, htmlBytes: file.bytes, htmlDifference: file.difference };
      lines.push(
        `${html} (${formatNumber(file.bytes)} bytes) draws new samples of it in a browser, without a network.`,
        comparison(file),
      );
    }
    output.result(result, lines.join("\n"));
  } finally {
    await generator.release();
  }
}

/** Real points to show on a page: of distributions that are built in. Examples of somebody's own data are not handed on with it. */
async function realPoints(folder: string, { data, seed }: Config): Promise<Float32Array | undefined> {
  const { source } = await readRecord(folder);
  return isBuiltIn(source) && kindOf(data) === "points" ? realExamples(dataSetOf(source), seed, REAL) : undefined;
}

function checkWish(
  doing: string,
  out: string | undefined,
  html: string | undefined,
  noise: ExportNoise,
  float: boolean,
): void {
  if (out === undefined && html === undefined) {
    throw problem({
      doing,
      expected: "--out with a .onnx file, --html with a .html file, or both",
      came: "neither",
      next: "Add --out generator.onnx or --html page.html.",
    });
  }
  if (!exportNoises.includes(noise)) {
    throw problem({ doing: "reading option --noise", expected: `one of ${exportNoises.join(", ")}`, came: noise });
  }
  if (out === undefined && (float || noise !== "prior")) {
    throw problem({
      doing,
      expected: `--out with ${float ? "--float" : "--noise"}, which is about the .onnx file`,
      came: "--html alone",
      next: "The page draws the noise itself: leave the option out.",
    });
  }
}

const comparison = ({ difference, unit }: Written): string => {
  const found =
    unit === OF_VALUES
      ? `${(100 * difference).toPrecision(2)} % of the values differ`
      : `largest difference ${difference.toPrecision(2)} ${unit}`;
  return `Run and compared with the run's own generator on ${COMPARED} examples: ${found}.`;
};

/** Writes a file, reads the model back from it, runs it and compares; a file that differs does not stay. */
async function write(
  path: string,
  content: string | Uint8Array,
  modelOf: (path: string) => Promise<Uint8Array>,
  generator: RunGenerator,
  noise: ExportNoise,
): Promise<Written> {
  await writeWhole(path, content);
  const compared = await compareModel(path, await modelOf(path), generator, noise);
  if (!(compared.excess <= 1)) {
    await rm(path, { force: true });
    throw new Error(
      `internal: ${path} differed from the run's generator by ${compared.difference} ${compared.unit}, and was removed`,
    );
  }
  const bytes = typeof content === "string" ? Buffer.byteLength(content) : content.length;
  return { path, bytes, ...compared };
}
