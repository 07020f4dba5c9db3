/** The networks that options build: a row says what data one is for, which options it takes, and how its G and D are made. */
import { type DataKind, dataKindNames } from "../data/kinds.ts";
import { problem } from "../problem.ts";
import type { Shape } from "../tensor/shape.ts";
import { type DcganOptions, dcganDiscriminator, dcganGenerator, type Upsampling } from "./dcgan.ts";
import type { InitScheme } from "./initialisers.ts";
import { type Activation, type Normalisation, type PixelRange, pixelLayers } from "./layers.ts";
import { mlp } from "./mlp.ts";
import type { Network } from "./network.ts";

/** What a network is built from: a player's options, by the names that they have in the table of options. */
export interface BuildingOptions {
  readonly widths: readonly number[];
  readonly channels: number;
  readonly upsampling: Upsampling;
  readonly activation: Activation | "maxout";
  readonly slope: number;
  readonly pieces: number;
  readonly normalisation: Normalisation;
  readonly dropout: number;
  readonly inputDropout: number;
  readonly init: InitScheme;
  readonly initScale: number;
}

/** The names of {@link BuildingOptions}. */
export const buildingOptions = Object.keys({
  widths: true,
  channels: true,
  upsampling: true,
  activation: true,
  slope: true,
  pieces: true,
  normalisation: true,
  dropout: true,
  inputDropout: true,
  init: true,
  initScale: true,
} satisfies Record<keyof BuildingOptions, true>);

/** A network to be built. */
export interface Building extends BuildingOptions {
  /** `"G"` or `"D"`. */
  readonly name: string;
  /** Of one z for G, of one example for D. */
  readonly input: Shape;
  /** Of one example for G, [1] for D. */
  readonly output: Shape;
  /** Of the data. */
  readonly kind: DataKind;
  readonly pixels: PixelRange;
  /** What G's last bias starts from; zero if left out. */
  readonly outputBias?: ArrayLike<number> | undefined;
}

interface Row {
  /** What it is, to stand in a list. */
  readonly help: string;
  readonly data: readonly DataKind[];
  /** Options that it takes and not every architecture does. */
  readonly takes: readonly (keyof BuildingOptions | "outputBias")[];
  /** Options that it needs another default for than the recipe of a kind of data has. */
  readonly defaults?: { readonly [K in DataKind]?: Partial<BuildingOptions> };
  readonly hiddenLayers: (options: BuildingOptions) => number;
  readonly generator: (building: Building) => Network;
  readonly discriminator: (building: Building) => Network;
}

/** Adding a row adds a network. The first one is for every kind of data. */
export const architectures = {
  mlp: {
    help: "multilayer perceptron",
    data: dataKindNames,
    takes: ["widths", "inputDropout", "outputBias"],
    // The images' recipe is that of convolutions.
    defaults: { images: { normalisation: "none", init: "glorot" } },
    hiddenLayers: ({ widths }) => widths.length,
    generator: (building) => perceptron(building),
    discriminator: (building) => perceptron(building),
  },
  dcgan: {
    help: "convolutions for images (28×28, 32×32, 128×64, … pixels)",
    data: ["images"],
    takes: ["channels", "upsampling"],
    // One for each halving of the image, of which there is at least one.
    hiddenLayers: () => 1,
    generator: (building) => dcganGenerator(building.name, building.input, building.output, dcganOptions(building)),
    discriminator: (building) => dcganDiscriminator(building.name, building.input, dcganOptions(building)),
  },
} as const satisfies Readonly<Record<string, Row>>;

export type ArchitectureName = keyof typeof architectures;
export const architectureNames = Object.keys(architectures) as [ArchitectureName, ...ArchitectureName[]];

const rows: Readonly<Record<ArchitectureName, Row>> = architectures;

/** The row of an architecture, as all rows are. */
export const architectureOf = (name: ArchitectureName): Row => rows[name];

/** The architectures that take an option that not all take. */
export const takersOf = (option: Row["takes"][number]): readonly ArchitectureName[] =>
  architectureNames.filter((name) => rows[name].takes.includes(option));

/** The kinds of data for which there is more than one architecture. */
export const kindsWithChoice = (): readonly DataKind[] =>
  dataKindNames.filter((kind) => architectureNames.filter((name) => rows[name].data.includes(kind)).length > 1);

const initOf = ({ init, initScale }: BuildingOptions) => ({ scheme: init, scale: initScale });

function perceptron(building: Building): Network {
  const { name, input, output, kind, outputBias } = building;
  const { widths, activation, slope, pieces, normalisation } = building;
  const ends = pixelLayers[building.pixels];
  const makes = name === "G";
  return mlp(name, input, output, {
    widths,
    activation,
    slope,
    pieces,
    normalisation,
    keep: 1 - building.dropout,
    keepInput: 1 - building.inputDropout,
    init: initOf(building),
    output: kind === "images" && makes ? ends.output : "linear",
    ...(kind === "images" ? (makes ? { after: ends.after } : { before: ends.before }) : {}),
    ...(outputBias ? { outputBias } : {}),
  });
}

function dcganOptions(building: Building): DcganOptions {
  const { name, channels, activation, slope, normalisation, upsampling, pixels } = building;
  if (activation === "maxout") {
    throw problem({
      doing: `building ${name} as dcgan`,
      expected: "an elementwise activation",
      came: "maxout",
      next: "Use --network mlp for maxout.",
    });
  }
  const keep = 1 - building.dropout;
  return { channels, activation, slope, normalisation, upsampling, keep, init: initOf(building), pixels };
}
