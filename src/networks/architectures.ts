/** The networks that options build, each with what it says of itself. Adding a row adds a network. */
import { type DataKind, dataKindNames } from "../data/kinds.ts";
import type { Architecture } from "./architecture.ts";
import { type DcganBuilding, dcganArchitecture } from "./dcgan.ts";
import { type MlpBuilding, mlpArchitecture } from "./mlp.ts";
import { type ResnetBuilding, resnetArchitecture } from "./resnet.ts";
import { type TableBuilding, tableArchitecture } from "./table.ts";

/** The first one is for every kind of data. */
export const architectures = {
  mlp: mlpArchitecture,
  dcgan: dcganArchitecture,
  resnet: resnetArchitecture,
  table: tableArchitecture,
};

export type ArchitectureName = keyof typeof architectures;
export const architectureNames = Object.keys(architectures) as [ArchitectureName, ...ArchitectureName[]];

/** What any of them is built from. */
export type BuildingOptions = MlpBuilding & DcganBuilding & ResnetBuilding & TableBuilding;

const rows: Readonly<Record<ArchitectureName, Architecture<BuildingOptions>>> = architectures as never;

/** The row of an architecture, as all rows are. */
export const architectureOf = (name: ArchitectureName): Architecture<BuildingOptions> => rows[name];

/** The names of {@link BuildingOptions}. */
export const buildingOptions: readonly string[] = [
  ...new Set(architectureNames.flatMap((name) => Object.keys(rows[name].options))),
];

/** The architectures that take an option. */
export const takersOf = (option: keyof BuildingOptions | "outputBias"): readonly ArchitectureName[] =>
  architectureNames.filter((name) =>
    option === "outputBias" ? rows[name].hasOutputBias : Object.hasOwn(rows[name].options, option),
  );

/** The kinds of data for which there is more than one architecture. */
export const kindsWithChoice = (): readonly DataKind[] =>
  dataKindNames.filter((kind) => architectureNames.filter((name) => rows[name].data.includes(kind)).length > 1);
