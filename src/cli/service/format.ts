/** Forms of an answer: which there are of a kind of data, and which one a request wants. */
import { type DataKind, nearest } from "../../inner.ts";
import { badRequest, refusal } from "./refusal.ts";

export const formats = {
  json: { type: "application/json", sent: "application/json; charset=utf-8" },
  csv: { type: "text/csv", sent: "text/csv; charset=utf-8; header=present" },
  png: { type: "image/png", sent: "image/png" },
} as const satisfies Readonly<Record<string, { readonly type: string; readonly sent: string }>>;

export type Format = keyof typeof formats;

/** The first is what comes where nothing is said. */
export function formatsOf(kind: DataKind): readonly Format[] {
  switch (kind) {
    case "images":
      return ["png", "json", "csv"];
    case "points":
      return ["json", "csv", "png"];
    case "mixed":
    case "table":
    case "arrays":
      return ["json", "csv"];
  }
}

const DOING = "choosing the form of the answer";

/**
 * The form that a request wants: the one it names, else the best of its Accept header, else the first. Throws 400 for a name that is
 * none, 406 where the data have no such form.
 */
export function chosenFormat(
  named: string | undefined,
  accept: string | undefined,
  offered: readonly Format[],
): Format {
  const names = Object.keys(formats);
  const has = offered.join(" or ");
  if (named !== undefined) {
    const format = offered.find((known) => known === named);
    if (format) return format;
    if (names.includes(named)) {
      throw refusal(406, { doing: DOING, expected: `${has} for this run`, came: named, next: `Ask for ${has}.` });
    }
    const close = nearest(named, names);
    throw badRequest({
      doing: DOING,
      expected: `format=${offered.join(" or format=")}`,
      came: named,
      ...(close ? { next: `Did you mean ${close}?` } : {}),
    });
  }
  if (accept === undefined || accept.trim() === "") return offered[0] as Format;
  const ranges = rangesOf(accept);
  const liked = offered
    .map((format) => ({ format, quality: qualityOf(formats[format].type, ranges) }))
    .reduce((best, one) => (one.quality > best.quality ? one : best));
  if (liked.quality > 0) return liked.format;
  throw refusal(406, {
    doing: DOING,
    expected: `an Accept header with ${offered.map((format) => formats[format].type).join(" or ")}`,
    came: accept,
    next: `Ask for format=${has}.`,
  });
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

/** Media ranges with their weights (RFC 9110, 12.5.1). */
const rangesOf = (accept: string): readonly Range[] =>
  accept.split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const quality = weight === undefined ? 1 : Number(weight);
    return { type, quality: Number.isFinite(quality) ? quality : 0 };
  });

/** The most exact range that a type falls in says how welcome it is. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const range of [type, `${type.split("/")[0]}/*`, "*/*"]) {
    const found = ranges.find((one) => one.type === range);
    if (found) return found.quality;
  }
  return 0;
}
