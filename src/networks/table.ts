/**
 * Networks for rows of a table: G writes a one-hot block for every column, and the cells that are asked for into it; D sees the row,
 * and which columns were asked for. y is a condition of `columns/table-condition.ts`.
 */
import { areCells } from "../data/columns/columns.ts";
import { layoutOf, type TableLayout } from "../data/columns/layout.ts";
import { option } from "../option-text.ts";
import { internal, problem } from "../problem.ts";
import { add, concat, erf, log, maximum, minimum, mul, neg, reshape, slice } from "../tensor/operations.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";
import { type Architecture, type InitOptions, initOf, type Place } from "./architecture.ts";
import { residual } from "./block.ts";
import type { Init } from "./initialisers.ts";
import { type Activation, activation, dense, dropout, type Normalisation, normalisation } from "./layers.ts";
import { type LayerPlan, type Network, sequential } from "./network.ts";
import { rowOf } from "./table-heads.ts";

/** What a player's options say of a network for tables. */
export interface TableBuilding extends InitOptions {
  /** The width of the trunk, then the width within each residual block. */
  readonly widths: readonly number[];
  /** Before the layers of a block, and before the output. */
  readonly activation: Activation | "maxout";
  /** Slope of `leaky-relu` below zero. */
  readonly slope: number;
  /** Before each activation. */
  readonly normalisation: Normalisation;
  /** Share of values dropped after each activation. */
  readonly dropout: number;
  /** τ of the softmax of each block: its gradient is that of softmax(logits / τ). */
  readonly temperature: number;
  /** How much Gumbel noise is added to the logits; with 0, all chance comes from what z says to the trunk. */
  readonly gumbel: number;
}

/** How much smaller than He's the last weights of a residual block start, and those of the output. */
const [LAST_OF_BLOCK, OUTPUT] = [0.25, 0.3];

/** x and y side by side, or the flags of y alone. */
const joined = (of: string, part: (y: Tensor) => Tensor): LayerPlan => ({
  kind: "condition",
  make: (_, input, condition) => {
    const [width = 0, asked = 0] = [input[0], condition?.[0]];
    const added = part(constant(new Float32Array(asked), [1, asked])).shape[1] ?? 0;
    return {
      label: `with ${of}`,
      output: [width + added],
      parameters: [],
      apply: (x, pass) => concat([x, part(pass.condition())], 1),
    };
  },
});

/** The trunk: dense, then residual blocks of two layers, then dense. */
function trunk(building: Place & TableBuilding, outputs: number): readonly LayerPlan[] {
  const { name, widths, activation: kind, slope, normalisation: norm, dropout: dropped } = building;
  if (kind === "maxout") {
    throw problem({
      doing: `building ${name}`,
      expected: "an activation that keeps the width",
      came: kind,
      next: `Use ${option("activation", "leaky-relu")}.`,
    });
  }
  const init = initOf(building);
  const scaled = (by: number): Init => ({ ...init, scale: init.scale * by });
  const nonlinear: readonly LayerPlan[] = [
    ...(norm === "none" ? [] : [normalisation(norm, init)]),
    activation(kind, slope),
    ...(dropped > 0 ? [dropout(1 - dropped)] : []),
  ];
  const [width, ...blocks] = widths;
  const last = dense(outputs, scaled(OUTPUT));
  if (width === undefined) return [last];
  const hidden = blocks.map((units) =>
    residual([...nonlinear, dense(units, init), ...nonlinear, dense(width, scaled(LAST_OF_BLOCK))]),
  );
  return [dense(width, init), ...hidden, ...nonlinear, last];
}

/** The flags of y, of each row of a pack: which columns are given. */
function flagsOf(y: Tensor, { size, blocks }: TableLayout, pack = 1): Tensor {
  const [packs = 1] = y.shape;
  const ofRows = reshape(y, [packs, pack, size + blocks.length]);
  return reshape(slice(ofRows, 2, size), [packs, pack * blocks.length]);
}

/**
 * How many numbers more z has for the noise of the heads: one for each number of a row. As a part of z the noise is drawn where z is
 * drawn, in training, in samples and by whoever runs an exported file.
 */
export const gumbelNumbers = ({ gumbel }: Pick<TableBuilding, "gumbel">, size: number): number =>
  gumbel > 0 ? size : 0;

/** Bounds of u within (0, 1) in float32: beyond them −ln(−ln u) is infinite. */
const [LEAST, MOST] = [1e-20, 1 - 2 ** -24];

/** Gumbel noise −ln(−ln u) of normal numbers, with u = Φ(n) (Jang et al. 2017; Maddison et al. 2017). */
export function gumbelOf(normal: Tensor): Tensor {
  const u = mul(0.5, add(1, erf(mul(Math.SQRT1_2, normal))));
  return neg(log(neg(log(minimum(maximum(u, LEAST), MOST)))));
}

/** Trunk and heads, with noise from the end of z on the logits. A layer of its own, since the trunk does not see that part. */
const noisy = (plans: readonly LayerPlan[], layout: TableLayout, building: Place & TableBuilding): LayerPlan => ({
  kind: "noisy",
  make: (_, [width = 0], condition) => {
    const seen = width - gumbelNumbers(building, layout.size);
    const { parameters, state, apply } = sequential(building.name, [seen], plans, { condition });
    return {
      label: `heads of ${layout.blocks.length} columns with Gumbel noise, behind all layers`,
      output: [layout.size],
      parameters,
      state,
      apply: (z, pass) => {
        const logits = apply(slice(z, 1, 0, seen), pass);
        const noise = mul(building.gumbel, gumbelOf(slice(z, 1, seen)));
        return rowOf(add(logits, noise), pass.condition(), layout, building.temperature);
      },
    };
  },
});

const heads = (layout: TableLayout, temperature: number): LayerPlan => ({
  kind: "heads",
  make: () => ({
    label: `heads of ${layout.blocks.length} columns`,
    output: [layout.size],
    parameters: [],
    apply: (x, pass) => rowOf(x, pass.condition(), layout, temperature),
  }),
});

function tableOf({ name, columns }: Place): TableLayout {
  if (!columns || !areCells(columns)) throw internal(`${name} of a table without columns of cells`);
  return layoutOf(columns);
}

function generator(building: Place & TableBuilding): Network {
  const layout = tableOf(building);
  const behind = [joined("what is given", (y) => y), ...trunk(building, layout.size)];
  const plans =
    building.gumbel > 0 ? [noisy(behind, layout, building)] : [...behind, heads(layout, building.temperature)];
  return sequential(building.name, building.input, plans, building);
}

function discriminator(building: Place & TableBuilding): Network {
  const layout = tableOf(building);
  return sequential(
    building.name,
    building.input,
    [joined("which are given", (y) => flagsOf(y, layout, building.pack)), ...trunk(building, 1)],
    building,
  );
}

export const tableArchitecture: Architecture<TableBuilding> = {
  help: "for rows of a table: a head for each column, conditions on any of them",
  data: ["mixed"],
  options: {
    widths: true,
    activation: true,
    slope: true,
    normalisation: true,
    dropout: true,
    temperature: true,
    gumbel: true,
    init: true,
    initScale: true,
  },
  hasOutputBias: false,
  hiddenLayers: ({ widths }) => widths.length,
  generator,
  discriminator,
};
