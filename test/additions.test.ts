/**
 * What has to be touched to add something (docs/design.md): each is added to a copy of the sources, which must still type-check
 * and then have it. Files are counted, tests and docs aside.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../src/index.ts";

/** A change of one file: text behind the first place that has another, or a whole new file. */
interface Edit {
  readonly file: string;
  readonly behind?: string;
  readonly text: string;
}

/** Words in both languages of the lab for an option of the game or of a player. */
const words = (key: string, english: string, korean: string): readonly Edit[] => [
  { file: "lab/src/words/en.ts", behind: 'seed: "Seed",', text: `\n      ${key}: "${english}",` },
  { file: "lab/src/words/ko.ts", behind: 'seed: "시드",', text: `\n      ${key}: "${korean}",` },
  { file: "lab/src/words/ko.ts", behind: "    help: {", text: `\n      ${key}: "${korean}",` },
];

const additions: Readonly<Record<string, { readonly most: number; readonly edits: readonly Edit[] }>> = {
  "a run option": {
    most: 4,
    edits: [
      {
        file: "src/training/options.ts",
        behind: "export const runOptions = {",
        text: `\n  quiet: row(0, integer(0, 1000, "steps before the first line of metrics.jsonl"), { before: 0 }),`,
      },
      {
        file: "src/training/run.ts",
        behind: "alive.begin();\n    if (due(run.reportEvery)",
        text: " && step > run.quiet",
      },
    ],
  },
  "an architecture with an option of its own": {
    most: 5,
    edits: [
      {
        file: "src/networks/linear.ts",
        text: `import { dataKindNames } from "../data/kinds.ts";
import { mul } from "../tensor/operations.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Architecture, type InitOptions, initOf, type Place } from "./architecture.ts";
import { dense, flatten, reshape } from "./layers.ts";
import { type Network, sequential } from "./network.ts";

export interface LinearBuilding extends InitOptions {
  readonly gain: number;
}

function build({ name, input, output, gain, ...init }: Place & LinearBuilding): Network {
  return sequential(name, input, [
    flatten(),
    dense(sizeOf(output), initOf(init)),
    { kind: "gain", make: (_, shape) => ({ label: "gain", output: shape, parameters: [], apply: (x) => mul(x, gain) }) },
    reshape(output),
  ]);
}

export const linearArchitecture: Architecture<LinearBuilding> = {
  help: "one linear layer",
  data: dataKindNames,
  options: { gain: true, init: true, initScale: true },
  hasOutputBias: false,
  hiddenLayers: () => 0,
  generator: build,
  discriminator: build,
};
`,
      },
      {
        file: "src/networks/architectures.ts",
        behind: "dcgan: dcganArchitecture",
        text: ", linear: linearArchitecture",
      },
      {
        file: "src/networks/architectures.ts",
        behind:
          "/** The networks that options build, each with what it says of itself. Adding a row adds a network. */",
        text: '\nimport { type LinearBuilding, linearArchitecture } from "./linear.ts";',
      },
      {
        file: "src/networks/architectures.ts",
        behind: "export type BuildingOptions = MlpBuilding & DcganBuilding",
        text: " & LinearBuilding",
      },
      {
        file: "src/training/options.ts",
        behind: "export const playerOptions = {",
        text: `\n  gain: row(1, ofNetwork("gain", number(0, 10, "what the values are multiplied by")), { before: 1 }),`,
      },
      ...words("gain", "Gain", "이득"),
    ],
  },
  "a layer behind an option": {
    most: 5,
    edits: [
      {
        file: "src/networks/scaled.ts",
        text: `import { mul } from "../tensor/operations.ts";
import type { LayerPlan } from "./network.ts";

export const scaled = (factor: number): LayerPlan => ({
  kind: "scaled",
  make: (_, shape) => ({ label: \`scaled \${factor}\`, output: shape, parameters: [], apply: (x) => mul(x, factor) }),
});
`,
      },
      {
        file: "src/networks/mlp.ts",
        behind: 'import { dataKindNames } from "../data/kinds.ts";',
        text: '\nimport { scaled } from "./scaled.ts";',
      },
      {
        file: "src/networks/mlp.ts",
        behind: "export interface MlpOptions {",
        text: "\n  readonly inputScale?: number;",
      },
      {
        file: "src/networks/mlp.ts",
        behind: "  const plans = [",
        text: "\n    scaled(options.inputScale ?? 1),",
      },
      {
        file: "src/networks/mlp.ts",
        behind: "export interface MlpBuilding extends InitOptions {",
        text: "\n  readonly inputScale: number;",
      },
      {
        file: "src/networks/mlp.ts",
        behind: "  return mlp(name, input, output, {",
        text: "\n    inputScale: building.inputScale,",
      },
      { file: "src/networks/mlp.ts", behind: "  options: {\n    widths: true,", text: "\n    inputScale: true," },
      {
        file: "src/training/options.ts",
        behind: "export const playerOptions = {",
        text: `\n  inputScale: row(1, ofNetwork("inputScale", number(0, 10, "what inputs are multiplied by")), { before: 1 }),`,
      },
      ...words("inputScale", "Input scale", "입력 배율"),
    ],
  },
  "an optimizer": {
    most: 3,
    edits: [
      {
        file: "src/learning/optimizers.ts",
        behind: "const optimizers = {",
        text: `
  lion: row<"mean">({
    help: "the sign of a mean (Chen et al. 2023)",
    moments: ["mean"],
    update: ({ w, g, moments, rate, settings: { beta1, beta2, weightDecay } }) => ({
      w: sub(w, mul(rate, add(sign(running(moments.mean, g, beta1)), mul(weightDecay, w)))),
      moments: { mean: running(moments.mean, g, beta2) },
    }),
  }),`,
      },
      { file: "src/learning/optimizers.ts", behind: "import { add, div, mul, neg, ", text: "sign, " },
    ],
  },
};

