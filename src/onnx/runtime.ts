/**
 * The one file that knows the runtime. `#ort` (package.json, "imports") opens onnxruntime-node in Node, where it loads, and
 * onnxruntime-web elsewhere; a graph may also be compiled for the graphics card, where numbers stay between runs (`device.ts`).
 * Both runtimes have the same interface, but for three differences handled here:
 * - only the native runtime writes results into memory that we own; the others' results are copied there;
 * - the wasm runtime refuses a call while another is running: its calls are queued;
 * - threads are set per session in the native runtime, once and for all in the wasm runtime.
 */
import { openOrt } from "#ort";
import { fromHalf, toHalf } from "../data/half.ts";
import { internal, isProblem, problem } from "../problem.ts";
import type { Graph } from "../tensor/graph.ts";
import { type Block, type Layout, type Packed, pack } from "../tensor/layout.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { blockedProbe, blockOf } from "./blocked.ts";
import { type Card, openCard, type WebgpuRuntime } from "./card.ts";
import { type Device, isLostDevice, lostDevice, noDevice, type OnDevice, webgpuOptions } from "./device.ts";
import { toOnnx } from "./model.ts";
import { oneByOne } from "./one-by-one.ts";
import type { OpenedRuntime, Ort, RuntimeChoice } from "./ort.ts";
import { smallestModel } from "./small-models.ts";
import { openSessions, type Sessions, type Waiting } from "./waiting.ts";

let choice: RuntimeChoice = "auto";
let say = (sentence: string): void => console.warn(`saddlepoint: ${sentence}`);
let webgpu: WebgpuRuntime | undefined;
let opened: Promise<OpenedRuntime> | undefined;

/**
 * Chooses what computes, before anything has been computed: `native` (onnxruntime-node), `wasm` (onnxruntime-web), or `auto`,
 * which is native in Node where that loads, and wasm elsewhere.
 *
 * @param notice takes the sentence that says so where `auto` has to do without the native runtime in Node; without it the
 * sentence goes to `console.warn`.
 * @param ofCard in a page: what loads the runtime for the graphics card, `() => import("onnxruntime-web/webgpu")`, when the device
 * `webgpu` is first used. The native runtime needs no other.
 * @throws where another choice has been put to use: a process has one runtime.
 */
export function chooseRuntime(chosen: RuntimeChoice, notice = say, ofCard: WebgpuRuntime | undefined = webgpu): void {
  if (opened && chosen !== choice) {
    throw problem({
      doing: `choosing the runtime ${chosen}`,
      expected: "to be asked before anything is computed",
      came: `a process that computes already, by the choice ${choice}`,
      next: "Choose first, or start another process.",
    });
  }
  choice = chosen;
  say = notice;
  webgpu = ofCard;
}

/** Which runtime computes, and its version: for logs and the run's `config.json`. */
export interface RuntimeInUse {
  readonly name: "onnxruntime-node" | "onnxruntime-web";
  readonly version: string;
}

/** Opens the runtime, if it is not open yet, and says which it is. */
export async function runtimeInUse(): Promise<RuntimeInUse> {
  const { ort, native } = await runtime();
  return { name: native ? "onnxruntime-node" : "onnxruntime-web", version: ort.env.versions.common };
}

/** Opened once, when something is first computed. */
function runtime(): Promise<OpenedRuntime> {
  opened ??= openOrt(choice).then((found) => {
    if (found.notice !== undefined) say(found.notice);
    return found;
  });
  return opened;
}

let card: Promise<Card> | undefined;
let tried: Promise<void> | undefined;

/** The runtime on the graphics card, opened once; anew after it was not there or has gone away. */
function cardRuntime(): Promise<Card> {
  const forget = (): void => {
    card = undefined;
    tried = undefined;
  };
  if (!card) {
    card = runtime().then((found) => openCard(found, webgpu, forget));
    card.catch(forget);
  }
  return card;
}

/** Opens the graphics card, once. Throws a sentence where there is none. */
export function openDevice(): Promise<void> {
  tried ??= (async () => {
    const found = await cardRuntime();
    const session = await cardSession(found, smallestModel(), []);
    await found.turn(() => session.release());
  })();
  return tried;
}

const cardSession = ({ ort, turn }: Card, model: Uint8Array, held: readonly string[]): Promise<Session> =>
  turn(() => ort.InferenceSession.create(model, webgpuOptions(held))).catch((cause: unknown) => {
    throw isProblem(cause) ? cause : noDevice(cause);
  });

