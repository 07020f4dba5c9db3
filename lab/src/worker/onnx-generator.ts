/** A generator in an ONNX model: of this project's exports all that they say of themselves, of others what can be seen. */
import {
  type ColumnDescription,
  drawClasses,
  drawConditions,
  givenOf,
  type KeptRules,
  layoutOf,
  onnxMetadata,
  openModel,
  type Prior,
  problem,
  refusedModel,
  rowSamplerOf,
  sizeOf,
  type WrittenTable,
  writtenColumn,
} from "#inner";
import { askedColumns } from "./asked-columns.ts";
import { cellsOf, describedColumns, tableOf } from "./described-cells.ts";
import type { FileGenerator } from "./file-generator.ts";
import type { OpenedGenerator } from "./protocol.ts";

type Model = Awaited<ReturnType<typeof openModel>>;
type Metadata = Readonly<Record<string, string>>;

/** One example at a time would be slow, all at once large. */
const CHUNK = 64;

/** What an exported model says of its rows; others' files say nothing. Its numbers are not rounded. */
function writtenIn({ columns = "null" }: Metadata, size: number): WrittenTable | null {
  try {
    const said: unknown = JSON.parse(columns);
    if (!Array.isArray(said) || said.length !== size) return null;
    const known = (said as { readonly name?: unknown; readonly scale?: unknown }[]).flatMap(({ name, scale }) =>
      typeof name === "string" && typeof scale === "number" && scale > 0 ? [{ name, scale }] : [],
    );
    return known.length === size ? { columns: known } : null;
  } catch {
    return null;
  }
}

async function modelOf(doing: string, bytes: Uint8Array): Promise<Model> {
  return openModel(bytes).catch((cause: unknown) => {
    throw problem({
      doing,
      expected: "an ONNX model that the runtime understands",
      came: refusedModel(bytes, cause),
      next: "The lab saves one under “Generator (ONNX)”.",
      cause,
    });
  });
}

/** Classes as the file tells of them, which it then is given by number. */
function classesIn({ class_counts: counts, classes }: Metadata): OpenedGenerator["classes"] {
  const numbers = listIn(counts, (one): one is number => typeof one === "number" && one >= 0);
  const names = listIn(classes, (one): one is string => typeof one === "string");
  return numbers && { counts: numbers, names: names?.length === numbers.length ? names : null };
}

function listIn<T>(text: string | undefined, is: (one: unknown) => one is T): readonly T[] | null {
  try {
    const said: unknown = JSON.parse(text ?? "null");
    return Array.isArray(said) && said.length > 0 && said.every(is) ? said : null;
  } catch {
    return null;
  }
}

/** The length of z. Beside it a model of a mixed table takes the cells that are given, one of classes their numbers. */
function latentOf(
  doing: string,
  { signature }: Model,
  described: readonly ColumnDescription[] | null,
  classes: OpenedGenerator["classes"],
): number {
  const [input, given, ...others] = signature;
  const latent = input?.shape.at(-1);
  const fits = input?.dtype === "float32" && input.shape.length === 2 && typeof latent === "number";
  const known = (given?.name === "given" && described !== null) || (given?.name === "class" && classes !== null);
  const told = given === undefined || (known && given.dtype === "float32");
  if (fits && told && others.length === 0) return latent;
  throw problem({
    doing,
    expected: "one input z [N×latent] of float32",
    came: signature.map((one) => `${one.name} [${one.shape.join("×")}] ${one.dtype}`).join(", ") || "no input",
    next: "Export a generator by: saddlepoint export RUN --out generator.onnx.",
  });
}

/** The file says which noise it wants; others' files are taken to want normal noise. */
const priorIn = (metadata: Metadata, latent: number): Prior => ({
  kind: metadata.z?.startsWith("U") ? "uniform" : "normal",
  latent,
  halfWidth: isUnit(metadata) ? 0.5 : Number(metadata.prior_half_width ?? 1),
});
const isUnit = ({ z }: Metadata): boolean => z === "U(0, 1)";

export async function openOnnx(name: string, bytes: Uint8Array): Promise<FileGenerator> {
  const doing = `opening ${name} as a generator`;
  const model = await modelOf(doing, bytes);
  try {
    return await generatorOf(doing, name, model, onnxMetadata(name, bytes));
  } catch (error) {
    await model.release();
    throw error;
  }
}

