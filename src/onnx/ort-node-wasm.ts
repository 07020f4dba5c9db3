/** `#ort` in Node under the condition `ort-wasm` (`node -C ort-wasm`): WebAssembly without asking. */
import type { OpenedRuntime } from "./ort.ts";

export async function openOrt(): Promise<OpenedRuntime> {
  // Five megabytes that nobody reads who has the native runtime.
  const { openWasm } = await import("./open-wasm.ts");
  const script = new URL("./vendor/thread.mjs", import.meta.url).href;
  return openWasm(
    (asked) => asked,
    () => script,
  );
}