/** How a graph is compiled. */
export interface CompileOptions {
  /** Threads within one operation. Small networks are fastest on 1. */
  readonly threads?: number;
  /** Vectors in which inputs lie side by side; an input in none of them is bound by its own name. */
  readonly inputs?: readonly Layout[];
  /** Vectors in which outputs are to be left side by side. */
  readonly outputs?: readonly Layout[];
  /** Where it is computed; the processor if left out. */
  readonly device?: Device;
  /** On a device other than the processor: layouts, and inputs and outputs in none, whose numbers stay there. */
  readonly held?: readonly string[];
}

/** Memory by name of a layout, or of an input or output that stands in no layout. */
export type Buffers = Readonly<Record<string, Float32Array>>;

/** A compiled graph. */
export interface Program {
  readonly graph: Graph;
  /** Ties inputs and outputs to memory, once: every `run` reads the inputs where they lie and leaves the outputs in place. */
  bind(buffers: Buffers): BoundProgram;
  /** Runs once on the given inputs and returns the outputs in new arrays. */
  run(inputs: Buffers): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
  /** Where it was compiled for a device on which numbers are held: how it is run there, in place of `bind` and `run`. */
  readonly onDevice?: DeviceProgram;
}

/** What a graph on a device takes and gives: numbers that are held there, and others that lie in memory. */
export interface DeviceProgram {
  readonly inputs: readonly Block[];
  readonly outputs: readonly Block[];
  /** Values by name of a block. What comes back of held ones is the caller's to dispose of. */
  run(feeds: Readonly<Record<string, OnDevice | Float32Array>>): Promise<Record<string, OnDevice | Float32Array>>;
}

/** A program whose inputs and outputs are vectors given once: `run` reads and writes them in place. */
export interface BoundProgram {
  run(): Promise<void>;
}

/** Numbers with the kind of array that ONNX's float32, float64 or uint8 stand in. */
export interface Values<T = Float32Array | Float64Array | Uint8Array> {
  readonly values: T;
  readonly shape: Shape;
}

/** What a model says about one of its inputs. */
export interface ModelInput {
  readonly name: string;
  /** `float32`, `uint8`, … as ONNX Runtime names them. */
  readonly dtype: string;
  /** Lengths; a name where any length will do. */
  readonly shape: readonly (number | string)[];
}

/** A model from a file, as it is. */
export interface Model {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly signature: readonly ModelInput[];
  /** float32 goes to inputs of float16 rounded, and comes from such outputs as it is. */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>>;
  release(): Promise<void>;
}

/** Values as the runtime takes them: bits of float16 are its Uint16Array. */
function tensorOf(ort: Ort, { values, shape }: Values, dtype: string | undefined): InstanceType<Ort["Tensor"]> {
  if (dtype === "float16" && values instanceof Float32Array) {
    return new ort.Tensor("float16", Uint16Array.from(values, toHalf), shape);
  }
  return new ort.Tensor(dtypeOf(values), values as Float32Array, shape);
}

/** What a runtime gives; float16 as float32, whether it comes as bits or as numbers (engines that have a Float16Array). */
function valuesOf({ type, data, dims }: Awaited<ReturnType<Session["run"]>>[string]): Values {
  const numbers = data as unknown as ArrayLike<number>;
  const values =
    type === "float16" ? Float32Array.from(numbers, data instanceof Uint16Array ? fromHalf : Number) : data;
  return { values: values as Values["values"], shape: [...dims] };
}

const dtypeOf = (values: Values["values"]): "float32" | "float64" | "uint8" => {
  if (values instanceof Float32Array) return "float32";
  return values instanceof Float64Array ? "float64" : "uint8";
};

/** Opens an ONNX model. What goes wrong is thrown, not logged beside it by the runtime. */
export async function openModel(bytes: Uint8Array, threads = 1): Promise<Model> {
  const { ort, native, setThreads } = await runtime();
  setThreads(threads);
  const options = { ...sessionOptions(native, threads), logSeverityLevel: 4 as const };
  const session = await exclusively(native, () => ort.InferenceSession.create(bytes, options));
  const dtypes = new Map(session.inputMetadata.map((kind) => [kind.name, kind.isTensor ? kind.type : undefined]));
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    signature: session.inputMetadata.map(({ name, ...kind }) =>
      kind.isTensor ? { name, dtype: kind.type, shape: [...kind.shape] } : { name, dtype: "not a tensor", shape: [] },
    ),
    run: (inputs) =>
      exclusively(native, async () => {
        const feeds = Object.entries(inputs).map(
          ([name, values]) => [name, tensorOf(ort, values, dtypes.get(name))] as const,
        );
        const results = await session.run(Object.fromEntries(feeds));
        return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, valuesOf(result)]));
      }),
    release: () => exclusively(native, () => session.release()),
  };
}

type SessionOptions = NonNullable<Parameters<Ort["InferenceSession"]["create"]>[1]>;

