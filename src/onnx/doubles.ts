/** Arithmetic in float64 on what a graph puts out, for what float32 does not tell apart: dates, large numbers, exact decimals. */
import { type AttributeProto, attribute, dataTypes } from "./schema.ts";

/** What a model in the making offers. Both return the name of what they made. */
export interface ModelWriter {
  readonly step: (
    opType: string,
    input: readonly string[],
    output: string,
    attributes?: readonly AttributeProto[],
  ) => string;
  readonly constant: (
    dims: readonly number[],
    type: "float32" | "float64" | "int64",
    values: ArrayLike<number>,
    name?: string,
  ) => string;
}

/** Operations on values of the model, which go by their names. Elementwise ones stretch axes of length 1. */
export interface Doubles {
  /** A row [1×length], or a number [1×1]. */
  readonly row: (...values: readonly number[]) => string;
  readonly add: (a: string, b: string) => string;
  readonly sub: (a: string, b: string) => string;
  readonly mul: (a: string, b: string) => string;
  readonly div: (a: string, b: string) => string;
  readonly floor: (a: string) => string;
  readonly minimum: (a: string, b: string) => string;
  readonly maximum: (a: string, b: string) => string;
  /** Conditions for {@link where} and {@link indicator}. */
  readonly atLeast: (a: string, b: string) => string;
  readonly equal: (a: string, b: string) => string;
  readonly where: (condition: string, a: string, b: string) => string;
  /** 1 where the condition holds, 0 elsewhere. */
  readonly indicator: (condition: string) => string;
  /** Of each row [N×1]. */
  readonly largest: (a: string) => string;
  readonly total: (a: string) => string;
  /** Columns `from` to `to`, which is not one of them. */
  readonly columns: (a: string, from: number, to: number) => string;
  readonly sideBySide: (parts: readonly string[]) => string;
  /** Entries of a list, NaN too, by their places: whole numbers below its length. */
  readonly entries: (list: Float32Array | Float64Array, places: string) => string;
}

/** Columns that are scaled and shifted: value = scale·x + shift. */
export interface Scaling {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/** Makes an output in float64 [N×width] of a value. */
export interface Computation {
  readonly width: number;
  /** @param x a value that is float32 in the graph, and float64 here. */
  readonly compute: (x: string, doubles: Doubles) => string;
}

/** Writes what makes the output `name` of the float32 value `value`. */
export function writeDoubles(writer: ModelWriter, value: string, name: string, made: Scaling | Computation): void {
  const { step } = writer;
  const wide = step("Cast", [value], `${name} in float64`, [attribute.int("to", dataTypes.float64)]);
  if ("compute" in made) {
    step("Identity", [made.compute(wide, doublesFor(writer, name))], name);
    return;
  }
  const row = (what: "scale" | "shift"): string =>
    writer.constant([1, made[what].length], "float64", made[what], `${what} of ${name}`);
  const scaled = step("Mul", [wide, row("scale")], `${name} scaled`);
  step("Add", [scaled, row("shift")], name);
}

function doublesFor({ step, constant }: ModelWriter, name: string): Doubles {
  let count = 0;
  const made = (opType: string, input: readonly string[], ...attributes: AttributeProto[]): string =>
    step(opType, input, `${name} in float64, ${++count}`, attributes);
  const binary = (opType: string) => (a: string, b: string) => made(opType, [a, b]);
  const unary = (opType: string) => (a: string) => made(opType, [a]);
  const reduced = (opType: string) => (a: string) => made(opType, [a, integers(1)], attribute.int("keepdims", 1));
  const integers = (value: number): string => constant([1], "int64", [value]);
  const cast = (value: string, to: "int64" | "float64"): string =>
    made("Cast", [value], attribute.int("to", dataTypes[to]));
  return {
    row: (...values) => constant([1, values.length], "float64", values),
    add: binary("Add"),
    sub: binary("Sub"),
    mul: binary("Mul"),
    div: binary("Div"),
    floor: unary("Floor"),
    minimum: binary("Min"),
    maximum: binary("Max"),
    atLeast: binary("GreaterOrEqual"),
    equal: binary("Equal"),
    where: (condition, a, b) => made("Where", [condition, a, b]),
    indicator: (condition) => cast(condition, "float64"),
    largest: reduced("ReduceMax"),
    total: reduced("ReduceSum"),
    columns: (a, from, to) => made("Slice", [a, integers(from), integers(to), integers(1)]),
    sideBySide: (parts) => made("Concat", parts, attribute.int("axis", 1)),
    entries: (list, places) => {
      const type = list instanceof Float32Array ? "float32" : "float64";
      const found = made("Gather", [constant([list.length], type, list), cast(places, "int64")]);
      return type === "float64" ? found : cast(found, "float64");
    },
  };
}
