/**
 * What the page says: one such set per language, in a file of its own (`en.ts`, `ko.ts`). It is as long as there are messages, which
 * stand together so that a translation is complete if it compiles.
 */
import type { Device, gameOptions, playerOptions, TableColumnKind } from "#inner";
import type { Layer } from "../draw/layers.ts";
import type { TableReading } from "../worker/protocol.ts";
import type { View } from "../worker/view.ts";
import type { Saying } from "./saying.ts";

/** An option of the game or of a player, by its name in the table. */
export type OptionKey = keyof typeof gameOptions | keyof typeof playerOptions;

/** Parts of a link that are no options. */
export type LinkPart = "data" | "lang" | "tour" | "round" | "trained" | "controls" | "layers" | "change" | "device";

/** Steps of the tour (tour/steps.ts). */
export type TourId =
  | "d-step"
  | "g-step"
  | "other-loss"
  | "algorithm"
  | "figure-a"
  | "figure-b"
  | "figure-c"
  | "criterion"
  | "kl"
  | "figure-d"
  | "yours";

/** Algorithm 1 of Goodfellow et al. 2014, line by line, and the phases that slow motion shows. */
export type Phase =
  | "noise-D"
  | "generate-D"
  | "examples-D"
  | "judge-D"
  | "value-D"
  | "gradient-D"
  | "update-D"
  | "noise-G"
  | "examples-G"
  | "generate-G"
  | "judge-G"
  | "gradient-G"
  | "update-G";

/** Lines of the algorithm as printed, and of the loop over G's steps that it has where there are several. */
export type AlgorithmLine =
  | "outer"
  | "inner"
  | "noiseD"
  | "examples"
  | "ascend"
  | "innerEnd"
  | "noiseG"
  | "innerG"
  | "descend"
  | "innerGEnd"
  | "outerEnd";

/** Parts of the model: the players, what goes in and what comes out. */
export type ModelPart = "z" | "G" | "generated" | "real" | "D" | "answers";

/** The game as a graph. */
interface ModelWords {
  readonly label: string;
  readonly hint: string;
  readonly stop: string;
  readonly parts: Readonly<
    Record<
      ModelPart,
      {
        readonly name: string;
        /** Where there is no room for a word. */
        readonly short: string;
        /** What it is, and what is seen of it for such data. */
        readonly about: (view: View) => string;
      }
    >
  >;
}

interface AlgorithmWords {
  readonly lines: Readonly<Record<AlgorithmLine, string>>;
  readonly phases: Readonly<Record<Phase, string>>;
  /** `of`: k. */
  readonly status: (round: number, k: number, of: number) => string;
  /** In one of several steps of G. */
  readonly statusOfG: (round: number, g: number, of: number) => string;
  readonly idle: string;
  readonly minibatch: (m: number) => string;
  readonly simultaneous: string;
  readonly source: string;
}

/** The charts of what was measured over the rounds. */
export type ChartKey =
  | "losses"
  | "value"
  | "jsd"
  | "answers"
  | "bothNorms"
  | "norms"
  | "modes"
  | "distance"
  | "energy"
  | "alike";

interface ChartWords {
  readonly title: string;
  readonly unit: string;
  /** What the lines mean, in a sentence. */
  readonly meaning: string;
}

export interface CurveWords {
  readonly charts: Readonly<Record<ChartKey, ChartWords>>;
  /** D's answers where they are scores, not probabilities. */
  readonly scores: ChartWords;
  readonly lines: {
    readonly d: string;
    readonly g: string;
    readonly value: string;
    readonly jsd: string;
    readonly onReal: string;
    readonly onGenerated: string;
    readonly minimax: string;
    readonly nonSaturating: string;
    readonly modes: string;
    readonly distance: string;
    readonly generated: string;
    readonly real: string;
    readonly shapes: string;
    readonly pairs: string;
    readonly strongPairs: string;
  };
  readonly marks: {
    readonly equilibriumValue: string;
    readonly equal: string;
    readonly disjoint: string;
    readonly half: string;
    readonly all: (count: number) => string;
  };
  readonly second: (label: string) => string;
  readonly round: string;
  readonly empty: string;
  readonly lastValues: string;
  readonly plusMinus: string;
  readonly summary: (title: string, unit: string, round: string, values: string) => string;
}

/** The built-in distributions, as a reader meets them. */
interface DataWords {
  readonly names: Readonly<Record<string, string>>;
  readonly about: Readonly<Record<string, string>>;
}

