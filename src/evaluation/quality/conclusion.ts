/**
 * What to conclude from the figures of a table, in a few sentences. Thresholds are relative: real rows show what can be had, columns
 * that are drawn independently what costs nothing.
 */
import type { TableFigures } from "./table-figures.ts";

export interface Findings {
  readonly generated: TableFigures;
  /** Real rows first; among the others there may be independent columns. */
  readonly others: readonly TableFigures[];
  readonly target: string | null;
}

/** Shapes below those of real rows by more than this are not good any more; by more than the second they are wrong. */
const SHAPES = [0.02, 0.08] as const;
/** The part of the way from independent columns to real rows, in strong pairs: kept, mostly kept, kept in part. */
const RELATIONS = [0.9, 0.8, 0.6] as const;
/** The part of what models learn from real rows that they learn from generated ones: as good, usable, next to nothing. */
const LEARNED = [0.95, 0.8, 0.25] as const;
/** Areas under the curve of telling rows apart: not told, hardly, often. */
const APART = [0.55, 0.65, 0.85] as const;
/**
 * A share of rows nearer to training rows from which on they were learnt by heart. It is moved up where independent columns have more
 * than half: values that are taken from the data bring rows nearer to these, whatever rows they are. Then, copies beyond chance.
 */
const NEARER = 0.55;
const COPIED = 0.01;
/** Rows outside the real ranges and values. */
const INVALID = 0.001;
/** What a model must learn from real rows, of ½ to 1, for a target that can be predicted. */
const PREDICTABLE = 0.05;
/** A better mean of figures by so much is worth a word. */
const AHEAD = 0.01;

/** Sentences that follow from the figures. */
export function concluded({ generated, others, target }: Findings): string {
  const [real] = others;
  if (!real) return "";
  const independent = others.find(({ name }) => name === "independent");
  const [fidelity, ...rest] = [
    fidelityOf(generated, real, independent, target),
    untold(real, target),
    apartOf(generated),
    copiesSaid(generated, independent),
    validityOf(generated),
    betterOnes(generated, others.slice(1)),
  ];
  return [fidelity, ...rest.filter((sentence) => sentence !== "")].join(" ");
}

const figure = (value: number): string => value.toFixed(2);
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** "good shapes, but income cannot be predicted from it": what is good first, unless that is the prediction alone. */
function fidelityOf(
  generated: TableFigures,
  real: TableFigures,
  independent: TableFigures | undefined,
  target: string | null,
): string {
  const columns = [shapesOf(generated, real), relationsOf(generated, real, independent)];
  const prediction = target === null ? undefined : predictionOf(generated, real, target);
  const said = [...columns, prediction].flatMap((finding) => finding ?? []);
  const [good, bad] = [true, false].map((which) =>
    said
      .filter((finding) => finding.good === which)
      .map(({ says }) => says)
      .join(", and "),
  ) as [string, string];
  if (good === "" || bad === "") return sentence(good + bad);
  return columns.some((finding) => finding?.good)
    ? sentence(`${good}, but ${bad}`)
    : sentence(`${bad}, though ${good}`);
}

/** Where nothing can be learned from real rows, what is learned from generated ones says nothing. */
function untold(real: TableFigures, target: string | null): string {
  const found = target === null ? undefined : learnedFrom(real);
  return found && found.part < PREDICTABLE
    ? `Real rows do not tell ${target} from the other columns (${found.text}).`
    : "";
}

interface Finding {
  readonly good: boolean;
  readonly says: string;
}

function shapesOf({ scores }: TableFigures, { scores: ofReal }: TableFigures): Finding {
  const behind = ofReal.shapes - scores.shapes;
  const figures = `(${figure(scores.shapes)}; real rows ${figure(ofReal.shapes)})`;
  if (behind <= SHAPES[0]) return { good: true, says: `good shapes ${figures}` };
  return { good: false, says: `${behind <= SHAPES[1] ? "shapes are off" : "shapes are wrong"} ${figures}` };
}

