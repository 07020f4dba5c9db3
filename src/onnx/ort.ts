/** What both runtimes have in common: the interface of onnxruntime-common, and how one of them is opened. */
import type { env, InferenceSession, Tensor } from "onnxruntime-common";

/** What of onnxruntime-common's interface a runtime gives: `import("onnxruntime-web/webgpu")`, for instance, is one. */
export interface Ort {
  readonly env: typeof env;
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/** `auto` is the native runtime where it loads, and the WebAssembly runtime elsewhere. */
export type RuntimeChoice = "auto" | "native" | "wasm";

export interface OpenedRuntime {
  readonly ort: Ort;
  /** `true` on onnxruntime-node. */
  readonly native: boolean;
  /** Called before every session; the WebAssembly runtime heeds the first call alone. */
  readonly setThreads: (threads: number) => void;
  /** Why it is not the runtime that one would expect here, in a sentence. */
  readonly notice?: string;
}