/** Both networks with what flows through them. */
export interface NetworkWords {
  readonly step: string;
  readonly steps: { readonly D: string; readonly G: string };
  readonly G: string;
  readonly D: string;
  readonly frozen: string;
  readonly passes: string;
  readonly stops: string;
  readonly real: string;
  readonly units: (count: number) => string;
  readonly perCell: (count: string) => string;
  readonly parameters: (count: string) => string;
  readonly gradient: string;
  readonly unitsAs: string;
  readonly asMaps: string;
  readonly asMeans: string;
  /** So many units have a map, of more. */
  readonly mapsOf: (count: string) => string;
  readonly manyNumbers: (player: string, input: string, numbers: number) => string;
  readonly wholeBatch: (player: string) => string;
  readonly scroll: string;
  readonly waiting: string;
  readonly conditional: string;
  readonly legend: {
    readonly negative: string;
    readonly positive: string;
    readonly activation: string;
    readonly map: string;
    readonly spread: string;
    readonly gradient: string;
    readonly forward: string;
    readonly back: string;
    readonly line: string;
    readonly pooled: string;
    readonly onGenerated: string;
  };
  readonly picture: (generator: string, discriminator: string) => string;
  readonly gradientsFrom: (values: string) => string;
  readonly table: string;
  readonly columns: {
    readonly player: string;
    readonly layer: string;
    readonly output: string;
    readonly parameters: string;
    readonly activation: string;
    readonly gradient: string;
  };
  readonly none: string;
}

/** OptionNames of the options; their English explanations stand in the library's option table. */

type OptionNames = Readonly<Record<OptionKey, string>>;

interface OptionWords {
  readonly names: OptionNames;
  /** How a table is read. */
  readonly reading: Readonly<Record<keyof TableReading, string>>;
  /** `null`: that of the option table. */
  readonly help: OptionNames | null;
  /** What each value of an option means, where it can be chosen from a list. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What is expected of a value that was refused. */
  readonly expects: {
    readonly integer: (min: string, max: string) => string;
    readonly number: (min: string, max: string) => string;
    readonly integers: (longest: string, min: string, max: string) => string;
    /** Of options with words of their own, after the words of the library. */
    readonly other: (expected: string) => string;
  };
  readonly slider: (name: string) => string;
}

/** The plots of what G makes and what D says of it. */

/** What the legend says beside each mark. */
interface PlotKeys {
  readonly real: string;
  readonly generated: string;
  readonly realRug: string;
  readonly generatedRug: string;
  readonly data: string;
  readonly histogram: string;
  readonly density: string;
  readonly discriminator: string;
  readonly optimal: string;
  readonly field: (name: string, low: string, high: string) => string;
  readonly boundary: (level: string) => string;
  readonly optimalLines: string;
  readonly densityLines: string;
  readonly manifold: string;
  readonly pulls: (median: string) => string;
  readonly peak: (value: string) => string;
}

interface PlotWords {
  readonly nearness: string;
  readonly noise: string;
  readonly otherReal: string;
  readonly shown: string;
  readonly layers: Readonly<Record<Layer, string>>;
  /** Where a layer means something else in one dimension, or of scores. */
  readonly curve: string;
  readonly scoreBoundary: string;
  readonly keys: PlotKeys;
  readonly density: string;
  readonly densityOf: (column: string) => string;
  readonly answer: string;
  readonly score: string;
  readonly hint: string;
  readonly hintImages: string;
  readonly ofRound: (names: string, round: string) => string;
  readonly asText: string;
  readonly round: (round: string) => string;
  readonly examples: (real: string, generated: string) => string;
  readonly span: (name: string, low: string, high: string) => string;
  readonly modesFound: (found: string, of: string) => string;
  readonly quantiles: string;
  readonly quantile: (percent: string) => string;
  readonly modes: (deviations: string) => string;
  readonly mode: string;
  readonly center: string;
  readonly near: string;
  readonly share: string;
  readonly real: string;
  readonly generated: string;
  readonly column: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly nearest: (which: string, values: string) => string;
  readonly generatedImages: (count: string) => string;
  readonly realImages: string;
  readonly image: (which: "generated" | "real", number: string) => string;
  readonly pixels: string;
  readonly mean: string;
  readonly deviation: string;
  readonly lowest: string;
  readonly highest: string;
  readonly all: string;
}

/** The guided tour. Section, equation and figure numbers are those of Goodfellow et al. 2014; what is measured, at the step's state. */

