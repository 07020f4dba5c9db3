/**
 * The whole state of a run at a step, as a safetensors file: parameters, optimizer memory, moving average, positions of all
 * random streams. Equal states give equal bytes: nothing of the clock, the machine or the run's name is in it.
 */
import { z } from "zod";
import { sha256 as sha256Of } from "../data/fingerprint.ts";
import { parseJson } from "../data/json.ts";
import { firstBad, notFiniteProblem } from "../learning/not-finite.ts";
import { optimizerOf } from "../learning/optimizers.ts";
import { learnedEntries, type Player, parameterLayout } from "../learning/player.ts";
import type { Network } from "../networks/network.ts";
import { internal, problem } from "../problem.ts";
import { type Entry, viewOf } from "../tensor/layout.ts";
import { sizeOf } from "../tensor/shape.ts";
import { type Config, checkedMathematics, mathematics } from "./config.ts";
import { gameOf } from "./game-of-config.ts";
import { type Machine, type MachineState, vectorsOf } from "./machine.ts";
import { decodeTensors, encodeTensors, type NamedTensor } from "./safetensors.ts";
import { feedbackState } from "./strength.ts";

const FORMAT = "saddlepoint checkpoint 1";
/** What stands in the place of the checksum while it is computed. */
const BLANK = "0".repeat(64);

/** The state of a run after a step, as it is read from the bytes of a `CheckpointWritten`. */
export interface Checkpoint {
  readonly step: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** The configuration but for `run`, as {@link mathematics} writes it. */
  readonly mathematics: string;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly state: MachineState;
  /** The class of each training example, where classes were found in them. */
  readonly classes: Float32Array | undefined;
  /** Updates that each player has made. */
  readonly updates: { readonly G: number; readonly D: number };
}

/** G's moving average stands beside its parameters: `"G average/dense 1/weight"`. */
const renamed = (name: string, player: string, suffix: string): string => name.replace(player, `${player} ${suffix}`);

