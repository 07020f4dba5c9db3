/** `#ort` in Node: the native runtime, and WebAssembly where that is asked for or where the native one does not load. */
import { problem } from "../problem.ts";
import type { OpenedRuntime, Ort, RuntimeChoice } from "./ort.ts";
import { openOrt as openWasm } from "./ort-node-wasm.ts";

export async function openOrt(choice: RuntimeChoice): Promise<OpenedRuntime> {
  if (choice === "wasm") return openWasm();
  try {
    return { ort: await loadNative(), native: true, setThreads: () => undefined };
  } catch (cause) {
    const reason = reasonOf(cause);
    if (choice === "native") {
      throw problem({
        doing: "loading the native runtime, onnxruntime-node",
        expected: `a library for ${process.platform} on ${process.arch}`,
        came: reason,
        next: "Install onnxruntime-node anew, or choose the runtime wasm.",
      });
    }
    const notice = `the native runtime (onnxruntime-node) does not load here (${reason}), so WebAssembly computes, several times slower and with other rounding.`;
    return { ...(await openWasm()), notice };
  }
}

/** What a packed release depends on: onnxruntime-node's own files for one platform, without those for the others. */
const PLATFORM_PACKAGE = `saddlepoint-runtime-${process.platform}-${process.arch}`;

/** Bundlers leave it alone: what a page's bundle makes for its server has no place for a native library. */
async function loadNative(): Promise<Ort> {
  // The native runtime (since 1.29, on Linux) reports sessions and a device number to its maker unless this variable is set when
  // it loads, and leaves files in the home folder. Training is nobody else's business.
  process.env.ORT_DISABLE_TELEMETRY ??= "1";
  try {
    // Before onnxruntime-node, which another package may have brought in a version that rounds otherwise.
    return (await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ PLATFORM_PACKAGE
    )) as Ort;
  } catch (cause) {
    if (!reasonOf(cause).startsWith(`Cannot find package '${PLATFORM_PACKAGE}'`)) throw cause;
  }
  return import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "onnxruntime-node");
}

const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/( imported from |\n)[\s\S]*|\.\s*$/, "");
