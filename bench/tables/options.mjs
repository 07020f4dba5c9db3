// What the command line of the benchmark of tables understands.
import { parseArgs } from "node:util";
import { systemNames } from "./systems.mjs";
import { tableNames } from "./tables.mjs";

const help = `npm run build && node bench/tables.mjs [options]: generated tables of this project, CTGAN and baselines, by the same figures

  --setup            install CTGAN, SDMetrics, scikit-learn and the tables into bench/.cache/tables (once, some minutes), then stop
  --tables a,b       of ${tableNames.join(", ")} (all)
  --systems a,b      of ${systemNames.join(", ")} (all)
  --seeds 0,1,2      a training for each (0)
  --seconds S        CPU seconds of one thread that a training of ours may take, reading and all (150)
  --steps N          instead: steps of ours
  --ours JSON        more options of train, for ours: '{"batch":500}'
  --epochs N         of CTGAN (50)
  --data DIR         the folder of the tables (what --setup has made)
  --no-python        without the figures of SDMetrics and scikit-learn beside ours
  --again            measure finished ones again; what was trained stays
  --json FILE        write all figures
  --markdown FILE    write the tables of figures`;

const kinds = {
  setup: { type: "boolean" },
  help: { type: "boolean" },
  "no-python": { type: "boolean" },
  again: { type: "boolean" },
  tables: { type: "string" },
  systems: { type: "string" },
  seeds: { type: "string" },
  seconds: { type: "string" },
  steps: { type: "string" },
  ours: { type: "string" },
  epochs: { type: "string" },
  data: { type: "string" },
  json: { type: "string" },
  markdown: { type: "string" },
};

function number(name, given, otherwise, least) {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (value >= least) return value;
  throw new Error(`reading --${name}: expected a number of at least ${least}; came ${given}.`);
}

function some(name, given, known) {
  const chosen = given?.split(",").map((part) => part.trim()) ?? known;
  const unknown = chosen.find((part) => !known.includes(part));
  if (unknown === undefined) return chosen;
  throw new Error(`reading --${name}: expected some of ${known.join(", ")}; came ${unknown}.`);
}

/** The options, or undefined after the help was printed. */
export function readOptions(args) {
  const { values } = parseArgs({ args, options: kinds });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  return {
    ...values,
    tables: some("tables", values.tables, tableNames),
    systems: some("systems", values.systems, systemNames),
    seeds: (values.seeds ?? "0").split(",").map((seed) => number("seeds", seed, 0, 0)),
    seconds: number("seconds", values.seconds, 150, 1),
    steps: number("steps", values.steps, undefined, 1),
    epochs: number("epochs", values.epochs, 50, 1),
    ours: JSON.parse(values.ours ?? "{}"),
    python: !values["no-python"],
  };
}
