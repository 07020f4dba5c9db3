// What the command line of the benchmark understands.
import { parseArgs } from "node:util";
import { ALLOWED } from "./guard.mjs";

const help = `npm run bench -- [options]: one training step in this project and in every peer that is installed, in turns

  --setup               install the peers into bench/.cache (some minutes), then stop
  --quick               under two minutes: W1, W2 and W3, short turns, the peers that are fast enough
  --workloads W1,W3     which workloads (all)
  --peers a,b           peers whose names contain one of these (all); this project takes part in any case
  --against COMMIT      this project alone, beside a commit of it: how many times longer a step takes now, by pairs of turns
  --guard               this project alone, beside its last release (or --against): by how much each row moved; exit code 1 where one is slower
  --allow PERCENT       how much slower a row may be for --guard (5)
  --device webgpu       this project on the graphics card as well, PyTorch on CUDA where it has it, and the lab with one (docs/gpu.md)
  --rounds N            turns of each peer (7)
  --seconds S           length of a turn (2)
  --patience S          how long a peer may take beyond its turn before it counts as failed (120)
  --python PATH         the interpreter of the Python peers
  --json FILE           write everything that was measured
  --markdown FILE       write the tables
  --docs                write the tables into docs/benchmarks.md`;

const kinds = {
  setup: { type: "boolean" },
  quick: { type: "boolean" },
  docs: { type: "boolean" },
  help: { type: "boolean" },
  against: { type: "string" },
  guard: { type: "boolean" },
  allow: { type: "string" },
  device: { type: "string" },
  workloads: { type: "string" },
  peers: { type: "string" },
  rounds: { type: "string" },
  seconds: { type: "string" },
  patience: { type: "string" },
  python: { type: "string" },
  json: { type: "string" },
  markdown: { type: "string" },
};

const full = { rounds: 7, seconds: 2, patience: 120, workloads: [], peers: [] };
const quick = {
  rounds: 3,
  seconds: 0.4,
  patience: 15,
  workloads: ["W1", "W2", "W3"],
  peers: ["PyTorch", "JAX on 2", "repaired"],
};

function number(name, given, otherwise, least) {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (value >= least) return value;
  throw new Error(`reading --${name}: expected a number of at least ${least}; came ${given}.`);
}

/** The options, or undefined after the help was printed. `known` are the names of the workloads. */
export function readOptions(args, known) {
  const { values } = parseArgs({ args, options: kinds });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const defaults = values.quick ? quick : full;
  const list = (text, otherwise) => text?.split(",").map((part) => part.trim()) ?? otherwise;
  const workloads = list(values.workloads, defaults.workloads);
  const unknown = workloads.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`reading --workloads: expected some of ${known.join(", ")}; came ${unknown}.`);
  }
  if (values.allow !== undefined && !values.guard) throw new Error("reading --allow: expected --guard beside it.");
  if (![undefined, "webgpu"].includes(values.device)) {
    throw new Error(`reading --device: expected webgpu, the processor being timed in any case; came ${values.device}.`);
  }
  if (values.device && (values.guard || values.against !== undefined)) {
    throw new Error(
      "reading --device: expected no --guard and no --against beside it, which compare on the processor.",
    );
  }
  const vain = ["docs", "markdown", "peers"].find((name) => values.guard && values[name] !== undefined);
  if (vain)
    throw new Error(`reading --${vain}: expected no --guard beside it, which compares this project with itself.`);
  return {
    ...values,
    workloads: workloads.length > 0 ? workloads : known,
    peers: list(values.peers, defaults.peers),
    rounds: Math.round(number("rounds", values.rounds, defaults.rounds, 1)),
    seconds: number("seconds", values.seconds, defaults.seconds, 0.01),
    patience: number("patience", values.patience, defaults.patience, 1),
    allowed: number("allow", values.allow, ALLOWED, 0),
  };
}