/** What a session is told of its graph, and of its threads. */
interface Kind {
  /** It convolves. */
  readonly large?: boolean;
  /** Its order is part of it, by `after`. */
  readonly ordered?: boolean;
  readonly waiting?: Waiting;
}

const sessionOptions = (
  native: boolean,
  threads: number,
  { large = false, ordered = false, waiting = "sleeping" }: Kind = {},
): SessionOptions => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  // A plan of all memory keeps what the first run took beside it: a third more for convolutions, and no faster.
  enableMemPattern: !large,
  logSeverityLevel: 3,
  executionProviders: [native ? "cpu" : "wasm"],
  extra: {
    // Whoever looks for work stops when the run ends: the other player's threads come next.
    session: { force_spinning_stop: "1", intra_op: { allow_spinning: waiting === "looking" ? "1" : "0" } },
    // It would take two reshapes for one, also where the first has to wait.
    ...(ordered ? { optimization: { disable_specified_optimizers: "ReshapeFusion" } } : {}),
  },
});

const inTurn = oneByOne();

/** Runs tasks one after the other where the runtime cannot run them at once. */
const exclusively = <T>(native: boolean, task: () => Promise<T>): Promise<T> => (native ? task() : inTurn(task));

let found: Promise<number> | undefined;

/** Channels per block of the runtime's convolutions; 1 where it has no such ones. Asked once. */
function blockLength(native: boolean): Promise<number> {
  found ??= native ? probe().catch(() => 1) : Promise.resolve(1);
  return found;
}

async function probe(): Promise<number> {
  const { bytes, x, weight } = blockedProbe();
  const model = await openModel(bytes);
  const lengths = [1, x.length, 1, 1];
  const { y } = await model.run({
    x: { values: x, shape: lengths },
    weight: { values: weight, shape: [x.length, x.length, 1, 1] },
  });
  await model.release();
  return y?.values instanceof Float32Array ? blockOf({ x, weight }, y.values) : 1;
}

/** Compiles the graph for the runtime: some milliseconds natively, some hundred the first time in wasm. Do it once per step. */
export async function compile(graph: Graph, options: CompileOptions = {}): Promise<Program> {
  const { threads = 1, inputs = [], outputs = [], device = "cpu", held = [] } = options;
  for (const { name, tensor } of graph.outputs) {
    if (tensor.dtype !== "float32") {
      throw problem({ doing: `compiling ${graph.name}`, expected: `output ${name} to be float32`, came: tensor.dtype });
    }
  }
  const packed = pack(graph, inputs, outputs, device === "cpu" ? [] : held);
  const lengths = new Map([...inputs, ...outputs].map(({ name, length }) => [name, length]));
  if (device === "webgpu") return compileForCard(await cardRuntime(), { packed, lengths, title: graph.name }, graph);
  const { ort, native, setThreads } = await runtime();
  setThreads(threads);
  const convolves = packed.graph.nodes.some(({ op }) => op === "conv2d" || op === "convTranspose2d");
  const ordered = packed.graph.nodes.some(({ op }) => op === "after");
  const block = convolves ? await blockLength(native) : 1;
  // Maps are of many sizes: with open shapes convolutions take a quarter to a half less, to the same bits in the same time.
  const model = toOnnx(packed.graph, { block, wasm: !native, open: ordered || (native && convolves) });
  const kind = { large: convolves || ordered, ordered };
  const open = (waiting: Waiting): Promise<Session> =>
    exclusively(native, () =>
      ort.InferenceSession.create(model, sessionOptions(native, threads, { ...kind, waiting })),
    );
  const release = (session: Session): Promise<void> => exclusively(native, () => session.release());
  const sessions =
    native && threads > 1 ? await openSessions({ open, release }) : oneSession(await open("sleeping"), release);
  const turn: Card["turn"] = (task) => exclusively(native, task);
  return programOf({ ort, turn, sessions, packed, lengths, title: graph.name, inPlace: native }, graph);
}

/** A session on the graphics card. */
async function compileForCard(
  found: Card,
  draft: Pick<Compiled, "packed" | "lengths" | "title">,
  graph: Graph,
): Promise<Program> {
  const { packed } = draft;
  const held = packed.outputs.filter((block) => block.held).map(({ name }) => name);
  const session = await cardSession(found, toOnnx(packed.graph, { webgpu: true }), held);
  const one = oneSession(session, (opened) => found.turn(() => opened.release()).catch(unlessLost));
  const sessions: RunsSessions = {
    ...one,
    run: (job) =>
      one.run(job).catch((cause: unknown) => {
        throw isProblem(cause) ? cause : lostDevice(graph.name, cause);
      }),
  };
  const compiled: Compiled = { ...draft, ...found, sessions, inPlace: false };
  const program = programOf(compiled, graph);
  return [...packed.inputs, ...packed.outputs].some((block) => block.held)
    ? { ...program, onDevice: deviceProgram(compiled) }
    : program;
}