const cache = resolve("bench/.cache");
let copy = "";

async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: copy, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const code = await new Promise((done) => child.on("close", done));
  return code === 0 ? "" : output;
}

async function apply({ file, behind, text }: Edit): Promise<void> {
  const path = join(copy, file);
  if (behind === undefined) {
    await mkdir(dirname(path), { recursive: true });
    return writeFile(path, text);
  }
  const before = await readFile(path, "utf8");
  const at = before.indexOf(behind);
  if (at < 0) throw new Error(`${file} has no "${behind}" any more: mend this test, and the table in docs/design.md`);
  return writeFile(path, before.slice(0, at + behind.length) + text + before.slice(at + behind.length));
}

beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  copy = await mkdtemp(join(cache, "additions-"));
  const wanted = (path: string): boolean => !/\.test\.ts$/.test(path);
  for (const folder of ["src", "lab/src"])
    await cp(resolve(folder), join(copy, folder), { recursive: true, filter: wanted });
  await cp(resolve("package.json"), join(copy, "package.json"));
  // What the package resolves to: what is native, and the runtime's own files.
  await symlink(resolve("dist"), join(copy, "dist"));
  const { compilerOptions } = JSON.parse(await readFile(resolve("lab/tsconfig.json"), "utf8")) as {
    compilerOptions: object;
  };
  await writeFile(
    join(copy, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../tsconfig.json",
      compilerOptions: {
        ...compilerOptions,
        types: ["node", "svelte", "vite/client"],
        paths: { "#inner": ["./src/inner.ts"], saddlepoint: ["./src/index.ts"] },
      },
      include: ["src", "lab/src/words"],
      exclude: ["src/kernels/assembly"],
    }),
  );
  for (const { edits } of Object.values(additions)) for (const edit of edits) await apply(edit);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe("to add", () => {
  it.each(Object.entries(additions))("%s touches few files", (_, { most, edits }) => {
    expect(new Set(edits.map(({ file }) => file)).size).toBeLessThanOrEqual(most);
  });

  it("them all leaves nothing to be mended elsewhere", async () => {
    expect(await run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", "."])).toBe("");
  });

  it("them is to have them: a run that uses each is played", async () => {
    const { train, resolveConfig } = (await import(join(copy, "src/index.ts"))) as typeof Library;
    const given = {
      data: "ring",
      steps: 8,
      reportEvery: 2,
      samples: 4,
      quiet: 4,
      optimizer: "lion",
      inputScale: 0.5,
      generator: { network: "linear", gain: 2 },
    } as unknown as Library.TrainOptions;
    const steps: number[] = [];
    let networks: Library.Started["networks"] | undefined;
    for await (const event of train(given)) {
      if (event.type === "start") networks = event.networks;
      if (event.type === "report") steps.push(event.step);
    }
    expect(steps).toEqual([6, 8]);
    expect(networks?.generator.map(({ layer }) => layer)).toEqual(["flatten", "dense 2", "gain", "reshape [2]"]);
    expect(networks?.discriminator[0]?.layer).toBe("scaled 0.5");
    const { builtIn } = (await import(join(copy, "src/index.ts"))) as typeof Library;
    expect(() => resolveConfig(builtIn("ring"), { gain: 11 } as never)).toThrow("a number from 0 to 10");
  });
});
