// Who makes tables: each system writes rows as a CSV file in the folder of its table and seed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { baselines } from "../../dist/evaluation/baselines/baselines.js";
import { openRandom } from "../../dist/kernels/random.js";
import { trainOurs } from "./ours.mjs";
import { runPython } from "./place.mjs";
import { readTyped, writeTyped } from "./typed.mjs";

/** Rows that are drawn for a condition. */
export const CONDITION_ROWS = 1000;

const baseline = (name) => ({
  async make({ definition, training, folder, seed }) {
    const table = readTyped(training, definition);
    const random = await openRandom(seed, "baselines");
    const before = process.cpuUsage();
    const made = baselines[name].make(table, table.rows, random);
    const { user, system } = process.cpuUsage(before);
    const file = join(folder, `${name}.csv`);
    writeTyped(file, made);
    return [{ name, title: baselines[name].title, file, cpuSeconds: (user + system) / 1e6 }];
  },
});

const systems = {
  ours: {
    settings: ({ seconds, steps, ours }) =>
      `${steps === undefined ? `${seconds}s` : `${steps}steps`} ${JSON.stringify(ours)}`,
    async make({ definition, training, rows, folder, seed, options }) {
      const { seconds, steps, ours } = options;
      const { columns, conditions } = definition;
      const facts = trainOurs({
        training,
        definition: { columns, conditions },
        out: folder,
        seed,
        seconds,
        ...(steps === undefined ? {} : { steps }),
        options: ours,
        rows,
        conditionRows: CONDITION_ROWS,
      });
      const files = conditions.map((_, i) => join(folder, `ours-condition-${i}.csv`));
      return [{ name: "ours", title: "saddlepoint", file: join(folder, "ours.csv"), conditions: files, ...facts }];
    },
  },
  ctgan: {
    settings: ({ epochs }) => `${epochs}epochs`,
    async make({ task, definition, folder, tableFolder, seed, options }) {
      const facts = join(folder, "ctgan.json");
      if (!existsSync(facts)) runPython("tables_ctgan.py", task, tableFolder, folder, options.epochs, seed);
      const known = JSON.parse(readFileSync(facts, "utf8"));
      return [
        ["ctgan", `CTGAN ${options.epochs}, as shipped`],
        ["ctgan-repaired", `CTGAN ${options.epochs}, repaired`],
      ].map(([name, title]) => {
        const conditions = definition.conditions.map((_, i) => {
          const file = join(folder, `${name}-condition-${i}.csv`);
          return existsSync(file) ? file : undefined;
        });
        return { name, title, file: join(folder, `${name}.csv`), conditions, ...known };
      });
    },
  },
  independent: baseline("independent"),
  copula: baseline("copula"),
  bootstrap: baseline("bootstrap"),
  trees: baseline("trees"),
};

export const systemNames = Object.keys(systems);

/** What a system is called in the cache: trainings of other settings are others. */
export const settingsOf = (name, options) => systems[name].settings?.(options) ?? "";
export const makeRows = (name, request) => systems[name].make(request);