async function generatorOf(doing: string, name: string, model: Model, metadata: Metadata): Promise<FileGenerator> {
  const described = describedColumns(metadata);
  const classes = classesIn(metadata);
  const latent = latentOf(doing, model, described, classes);
  const prior = priorIn(metadata, latent);
  const told = model.signature[1]?.name;
  const conditional = told !== undefined;
  const byClass = told === "class" ? classes : null;
  const width = byClass ? 1 : (described?.length ?? 0);
  const output = model.outputs[0] as string;
  const drawSome = (z: Float32Array, count: number, given: Float32Array) => {
    // U(0, 1) is U(−1/2, 1/2), moved.
    const values = isUnit(metadata) ? z.map((value) => value + 0.5) : z;
    return model.run({
      [model.signature[0]?.name ?? "z"]: { values, shape: [count, latent] },
      ...(told === undefined ? {} : { [told]: { values: given, shape: [count, width] } }),
    });
  };
  const trial = (await drawSome(new Float32Array(latent), 1, new Float32Array(width).fill(byClass ? 0 : -1)))[output];
  if (!trial || trial.shape.length < 2 || trial.shape[0] !== 1) {
    throw problem({ doing, expected: "an output [N×…], one example per z", came: `[${trial?.shape.join("×")}]` });
  }
  const shape = trial.shape.slice(1);
  const size = sizeOf(shape);
  const isDouble = trial.values instanceof Float64Array;
  const drawAll = async (z: Float32Array, given: Float32Array) => {
    const count = z.length / latent;
    const result = isDouble ? new Float64Array(count * size) : new Float32Array(count * size);
    for (let from = 0; from < count; from += CHUNK) {
      const to = Math.min(count, from + CHUNK);
      const part = given.slice(from * width, to * width);
      const drawn = (await drawSome(z.slice(from * latent, to * latent), to - from, part))[output];
      result.set(drawn?.values ?? [], from * size);
    }
    return result;
  };
  const beside = besideIn(metadata);
  const table = described && tableIn(described, beside, { prior, conditional, drawAll, release: model.release });
  return {
    opened: {
      kind: "onnx",
      shape,
      range: trial.values instanceof Uint8Array ? "bytes" : "symmetric",
      prior,
      data: metadata.data ?? name,
      step: metadata.step === undefined ? null : Number(metadata.step),
      columns: null,
      table: described
        ? { columns: described.map((column) => ({ name: column.name, ...writtenColumn(cellsOf(column)) })) }
        : writtenIn(metadata, size),
      cells: described && askedColumns(described, beside.rules),
      classes: byClass,
      config: null,
    },
    prior,
    draw: async (z, ofClass) => {
      const count = z.length / latent;
      const numbers = byClass && (await numbersOf(byClass, ofClass, count));
      return drawAll(z, numbers ?? (await table?.frequent(count)) ?? new Float32Array());
    },
    ...(table ? { table: table.sampler } : {}),
    release: model.release,
  };
}

/** The class of each sample: the one that is asked for, or as often as the data have them. */
const numbersOf = async (
  classes: NonNullable<OpenedGenerator["classes"]>,
  ofClass: number | undefined,
  count: number,
): Promise<Float32Array> =>
  ofClass === undefined
    ? Float32Array.from(await drawClasses(classes, 0, count))
    : new Float32Array(count).fill(ofClass);

interface TableModel {
  readonly prior: Prior;
  readonly conditional: boolean;
  readonly drawAll: (z: Float32Array, given: Float32Array) => Promise<Float32Array | Float64Array>;
  readonly release: () => Promise<void>;
}

/** Columns that stand beside those that are learned, and rules between them. */
interface Beside {
  readonly data: Parameters<typeof rowSamplerOf>[0]["data"];
  readonly rules?: KeptRules;
}

/** A model of a mixed table, which is told cells, or nothing. */
function tableIn(
  described: readonly ColumnDescription[],
  { data, rules }: Beside,
  { prior, conditional, drawAll, release }: TableModel,
) {
  const columns = described.map(cellsOf);
  const layout = layoutOf(columns);
  /** Cells that are given in the shares of the data. */
  const frequent = async (count: number): Promise<Float32Array> =>
    conditional ? givenOf(layout, await drawConditions(columns, 0, count)) : new Float32Array(count * columns.length);
  const draw = async (z: Float32Array, y?: Float32Array) =>
    tableOf(described, await drawAll(z, y ? givenOf(layout, y) : await frequent(z.length / prior.latent)));
  const generator = { columns, conditional, draw, ...(rules ? { rules } : {}) };
  return { frequent, sampler: rowSamplerOf({ generator, prior, seed: 0, data, release }) };
}

function besideIn({ constants, made, rules }: Metadata): Beside {
  return {
    data: {
      ...(constants === undefined
        ? {}
        : { constants: JSON.parse(constants) as NonNullable<Beside["data"]["constants"]> }),
      ...(made === undefined ? {} : { made: JSON.parse(made) as NonNullable<Beside["data"]["made"]> }),
    },
    ...(rules === undefined ? {} : { rules: JSON.parse(rules) as KeptRules }),
  };
}
