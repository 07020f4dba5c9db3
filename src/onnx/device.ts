/** The graphics card: what a session on it is asked for, and what is said where there is none. */
import { problem } from "../problem.ts";
import type { Ort } from "./ort.ts";

/** Where a graph is computed. `webgpu` is the graphics card, by Metal, Direct3D 12 or Vulkan. */
export type Device = "cpu" | "webgpu";

/** What may be asked for: `auto` is the faster of both, which is measured. */
export const deviceChoices = ["cpu", "webgpu", "auto"] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** Numbers on the device. Their memory is there until `dispose` is called; `data` of them may not be asked for. */
export interface OnDevice {
  readonly dims: readonly number[];
  dispose(): void;
}

type SessionOptions = NonNullable<Parameters<Ort["InferenceSession"]["create"]>[1]>;

/**
 * Options of a session on the graphics card.
 * @param held outputs that stay there; the others come back.
 */
export const webgpuOptions = (held: readonly string[]): SessionOptions => ({
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  logSeverityLevel: 4,
  executionProviders: ["webgpu"],
  // Left out where nothing stays: results then come back in one copy.
  ...(held.length > 0
    ? { preferredOutputLocation: Object.fromEntries(held.map((name) => [name, "gpu-buffer" as const])) }
    : {}),
  extra: {
    session: {
      // A node that went back to the processor would carry its operands to and fro in silence.
      disable_cpu_ep_fallback: "1",
    },
    // It would put padding back into the convolution that it was taken out of (webgpu.ts).
    optimization: { disable_specified_optimizers: "Pad_Fusion" },
    // Buffers in sizes of powers of two, which is the runtime's choice, take a third more.
    ep: { webgpuexecutionprovider: { storageBufferCacheMode: "simple" } },
  },
});

/** What is missing, by what the runtime says when it is asked for a session on the graphics card. */
const MISSING: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to get a WebGPU adapter/,
    "no adapter: on Linux the Vulkan loader (libvulkan.so.1, package libvulkan1) or a driver that it knows is missing; on macOS and Windows no graphics card is offered",
  ],
  [
    /WebGPU is not supported|Failed to get GPU adapter/,
    "no adapter: the browser knows none for pages, or was told to give them none",
  ],
  [/provider .*(not|un)\s?(available|supported)|no available backend/i, "a runtime without WebGPU"],
];

/** The error where no session on the graphics card can be opened. */
export function noDevice(cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause);
  const came = MISSING.find(([pattern]) => pattern.test(text))?.[1];
  return problem({
    doing: "opening the device webgpu",
    expected: "a graphics card that can be reached by WebGPU (Metal, Direct3D 12, or Vulkan with its driver)",
    came: came ?? firstLine(text),
    next: "docs/gpu.md has what each system needs; the device cpu computes without it.",
    cause,
  });
}

/** The errors of a card that went away, told apart from all others without reading their texts. */
const losses = new WeakSet<object>();

/** Whether an error says that the card went away in the middle. */
export const isLostDevice = (error: unknown): boolean =>
  typeof error === "object" && error !== null && losses.has(error);

/** The error where the card stops in the middle: its driver was reset, its memory is full, the machine slept. */
export function lostDevice(title: string, cause: unknown): Error {
  const error = problem({
    doing: `computing ${title} on the device webgpu`,
    expected: "a graphics card that goes on",
    came: firstLine(cause instanceof Error ? cause.message : String(cause)),
    next: "A run goes on from its last checkpoint by resume; a smaller minibatch takes less of the card's memory, and the device cpu computes without it.",
    cause,
  });
  losses.add(error);
  return error;
}

const firstLine = (text: string): string => text.split("\n")[0]?.replace(/\.\s*$/, "") ?? "";
