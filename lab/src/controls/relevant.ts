/** Which options mean something under the others: the rest would be passed over, so they are not shown. */
import { type Config, type GameOptions, lossOf, type PlayerOptions } from "saddlepoint";

export const BASIC = [
  "loss",
  "prior",
  "latent",
  "dSteps",
  "batch",
  "updates",
  "seed",
] as const satisfies readonly (keyof GameOptions)[];
export const BASIC_PLAYER = [
  "widths",
  "optimizer",
  "learningRate",
  "activation",
] as const satisfies readonly (keyof PlayerOptions)[];

type Rule = (config: Config) => boolean;

/** An option without a rule matters always. */
const gameRules: { readonly [K in keyof GameOptions]?: Rule } = {
  mixedSteps: ({ loss }) => loss === "mixed",
  halfWidth: ({ prior }) => prior === "uniform",
  sharedMasks: ({ updates }) => updates === "simultaneous",
  pixels: ({ data }) => data.shape.length === 3,
  outputBias: ({ generator }) => generator.network === "mlp",
  labelSmoothing: ({ loss }) => lossOf(loss).labels === true,
};

type PlayerRule = (values: PlayerOptions, player: "generator" | "discriminator", config: Config) => boolean;

const isMlp: PlayerRule = ({ network }) => network === "mlp";
const hasMomentum: PlayerRule = ({ optimizer }) => optimizer === "momentum";
const falls: PlayerRule = ({ schedule }) => schedule !== "constant";
const takesSquares: PlayerRule = ({ optimizer }) => optimizer !== "sgd" && optimizer !== "momentum";

const playerRules: { readonly [K in keyof PlayerOptions]?: PlayerRule } = {
  network: (_, __, { data }) => data.shape.length === 3,
  widths: isMlp,
  inputDropout: isMlp,
  channels: ({ network }) => network === "dcgan",
  upsampling: ({ network }, player) => network === "dcgan" && player === "generator",
  slope: ({ activation }) => activation === "leaky-relu",
  pieces: ({ activation }) => activation === "maxout",
  finalRate: falls,
  decaySteps: falls,
  momentum: hasMomentum,
  finalMomentum: hasMomentum,
  momentumSteps: hasMomentum,
  nesterov: hasMomentum,
  beta1: ({ optimizer }) => optimizer === "adam" || optimizer === "adamw",
  beta2: takesSquares,
  epsilon: takesSquares,
};

export const gameOptionMatters = (key: keyof GameOptions, config: Config): boolean => gameRules[key]?.(config) ?? true;

export const playerOptionMatters = (
  key: keyof PlayerOptions,
  player: "generator" | "discriminator",
  config: Config,
): boolean => playerRules[key]?.(config[player], player, config) ?? true;