interface TourText {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Where to look, and what is to be seen there. */
  readonly look: string;
  /** What its formulas are called, where there is more than one. */
  readonly formulaNames?: readonly string[];
}

interface TourWords {
  readonly heading: string;
  readonly progress: (at: number, of: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly again: string;
  readonly leave: string;
  readonly list: string;
  readonly look: string;
  readonly steps: Readonly<Record<TourId, TourText>>;
}

/** What stands around the pictures: headings, buttons, notes. */
interface ShellWords {
  readonly title: string;
  readonly subtitle: string;
  readonly language: string;
  readonly languages: {
    readonly en: string;
    readonly ko: string;
  };
  readonly theme: string;
  readonly themes: {
    readonly system: string;
    readonly light: string;
    readonly dark: string;
  };
  readonly tour: string;
  readonly openFile: string;
  readonly starting: string;
  readonly dismiss: string;
  /** A part of a link that means nothing, and what it should have been in a sentence, if something goes by that name. */
  readonly nonsense: (key: string, value: string, expected: string) => string;
  readonly linkParts: Readonly<Record<LinkPart, string>>;
  readonly fileNeeded: (name: string) => string;
  /** Before a sentence of the library, which is in English. */
  readonly said: string;
  readonly restart: string;
  readonly play: string;
  readonly pause: string;
  readonly moveD: string;
  readonly moveG: string;
  readonly round: string;
  readonly trainD: string;
  readonly slow: string;
  readonly nextLine: string;
  /** What each button does, with its key. */
  readonly abouts: {
    readonly play: string;
    readonly moveD: string;
    readonly moveG: string;
    readonly round: string;
    readonly trainD: string;
    readonly slow: string;
    readonly nextLine: string;
    readonly compare: string;
    readonly restart: string;
    readonly present: string;
    readonly hide: string;
  };
  readonly hideControls: string;
  readonly showControls: string;
  readonly moreButtons: string;
  readonly present: string;
  readonly presentEnd: string;
  /** The panels of a narrow page, one at a time. */
  readonly panelsLabel: string;
  readonly panels: {
    readonly picture: string;
    readonly curves: string;
    readonly settings: string;
    readonly tour: string;
  };
  readonly keys: string;
  readonly step: string;
  readonly movesD: string;
  readonly movesG: string;
  readonly rate: string;
  readonly back: string;
  readonly backTo: (step: number) => string;
  readonly data: string;
  readonly choose: string;
  readonly see: string;
  readonly curves: string;
  readonly networks: string;
  readonly algorithm: string;
  readonly compare: string;
  /** Names the part of the page below the game. */
  readonly below: string;
  readonly compareNote: string;
  readonly second: string;
  readonly share: string;
  readonly shared: string;
  readonly exportHeading: string;
  readonly checkpoint: string;
  readonly onnx: string;
  readonly csv: string;
  readonly picture: string;
  readonly run: string;
  readonly generator: string;
  readonly resumeNeedsData: (name: string) => string;
  readonly textForm: string;
  readonly drawHeading: string;
  readonly drawHint: string;
  readonly drawKeys: string;
  readonly drawUse: string;
  readonly drawClear: string;
  readonly drawPoints: (count: number) => string;
  readonly paste: string;
  readonly pasteHint: string;
  readonly pasteUse: string;
  readonly file: string;
  readonly arrayFile: string;
  readonly pictures: string;
  readonly picturesHint: string;
  readonly side: string;
  readonly grey: string;
  readonly apply: string;
  readonly startTrained: string;
  readonly builtIn: string;
  readonly own: string;
  readonly current: (name: string) => string;
  readonly player: {
    readonly both: string;
    readonly G: string;
    readonly D: string;
  };
  readonly basic: string;
  readonly more: string;
  readonly changed: string;
  readonly defaults: string;
}

/** A run that is served, and a generator from a file. */
export interface RunWords {
  readonly drop: {
    readonly open: string;
    readonly hint: string;
    readonly here: string;
    readonly oneOnly: (count: string) => string;
    readonly wrong: (name: string) => string;
    readonly none: string;
  };
  readonly trouble: {
    readonly unreachable: (path: string) => string;
    readonly refused: (path: string, status: string) => string;
    readonly unreadable: (path: string) => string;
    readonly gone: (step: string) => string;
    readonly picture: (name: string) => string;
  };
  readonly none: string;
  readonly opening: string;
  readonly name: string;
  readonly data: string;
  readonly preset: string;
  readonly noPreset: string;
  readonly loss: string;
  readonly prior: string;
  readonly state: string;
  readonly training: (step: string, of: string, percent: string) => string;
  readonly finished: (step: string) => string;
  readonly ended: (step: string, of: string) => string;
  readonly lookAgain: string;
  readonly lookAgainHint: string;
  readonly checkpoint: string;
  readonly newest: (step: string) => string;
  readonly atStep: (step: string) => string;
  readonly openCheckpoint: string;
  readonly fetching: string;
  readonly noCheckpoint: string;
  readonly samples: string;
  readonly noSamples: string;
  readonly sheetOf: (step: string) => string;
  readonly realSheet: string;
  readonly over: string;
  readonly normalPrior: (latent: string) => string;
  readonly uniformPrior: (latent: string, low: string, high: string) => string;
  readonly points: (size: string) => string;
  readonly images: (width: string, height: string, channels: string) => string;
  readonly curves: string;
  readonly step: string;
  readonly noLines: string;
  readonly lastValues: string;
  readonly summary: (title: string, unit: string, step: string, values: string) => string;
  readonly charts: {
    readonly losses: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly answers: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly scores: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly value: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly energy: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly variety: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
    readonly modes: {
      readonly title: string;
      readonly unit: string;
      readonly meaning: string;
    };
  };
  readonly lines: {
    readonly d: string;
    readonly g: string;
    readonly value: string;
    readonly onReal: string;
    readonly onGenerated: string;
    readonly energy: string;
    readonly generated: string;
    readonly real: string;
    readonly modes: string;
  };
  readonly marks: {
    readonly equilibriumValue: string;
    readonly half: string;
    readonly equal: string;
    readonly all: (count: string) => string;
  };
  readonly kind: string;
  readonly kinds: {
    readonly checkpoint: string;
    readonly onnx: string;
  };
  readonly stepOf: string;
  readonly unknown: string;
  readonly examples: string;
  readonly resume: string;
  readonly ofClass: string;
  readonly allClasses: string;
  readonly cluster: (number: string) => string;
  readonly sheet: string;
  readonly seed: string;
  readonly count: string;
  readonly sameNumbers: (seed: string, count: string) => string;
  readonly seedExpected: string;
  readonly countExpected: (most: string) => string;
  readonly savePicture: string;
  readonly saveSamples: string;
  readonly drawing: string;
  readonly walk: string;
  readonly walkHint: string;
  readonly another: string;
  readonly zOfSeed: string;
  readonly numbers: string;
  readonly numbersOf: (first: string, last: string, latent: string) => string;
  readonly coordinate: (number: string) => string;
  readonly between: string;
  readonly betweenHint: (normal: boolean) => string;
  readonly firstSeed: string;
  readonly secondSeed: string;
  readonly t: string;
  readonly play: string;
  readonly stop: string;
  readonly walkLabel: (seed: string) => string;
  readonly sheetLabel: (seed: string) => string;
  readonly betweenLabel: (first: string, second: string, t: string) => string;
  readonly describeImages: (count: string, mean: string) => string;
  readonly describeOne: (name: string, value: string) => string;
  readonly describeSpan: (name: string, low: string, high: string) => string;
  readonly describeCount: (count: string) => string;
  readonly density: string;
  readonly asText: string;
  readonly firstRows: (shown: string, of: string) => string;
  readonly firstColumns: (shown: string, of: string) => string;
  readonly example: string;
  readonly mean: string;
  readonly deviation: string;
  readonly lowest: string;
  readonly highest: string;
}

/** Mixed tables: how columns are read, what G makes of them, and rows on request. */
export interface TableWords {
  readonly kinds: Readonly<Record<TableColumnKind, string>>;
  readonly columns: (count: string) => string;
  readonly kindOf: (column: string) => string;
  readonly name: string;
  readonly kind: string;
  readonly why: string;
  readonly learned: string;
  readonly learnedOf: (values: string, bins: string, rare: string, gap: boolean) => string;
  readonly told: string;
  readonly madeAnew: string;
  readonly asItIs: string;
  readonly leftOut: string;
  readonly encodes: { readonly cells: string; readonly scaled: string };
  readonly missingHint: string;
  readonly gaps: { readonly learn: string; readonly drop: string; readonly mean: string };