/** What a card had that went away is free. */
function unlessLost(error: unknown): void {
  if (!isLostDevice(error)) throw error;
}

function programOf(compiled: Compiled, graph: Graph): Program {
  const { sessions, packed, lengths } = compiled;
  return {
    graph,
    bind: (buffers) => bound(compiled, buffers),
    run: async (given) => {
      const results: Record<string, Float32Array> = {};
      for (const { layout, shape } of packed.outputs) {
        results[layout] ??= new Float32Array(lengths.get(layout) ?? sizeOf(shape));
      }
      await bound(compiled, { ...given, ...results }).run();
      return results;
    },
    release: sessions.release,
  };
}

/** A session without others to choose from. */
const oneSession = (session: Session, release: (session: Session) => Promise<void>): RunsSessions => ({
  run: (job) => job(session),
  release: () => release(session),
});

type RunsSessions = Pick<Sessions<Session>, "run" | "release">;

const deviceProgram = ({ ort, turn, sessions, packed, title }: Compiled): DeviceProgram => ({
  inputs: packed.inputs,
  outputs: packed.outputs,
  run: async (given) => {
    const feeds = packed.inputs.map(({ name, shape }) => {
      const values = given[name];
      if (values === undefined) throw internal(`${title} was not given ${name}`);
      return [
        name,
        values instanceof Float32Array ? new ort.Tensor("float32", values, shape) : (values as Held),
      ] as const;
    });
    const results = await turn(() => sessions.run((session) => session.run(Object.fromEntries(feeds))));
    return Object.fromEntries(
      packed.outputs.map(({ name, held }) => {
        const result = results[name];
        if (!result) throw internal(`${title} did not return ${name}`);
        return [name, held ? result : (result.data as Float32Array)];
      }),
    );
  },
});

interface Compiled {
  readonly ort: Ort;
  /** Runs a task when the runtime can. */
  readonly turn: Card["turn"];
  readonly sessions: RunsSessions;
  readonly packed: Packed;
  /** Lengths of the layouts, by their names. */
  readonly lengths: ReadonlyMap<string, number>;
  /** Name of the graph. */
  readonly title: string;
  /** Whether results are written into the memory that is given for them. */
  readonly inPlace: boolean;
}

/** The runtime's own tensor of what is held on a device. */
type Held = InstanceType<Ort["Tensor"]>;

type Session = Awaited<ReturnType<Ort["InferenceSession"]["create"]>>;

/** Ties a compiled graph to memory. */
function bound(compiled: Compiled, buffers: Buffers): BoundProgram {
  const { turn, inPlace, sessions, packed, title } = compiled;
  const feeds = tensorsOn(compiled, packed.inputs, buffers);
  if (inPlace) {
    const fetches = tensorsOn(compiled, packed.outputs, buffers);
    return { run: () => sessions.run(async (session) => void (await session.run(feeds, fetches))) };
  }
  const targets = packed.outputs.map((block) => ({ name: block.name, target: partOf(compiled, block, buffers) }));
  const run = async (): Promise<void> => {
    const results = await sessions.run((session) => session.run(feeds));
    for (const { name, target } of targets) {
      const result = results[name];
      if (!result) throw internal(`${title} did not return ${name}`);
      target.set(result.data as Float32Array);
      result.dispose();
    }
  };
  return { run: () => turn(run) };
}

/** The runtime's tensors on the memory where blocks lie. */
const tensorsOn = (
  compiled: Compiled,
  blocks: readonly Block[],
  buffers: Buffers,
): Record<string, InstanceType<Ort["Tensor"]>> =>
  Object.fromEntries(
    blocks.map((block) => {
      const tensor = new compiled.ort.Tensor("float32", partOf(compiled, block, buffers), block.shape);
      return [block.name, tensor];
    }),
  );

/** The part of the given memory that is a block. */
function partOf({ lengths, title }: Compiled, block: Block, buffers: Buffers): Float32Array {
  const buffer = vectorOf(title, block.layout, lengths.get(block.layout) ?? sizeOf(block.shape), buffers);
  return buffer.subarray(block.offset, block.offset + sizeOf(block.shape));
}

/** The vector that is given under a name; refused where it has another length. */
export function vectorOf(title: string, name: string, length: number, buffers: Buffers): Float32Array {
  const buffer = buffers[name];
  if (buffer?.length === length) return buffer;
  throw problem({
    doing: `running ${title}`,
    expected: `${length} values for ${name}`,
    came: buffer ? String(buffer.length) : "nothing",
  });
}
