/** `#ort` in Node under the condition `ort-wasm` (`node -C ort-wasm`): WebAssembly without asking. */
import type { OpenedRuntime } from "./ort.ts";

export async function openOrt(): Promise<OpenedRuntime> {
  // Five megabytes that nobody reads who has the native runtime.
  const [{ openWasm }, ort] = await Promise.all([import("./open-wasm.ts"), import("./vendor/runtime-node.mjs")]);
  const script = new URL("./vendor/thread.mjs", import.meta.url).href;
  return openWasm(
    ort,
    (asked) => asked,
    () => script,
  );
}
