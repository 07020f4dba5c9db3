/**
 * The whole state of a run at a step, as a safetensors file: parameters, optimizer memory, moving average, positions of all
 * random streams. Equal states give equal bytes: nothing of the clock, the machine or the run's name is in it.
 */
import { sha256 as sha256Of } from "../data/fingerprint.ts";
import type { Network } from "../networks/network.ts";
import { internal, problem } from "../problem.ts";
import { viewOf } from "../tensor/layout.ts";
import { type Computed, type Config, mathematics } from "./config.ts";
import type { Machine, MachineState } from "./machine.ts";
import { type Player, parameterLayout } from "./player.ts";
import { decodeTensors, encodeTensors, type NamedTensor } from "./safetensors.ts";

const FORMAT = "saddlepoint checkpoint 1";
/** What stands in the place of the checksum while it is computed. */
const BLANK = "0".repeat(64);

export interface Checkpoint {
  readonly step: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** The configuration but for `run`, as {@link mathematics} writes it. */
  readonly mathematics: string;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly state: MachineState;
  /** Updates that each player has made. */
  readonly updates: { readonly G: number; readonly D: number };
}

/** G's moving average stands beside its parameters: `"G average/dense 1/weight"`. */
const renamed = (name: string, player: string, suffix: string): string => name.replace(player, `${player} ${suffix}`);

function playerTensors(player: Player): NamedTensor[] {
  const { name } = player.network;
  const vectors = [["", player.parameters] as const, ...player.moments];
  return vectors.flatMap(([suffix, vector]) =>
    player.layout.entries.map((entry) => ({
      name: suffix === "" ? entry.name : renamed(entry.name, name, suffix),
      shape: entry.shape,
      values: viewOf(vector.data, entry),
    })),
  );
}

function averageTensors({ generator, average }: Machine): NamedTensor[] {
  if (!average) return [];
  return generator.layout.entries.map((entry) => ({
    name: renamed(entry.name, generator.network.name, "average"),
    shape: entry.shape,
    values: viewOf(average.data, entry),
  }));
}

/** Every tensor of a machine's state; the values are views of its memory. */
const stateTensors = (machine: Machine): NamedTensor[] => [
  ...playerTensors(machine.generator),
  ...averageTensors(machine),
  ...playerTensors(machine.discriminator),
];

/** The state after `step` as a file. */
export async function encodeCheckpoint(
  config: Config,
  machine: Machine,
  step: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const metadata = {
    format: FORMAT,
    step: String(step),
    config: mathematics(config),
    state: JSON.stringify(machine.state()),
    updates: JSON.stringify({ G: machine.generator.updates, D: machine.discriminator.updates }),
    sha256: BLANK,
  };
  const bytes = encodeTensors(stateTensors(machine), metadata);
  // The checksum is that of the file with a blank in its place.
  replace(bytes, BLANK, await sha256Of(bytes));
  return bytes;
}

/** Where ASCII `text` stands in the header. */
function find(bytes: Uint8Array, text: string): number {
  const header = new TextDecoder("latin1").decode(bytes.subarray(0, 1 << 16));
  return header.indexOf(text);
}

function replace(bytes: Uint8Array, text: string, by: string): void {
  const at = find(bytes, `"sha256":"${text}"`);
  if (at < 0) throw internal("a checkpoint without a place for its checksum");
  bytes.set(new TextEncoder().encode(by), at + '"sha256":"'.length);
}

/** Reads and verifies a checkpoint. `name` is for error texts. */
export async function decodeCheckpoint(name: string, file: Uint8Array): Promise<Checkpoint> {
  const { metadata, tensors } = decodeTensors(name, file);
  const { format, step, config, state, updates, sha256 } = metadata;
  const doing = `reading checkpoint ${name}`;
  if (format !== FORMAT || !step || !config || !state || !updates || sha256?.length !== 64) {
    throw problem({
      doing,
      expected: `a file written by saddlepoint (${FORMAT})`,
      came: format ?? "another safetensors file",
    });
  }
  // Not by slice: that of Node's Buffer does not copy.
  const blanked = Uint8Array.from(file);
  replace(blanked, sha256, BLANK);
  const actual = await sha256Of(blanked);
  if (actual !== sha256) {
    throw problem({
      doing,
      expected: `checksum ${sha256.slice(0, 16)}…`,
      came: `${actual.slice(0, 16)}…: the file was altered or damaged`,
    });
  }
  return {
    step: Number(step),
    sha256,
    // It may be older than an option.
    mathematics: mathematics(JSON.parse(config) as Computed),
    tensors,
    state: JSON.parse(state) as MachineState,
    updates: JSON.parse(updates) as Checkpoint["updates"],
  };
}

/** Puts a checkpoint's values into a machine built from the same configuration. */
export function restore(machine: Machine, checkpoint: Checkpoint): void {
  for (const { name, values } of stateTensors(machine)) {
    const saved = checkpoint.tensors.get(name);
    if (saved?.values.length !== values.length) {
      throw problem({
        doing: `restoring ${name}`,
        expected: `${values.length} values in the checkpoint`,
        came: saved ? String(saved.values.length) : "none",
        next: "The checkpoint belongs to another configuration.",
      });
    }
    values.set(saved.values);
  }
  machine.generator.updates = checkpoint.updates.G;
  machine.discriminator.updates = checkpoint.updates.D;
}

/** The parameters of a network in a checkpoint, as one vector; `"average"` for the moving average of G's. */
export function parametersOf(checkpoint: Checkpoint, network: Network, suffix?: "average"): Float32Array<ArrayBuffer> {
  const place = parameterLayout(network);
  const vector = new Float32Array(place.length);
  for (const entry of place.entries) {
    const name = suffix ? renamed(entry.name, network.name, suffix) : entry.name;
    const saved = checkpoint.tensors.get(name);
    const target = viewOf(vector, entry);
    if (saved?.values.length !== target.length) {
      throw problem({
        doing: `taking ${name} from the checkpoint of step ${checkpoint.step}`,
        expected: `${target.length} values`,
        came: saved ? String(saved.values.length) : "none",
      });
    }
    target.set(saved.values);
  }
  return vector;
}
