import { describe, expect, it } from "vitest";
import type { DataDescription } from "../data/description.ts";
import { resolveConfig } from "./config.ts";
import { asOption, beforeThem, byKind, byPlayer, defaultsOf, following, isOfTheData } from "./defaults.ts";
import { integer, row } from "./option.ts";
import { gameOptions, playerOptions, runOptions } from "./options.ts";
import { type PresetName, presetNames, presets } from "./presets.ts";
import type { GivenOptions } from "./recipes.ts";

const points: DataDescription = { name: "points", shape: [2], fingerprint: "p" };
const images: DataDescription = { name: "images", shape: [1, 28, 28], fingerprint: "i" };
const column = { name: "a", center: 0, scale: 1 };
const table: DataDescription = { name: "t", shape: [2], columns: [column, column], count: 40, fingerprint: "t" };

describe("a new row of the option table", () => {
  const rows = {
    ...gameOptions,
    patience: row(
      byKind({ points: 3, table: ({ columns = [] }) => columns.length, images: 5 }),
      integer(0, 9, "steps"),
      { before: 0 },
    ),
    courage: row(byPlayer(1, 2), integer(0, 9, "of G and of D")),
    hope: row(
      asOption("patience", (patience: number) => 2 * patience),
      integer(0, 99, "twice the patience"),
    ),
  };

  it.each([
    ["points", points, 3],
    ["rows of a table", table, 2],
    ["images", images, 5],
    ["arrays, as points", { ...points, shape: [2, 2] }, 3],
  ])("brings its default for %s", (_, data, patience) => {
    const found = defaultsOf(rows, data);
    expect(found).toMatchObject({ patience, generator: { courage: 1 }, discriminator: { courage: 2 } });
    expect(following(rows, { patience, hope: undefined })).toEqual({ patience, hope: 2 * patience });
    expect(following(rows, { patience, hope: 7 })).toEqual({ patience, hope: 7 });
  });

  it("brings what configurations mean that were written before it", () => {
    expect(beforeThem(rows)).toEqual({ ...beforeThem(gameOptions), patience: 0 });
    expect(beforeThem(runOptions)).toEqual({ keepSamples: 1_000_000, device: "cpu" });
  });

  it("brings whether the data decide about it", () => {
    expect(Object.entries(rows).flatMap(([key, one]) => (isOfTheData(one) ? [key] : []))).toEqual([
      "batch",
      "clusters",
      "pairMoments",
      "givenMoments",
      "augmentSteps",
      "latent",
      "dSteps",
      "patience",
    ]);
  });
});

describe("the defaults of every row", () => {
  it.each([
    ["points", points],
    ["a table", table],
    ["images", images],
    ["one number", { ...points, shape: [1] }],
    ["arrays", { ...points, shape: [3, 4] }],
    ["large images of two", { ...images, shape: [3, 512, 512], count: 2 }],
  ])("are possible values for %s", (_, data) => {
    const { generator, discriminator, run, ...game } = resolveConfig(data, {});
    for (const [rows, values] of [
      [gameOptions, game],
      [playerOptions, generator],
      [playerOptions, discriminator],
      [runOptions, run],
    ] as const) {
      for (const [key, { schema }] of Object.entries(rows)) {
        expect([key, schema.safeParse((values as Record<string, unknown>)[key]).success]).toEqual([key, true]);
      }
    }
  });
});

describe("configurations stay what they were", () => {
  const cases: readonly (readonly [string, DataDescription, GivenOptions & { preset?: PresetName }])[] = [
    ["points", points, {}],
    ["the ring", { ...points, name: "ring" }, {}],
    ["the grid", { ...points, name: "grid" }, {}],
    ["one number", { ...points, shape: [1] }, {}],
    ["a table", table, {}],
    ["residual networks for images", images, {}],
    ["residual networks for large images in colour", { ...images, shape: [3, 64, 64] }, {}],
    ["images", images, { network: "dcgan" }],
    ["large images in colour", { ...images, shape: [3, 64, 64] }, { network: "dcgan" }],
    ["perceptrons for images", images, { network: "mlp" }],
    ["a critic of points", points, { loss: "wasserstein" }],
    ["a critic of images", images, { loss: "wasserstein", network: "dcgan" }],
    ["R1 on images", images, { r1: 1, network: "dcgan" }],
    ...presetNames.map((preset) => {
      const data = presets[preset].kind === "images" ? images : points;
      return [`preset ${preset}`, { ...data, fingerprint: preset }, { preset }] as const;
    }),
  ];
  it.each(cases)("%s", (_, data, options) => {
    expect(resolveConfig(data, options)).toMatchSnapshot();
  });
});