function relationsOf(
  { scores }: TableFigures,
  { scores: ofReal }: TableFigures,
  independent: TableFigures | undefined,
): Finding | undefined {
  if (ofReal.strong === 0 || !independent) return undefined;
  const least = independent.scores.strongPairs;
  // Of few rows, halves differ by more than what relations add: nothing lies between to measure by.
  if (ofReal.strongPairs <= least) return undefined;
  const kept = (scores.strongPairs - least) / (ofReal.strongPairs - least);
  const figures = `(${figure(scores.strongPairs)}; real rows ${figure(ofReal.strongPairs)}, independent columns ${figure(least)})`;
  if (kept >= RELATIONS[0]) return { good: true, says: `strong relations between columns are kept ${figures}` };
  if (kept >= RELATIONS[1]) return { good: true, says: `strong relations between columns are mostly kept ${figures}` };
  if (kept >= RELATIONS[2])
    return { good: false, says: `strong relations between columns are kept in part only ${figures}` };
  return { good: false, says: `strong relations between columns are lost ${figures}` };
}

/**
 * What gradient boosting learns, from 0 to 1. The linear model is not asked: where it learns nothing it still ranks rows by some
 * direction, which may happen to be right, and areas under curves are of ranks.
 */
function learnedFrom({ efficacy }: TableFigures): { readonly part: number; readonly text: string } | undefined {
  if (!efficacy) return undefined;
  const scores = efficacy.scores.boosting;
  return "r2" in scores
    ? { part: scores.r2, text: `R² ${figure(scores.r2)}` }
    : { part: 2 * scores.auc - 1, text: `AUC ${figure(scores.auc)}` };
}

function predictionOf(generated: TableFigures, real: TableFigures, target: string): Finding | undefined {
  const [ofGenerated, ofReal] = [learnedFrom(generated), learnedFrom(real)];
  if (!ofGenerated || !ofReal || Number.isNaN(ofGenerated.part + ofReal.part)) return undefined;
  if (ofReal.part < PREDICTABLE) return undefined;
  const part = ofGenerated.part / ofReal.part;
  const figures = `(${ofGenerated.text}; from real rows ${ofReal.text})`;
  if (part >= LEARNED[0]) return { good: true, says: `${target} is predicted from it as from real rows ${figures}` };
  if (part >= LEARNED[1]) return { good: true, says: `${target} is predicted from it a little worse ${figures}` };
  if (part >= LEARNED[2]) return { good: false, says: `${target} is predicted from it much worse ${figures}` };
  return { good: false, says: `${target} cannot be predicted from it ${figures}` };
}

function apartOf({ apart }: TableFigures): string {
  if (!apart) return "";
  const { auc } = apart.scores.boosting;
  const says =
    auc <= APART[0]
      ? "does not tell its rows from real ones"
      : auc <= APART[1]
        ? "hardly tells its rows from real ones"
        : auc <= APART[2]
          ? "often tells its rows from real ones"
          : "tells its rows from real ones easily";
  return `Gradient boosting ${says} (AUC ${figure(auc)}; 0.5 is best).`;
}

function copiesSaid({ copies }: TableFigures, independent: TableFigures | undefined): string {
  if (!copies) return "";
  const { nearer, exact, exactOfHeldOut } = copies;
  const byChance = independent?.copies?.nearer?.value ?? 0.5;
  const near = nearer && nearer.value > Math.max(NEARER, byChance + NEARER - 0.5) && nearer.low > 0.5;
  const copied = exactOfHeldOut !== null && exact - exactOfHeldOut > COPIED;
  const figures = [
    ...(near
      ? [
          `${percent(nearer.value)} are nearer to training rows than to unseen ones, of independent columns ${percent(byChance)}`,
        ]
      : []),
    ...(copied ? [`${percent(exact)} are training rows, of unseen ones ${percent(exactOfHeldOut)}`] : []),
  ];
  return figures.length === 0 ? "" : `It repeats training rows (${figures.join("; ")}): do not take it for anonymous.`;
}

const validityOf = ({ validity }: TableFigures): string =>
  1 - validity > INVALID ? `${percent(1 - validity)} of its values lie outside the ranges and values of the data.` : "";

/** Tables that cost nothing and are better in all that was measured of fidelity. */
function betterOnes(generated: TableFigures, others: readonly TableFigures[]): string {
  const aucOf = ({ apart }: TableFigures): number => apart?.scores.boosting.auc ?? 1;
  const meanOf = ({ scores }: TableFigures): number => (scores.shapes + scores.pairs + scores.strongPairs) / 3;
  const better = others.filter(
    (other) =>
      meanOf(other) > meanOf(generated) + AHEAD &&
      aucOf(other) < aucOf(generated) - AHEAD &&
      (learnedFrom(other)?.part ?? 0) >= (learnedFrom(generated)?.part ?? 0),
  );
  const names = better.map(({ title }) => title.toLowerCase()).join(", ");
  return names === "" ? "" : `Nearer to the data, without training: ${names}.`;
}
