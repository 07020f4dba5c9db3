import { describe, expect, it } from "vitest";
import { dataKindNames } from "../data/kinds.ts";
import { type Config, resolveConfig } from "../training/config.ts";
import { gameOf } from "../training/game-of-config.ts";
import { gameOptions, playerOptions } from "../training/options.ts";
import { optionMatters } from "../training/relevance.ts";
import { architectureNames, architectureOf, buildingOptions, kindsWithChoice, takersOf } from "./architectures.ts";

const cells = (name: string) => ({
  kind: "category" as const,
  name,
  levels: ["a", "b"],
  values: [0, 1],
  bins: [],
  counts: [3, 2],
});
const data = {
  mixed: { shape: [6], columns: ["a", "b", "c"].map(cells), y: { shape: [9] } },
  points: { shape: [2] },
  table: { shape: [3], columns: ["a", "b", "c"].map((name) => ({ name, center: 0, scale: 1, decimals: 1 })) },
  images: { shape: [1, 28, 28] },
  arrays: { shape: [2, 5] },
} as const;
const configOf = (kind: keyof typeof data, network: (typeof architectureNames)[number]): Config =>
  resolveConfig(
    { name: "x", fingerprint: "x", ...(data[kind] as { shape: readonly number[] }) },
    { network, channels: 2, widths: [3, 3, 3] },
  );
const needed = (config: Config, key: string): boolean => optionMatters(key, config);

describe.each(architectureNames)("the architecture %s", (name) => {
  const { data: kinds, options, help } = architectureOf(name);
  /** Options that it takes and not every one does; that of maxout needs its activation besides. */
  const special = (Object.keys(options) as (keyof typeof options)[]).filter(
    (option) => takersOf(option).length < architectureNames.length && option !== "pieces",
  );

  it.each(kinds)("makes a G and a D of %s", (kind) => {
    const { generator, discriminator } = gameOf(configOf(kind, name));
    expect([generator.name, generator.output, discriminator.name]).toEqual(["G", data[kind].shape, "D"]);
    expect([discriminator.input, discriminator.output]).toEqual([data[kind].shape, [1]]);
  });

  it("has the options that it takes, and none that only others take", () => {
    const [kind = "points"] = kinds;
    const config = configOf(kind, name);
    for (const option of special) expect([option, needed(config, option)]).toEqual([option, true]);
    for (const option of buildingOptions.filter((one) => !(one in options))) {
      expect([option, needed(config, option)]).toEqual([option, false]);
    }
    expect(needed(config, "outputBias")).toBe(architectureOf(name).hasOutputBias);
  });

  it("is among the choices of the option network, and said in its help and in those of its options", () => {
    expect(playerOptions.network.kind).toMatchObject({ values: architectureNames });
    expect(playerOptions.network.help).toContain(help);
    const rows: Readonly<Record<string, { readonly help: string }>> = { ...gameOptions, ...playerOptions };
    for (const option of special) expect(rows[option]?.help).toMatch(new RegExp(`^(\\w+, )*${name}(, \\w+)*: `));
  });
});

describe("the table of architectures", () => {
  it("has a first row for every kind of data, and a choice for mixed tables and images", () => {
    const [first] = architectureNames;
    expect(architectureOf(first).data).toEqual(dataKindNames);
    expect(kindsWithChoice()).toEqual(["mixed", "images"]);
  });

  it("builds from options that are all in the table of options", () => {
    for (const option of buildingOptions) expect(Object.keys(playerOptions)).toContain(option);
  });

  it("has other defaults where the recipe of the data is not the network's", () => {
    expect(configOf("images", "mlp").generator).toMatchObject({ normalisation: "none", init: "glorot" });
    expect(configOf("images", "dcgan").generator).toMatchObject({ normalisation: "batch", init: "normal" });
    expect(configOf("points", "mlp").generator).toMatchObject({ normalisation: "none", init: "he" });
  });
});
