/** The few programs that a store on the graphics card has of its own: each is compiled for a length when it is first asked for. */
import { compile, type DeviceProgram, type Program } from "../onnx/runtime.ts";
import { internal } from "../problem.ts";
import { square } from "../tensor/composed.ts";
import { graph } from "../tensor/graph.ts";
import { add, mul, pad, reshape, stopGradient, sub, sum } from "../tensor/operations.ts";
import { input, type Tensor } from "../tensor/tensor.ts";

/** Numbers that one group of the device's threads adds up. */
const ROW = 1024;

/** Σ x² of [n], in rows: one sum over all would be the work of a single group of threads. */
function squaresOf(x: Tensor, length: number): Tensor {
  const rows = Math.ceil(length / ROW);
  const padded = pad(square(x), [0], [rows * ROW - length]);
  return sum(sum(reshape(padded, [rows, ROW]), { axes: [1] }));
}

/** Up to the device, down from it, the step of a moving average, and a sum of squares. */
export interface DevicePrograms {
  /** `to` = `from` [n], from memory to the device. */
  readonly up: (length: number) => Promise<DeviceProgram>;
  /** `to` = `from` [n], from the device to memory. */
  readonly down: (length: number) => Promise<DeviceProgram>;
  /** `blended` = `average` + `amount`·(`towards` − `average`), all [n] on the device. */
  readonly blend: (length: number) => Promise<DeviceProgram>;
  /** `squares` = Σ `x`² of [n]. */
  readonly squares: (length: number) => Promise<DeviceProgram>;
  readonly release: () => Promise<void>;
}

export function createDevicePrograms(): DevicePrograms {
  const made = new Map<string, Promise<Program>>();
  const lazily = (name: string, length: number, outputs: () => Record<string, Tensor>, held: readonly string[]) => {
    const key = `${name} ${length}`;
    const program = made.get(key) ?? compile(graph(name, outputs()), { device: "webgpu", held });
    made.set(key, program);
    return program.then(({ onDevice }) => onDevice ?? notOnDevice(name));
  };
  const vector = (name: string, length: number): Tensor => input(name, [length]);
  return {
    up: (length: number) => lazily("up", length, () => ({ to: stopGradient(vector("from", length)) }), ["to"]),
    down: (length: number) => lazily("down", length, () => ({ to: stopGradient(vector("from", length)) }), ["from"]),
    blend: (length: number) =>
      lazily(
        "blend",
        length,
        () => {
          const [average, towards] = [vector("average", length), vector("towards", length)];
          return { blended: add(average, mul(input("amount", []), sub(towards, average))) };
        },
        ["average", "towards", "blended"],
      ),
    squares: (length: number) =>
      lazily("squares", length, () => ({ squares: squaresOf(vector("x", length), length) }), ["x"]),
    release: async (): Promise<void> => {
      for (const program of made.values()) await (await program).release();
      made.clear();
    },
  };
}

const notOnDevice = (what: string): never => {
  throw internal(`${what} was not compiled for a device`);
};