  readonly gap: string;
  readonly empty: string;
  readonly others: (count: string) => string;
  readonly real: string;
  readonly generated: string;
  readonly difference: string;
  readonly alike: string;
  readonly comparing: (real: string, generated: string) => string;
  readonly worstFirst: (shown: string, of: string) => string;
  readonly all: (count: string) => string;
  readonly waiting: string;
  readonly chart: (columns: string) => string;
  readonly columnIs: (column: string, score: string) => string;
  readonly pair: string;
  readonly first: string;
  readonly second: string;
  readonly heat: (first: string, second: string, score: string) => string;
  readonly heatHint: string;
  readonly darkest: (share: string) => string;
  readonly cell: (first: string, second: string, real: string, generated: string) => string;
  readonly shares: string;
  readonly pairShares: string;
  readonly value: string;

  readonly rows: string;
  readonly conditions: string;
  readonly conditionsHint: string;
  readonly any: string;
  readonly from: (column: string) => string;
  readonly to: (column: string) => string;
  readonly inRange: string;
  readonly clear: string;
  readonly drawNow: string;
  readonly drawing: string;
  readonly sameRows: (command: string) => string;
  readonly tally: (made: string, drawn: string, share: string) => string;
  readonly missingRows: (missing: string, of: string) => string;
  readonly firstRows: (shown: string, of: string) => string;
  readonly row: string;
  readonly save: string;
  readonly mixed: (columns: string) => string;
}

/** About the page itself. */
interface WebWords {
  /** For search engines and shared links. */
  readonly description: string;
  /** Instead of a blank page. What stands between backquotes is to be typed. */
  readonly notices: {
    /** Opened from a folder. */
    readonly file: string;
    readonly unsupported: string;
    /** A script has not come. */
    readonly missing: string;
    /** Scripts are turned off. */
    readonly scripts: string;
  };
  readonly footer: { readonly paper: string; readonly source: string; readonly licence: string };
  readonly generators: { readonly heading: string; readonly digits: string; readonly clothes: string };
  readonly article: {
    readonly heading: string;
    /** Paragraphs, some with a formula behind them. */
    readonly parts: readonly { readonly text: string; readonly formula?: "value" | "best" | "criterion" }[];
    readonly glossary: string;
    readonly terms: readonly (readonly [term: string, means: string])[];
  };
}

/** What is said of the game as it is played, and offered. */
interface PlayWords {
  /** Behind a sentence that is about an earlier state. */
  readonly ofRound: (round: string) => string;
  readonly towards: (at: string, round: string) => string;
  /** D trained alone: while it goes on, and why it is over. */
  readonly settling: (steps: string, away: string | undefined) => string;
  readonly settled: (steps: string, away: string | undefined) => string;
  readonly capped: (steps: string, away: string | undefined) => string;
  readonly restarted: Readonly<Record<"settings" | "data" | "reset" | "compare" | "file", string>>;
  readonly undo: string;
  readonly calmer: string;
  readonly outside: (count: string, of: string) => string;
  readonly zoomOut: string;
  readonly zoomed: (times: string) => string;
  readonly zoomBack: string;
  readonly changed: (round: string) => string;
  readonly toCome: string;
  readonly linkStaysBehind: string;
}

/** What computes a game. */
interface DeviceWords {
  readonly title: string;
  readonly label: string;
  readonly names: Readonly<Record<Device, string>>;
  /** The graphics card by its name; `software`: it is the processor that plays one. */
  readonly named: (name: string, software: boolean) => string;
  readonly help: string;
  readonly missing: Readonly<Record<"webgpu" | "adapter", string>>;
  readonly measure: string;
  readonly measuring: string;
  readonly measured: (cpu: string, webgpu: string) => string;
  /** Before what the library says of it. */
  readonly lost: (round: string) => string;
  readonly onProcessor: string;
  readonly anew: string;
}

export interface Messages {
  readonly web: WebWords;
  readonly shell: ShellWords;
  readonly play: PlayWords;
  readonly device: DeviceWords;
  readonly data: DataWords;
  readonly options: OptionWords;
  readonly model: ModelWords;
  readonly algorithm: AlgorithmWords;
  readonly plot: PlotWords;
  readonly curves: CurveWords;
  readonly networks: NetworkWords;
  /** What is happening, as a sentence. The thresholds stand in `state/saying.ts`. */
  readonly saying: (saying: Saying) => string;
  readonly tour: TourWords;
  readonly run: RunWords;
  readonly table: TableWords;
}
