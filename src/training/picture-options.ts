/** Kinds of options that pictures alone have. */
import { z } from "zod";
import { formatNumber } from "../data/counted.ts";
import { readSides, SIDES_TEXT } from "../data/picture-sides.ts";
import { decimal, type Option } from "./option.ts";

/** The sides of a picture: one number for a square, or width × height. */
export function sides(min: number, max: number, help: string): Option<number | string> {
  const side = z.int().min(min).max(max);
  const fits = (text: string): boolean => Object.values(readSides(text)).every((one) => side.safeParse(one).success);
  return {
    schema: z.union([side, z.string().regex(SIDES_TEXT).refine(fits)]),
    kind: { type: "text" },
    expected: `an integer from ${formatNumber(min)} to ${formatNumber(max)}, or two of them as WIDTHxHEIGHT`,
    help,
    placeholder: "N|WxH",
    parse: (text) => decimal(text) ?? text,
  };
}

/** A choice some of whose values once had other names, which are read as the names of today. */
export function renamed<T extends string>(option: Option<T>, before: Readonly<Record<string, T>>): Option<T> {
  const today = (given: unknown): unknown =>
    typeof given === "string" && Object.hasOwn(before, given) ? before[given] : given;
  return { ...option, schema: z.preprocess(today, option.schema), parse: today };
}