function playerTensors(player: Player): NamedTensor[] {
  const { name } = player.network;
  const own = player.layout.entries.map((entry) => [entry, entry.name, player.parameters] as const);
  const remembered = [...player.moments].flatMap(([suffix, vector]) =>
    learnedEntries(player.layout).map((entry) => [entry, renamed(entry.name, name, suffix), vector] as const),
  );
  return [...own, ...remembered].map(([entry, title, { data }]) => ({
    name: title,
    shape: entry.shape,
    values: viewOf(data, entry),
  }));
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

const CLASSES = "data/classes";

/** Classes that were found in the data: another machine might find others. */
function classTensors({ classes }: Machine): NamedTensor[] {
  return classes ? [{ name: CLASSES, shape: [classes.length], values: Float32Array.from(classes) }] : [];
}

/** Refuses a state with a number that is not finite: an update, a moment or new state may make one after the last check. */
async function requireFinite(machine: Machine, tensors: readonly NamedTensor[], step: number): Promise<void> {
  const { store } = machine;
  const squares = await Promise.all(vectorsOf(machine).map(async (one) => store.sumOfSquares(one, one.data.length)));
  if (squares.every(Number.isFinite)) return;
  for (const { name: tensor, values } of tensors) {
    const value = firstBad(values);
    if (value === undefined) continue;
    throw notFiniteProblem(
      `writing the checkpoint of step ${step}`,
      { tensor, value },
      "The last checkpoint is intact: go on from it with a lower learning rate, or look at what makes this number.",
    );
  }
}

/** The state after `step` as a file. Throws where a number of it is not finite. */
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
  await machine.settle();
  const tensors = [...stateTensors(machine), ...classTensors(machine)];
  await requireFinite(machine, tensors, step);
  const bytes = encodeTensors(tensors, metadata);
  const place = placeOfChecksum(bytes, metadata);
  if (place === undefined) throw internal("a checkpoint without a place for its checksum");
  // The checksum is that of the file with a blank in its place.
  bytes.set(ascii(await sha256Of(bytes)), place);
  return bytes;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Where the digits of the checksum stand in a file with this metadata: it begins with them, so that what they are in JSON up to
 * the checksum is what stands before it. `undefined` if the file begins otherwise. Nothing is searched for: names of columns
 * may hold any text, and be of any length.
 */
function placeOfChecksum(bytes: Uint8Array, metadata: Readonly<Record<string, string>>): number | undefined {
  const entries = Object.entries(metadata);
  const at = entries.findIndex(([key]) => key === "sha256");
  const textOf = (shown: typeof entries): string => `{"__metadata__":${JSON.stringify(Object.fromEntries(shown))}`;
  const whole = ascii(textOf(entries));
  if (at < 0 || !whole.every((byte, i) => byte === bytes[8 + i])) return undefined;
  // Up to its opening quotation mark: without the closing one, and the brace.
  return 8 + ascii(textOf([...entries.slice(0, at), ["sha256", ""]])).length - 2;
}

const stepText = z.string().regex(/^\d{1,10}$/);
const count = z.int().nonnegative();

/** What stands in the header beside the tensors. */
const metadataSchema = z.object({
  format: z.literal(FORMAT),
  step: stepText.transform(Number),
  config: json(z.unknown()),
  // Besides, streams that only some games draw from, and where the feedback of augmentation is.
  state: json(
    z
      .object({ data: count, prior: count, dropout: count, penalty: count, feedback: feedbackState.optional() })
      .catchall(count),
  ),
  updates: json(z.object({ G: count, D: count })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** JSON in a text. */
function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return parseJson(text);
      } catch {
        context.addIssue("no JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Reads and verifies a checkpoint. `name` is for error texts. */
export async function decodeCheckpoint(name: string, file: Uint8Array): Promise<Checkpoint> {
  const { metadata, tensors } = decodeTensors(name, file);
  const doing = `reading checkpoint ${name}`;
  const expected = `a file written by saddlepoint (${FORMAT})`;
  const { data, error } = metadataSchema.safeParse(metadata);
  if (!data) {
    const [field = "format"] = error.issues[0]?.path ?? [];
    throw problem({
      doing,
      expected,
      came: field === "format" ? "another safetensors file" : `one whose ${String(field)} was altered`,
    });
  }
  const place = placeOfChecksum(file, metadata);
  if (place === undefined) throw problem({ doing, expected, came: "one that was written anew by something else" });
  // Not by slice: that of Node's Buffer does not copy.
  const blanked = Uint8Array.from(file);
  blanked.set(ascii(BLANK), place);
  const actual = await sha256Of(blanked);
  const { step, sha256, state, updates, config } = data;
  if (actual !== sha256) {
    throw problem({
      doing,
      expected: `checksum ${sha256.slice(0, 16)}…`,
      came: `${actual.slice(0, 16)}…: the file was altered or damaged`,
    });
  }
  // It may be older than an option.
  const classes = tensors.get(CLASSES)?.values;
  return { step, sha256, mathematics: checkedMathematics(config, doing), tensors, state, classes, updates };
}

/**
 * Refuses a checkpoint that lacks what a run of this configuration goes on from (a parameter, what an optimizer remembers, G's
 * moving average), or has one of another size. Not for networks of one's own, of which a configuration has the name alone.
 */
export function requireState(checkpoint: Checkpoint, config: Config): void {
  const { generator, discriminator } = gameOf(config);
  const players = [
    [generator, config.generator, config.average > 0 ? ["average"] : []],
    [discriminator, config.discriminator, []],
  ] as const;
  for (const [network, { optimizer }, more] of players) {
    const place = parameterLayout(network);
    const take = ({ name, shape }: Entry, suffix?: string): Float32Array =>
      takeValues(checkpoint, suffix ? renamed(name, network.name, suffix) : name, sizeOf(shape));
    for (const suffix of [undefined, ...more]) for (const entry of place.entries) take(entry, suffix);
    for (const suffix of optimizerOf(optimizer).moments) for (const entry of learnedEntries(place)) take(entry, suffix);
  }
}

function takeValues({ step, tensors }: Checkpoint, name: string, length: number): Float32Array {
  const saved = tensors.get(name);
  if (saved?.values.length === length) return saved.values;
  throw problem({
    doing: `taking ${name} from the checkpoint of step ${step}`,
    expected: `${length} values`,
    came: saved ? String(saved.values.length) : "none",
  });
}

/** Puts a checkpoint's values into a machine built from the same configuration. */
export function restore(machine: Machine, checkpoint: Checkpoint): void {
  const own = stateTensors(machine);
  const names = new Set(own.map(({ name }) => name));
  const more = [...checkpoint.tensors.keys()].find((name) => name !== CLASSES && !names.has(name));
  if (more !== undefined) {
    throw problem({
      doing: `restoring the checkpoint of step ${checkpoint.step}`,
      expected: "only what this configuration has",
      came: more,
      next: "The checkpoint belongs to another configuration, or to other parts of your own.",
    });
  }
  for (const { name, values } of own) {
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
  for (const vector of vectorsOf(machine)) machine.store.write(vector, vector.data);
  machine.generator.updates = checkpoint.updates.G;
  machine.discriminator.updates = checkpoint.updates.D;
}

/** The parameters of a network in a checkpoint, as one vector; `"average"` for the moving average of G's. */
export function parametersOf(checkpoint: Checkpoint, network: Network, suffix?: "average"): Float32Array<ArrayBuffer> {
  const place = parameterLayout(network);
  const vector = new Float32Array(place.length);
  for (const entry of place.entries) {
    const name = suffix ? renamed(entry.name, network.name, suffix) : entry.name;
    const target = viewOf(vector, entry);
    target.set(takeValues(checkpoint, name, target.length));
  }
  return vector;
}
