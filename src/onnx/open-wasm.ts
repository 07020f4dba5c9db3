/**
 * The WebAssembly runtime. Script and binary come with this package as modules: a bundler has no file to find, to copy or to
 * serve, and a server needs no type for .wasm (docs/decisions.md).
 */
import type { OpenedRuntime, Ort } from "./ort.ts";
import { wasmBinary } from "./wasm-binary.ts";

/**
 * @param ort the build of the runtime for pages, or that for Node.
 * @param threads how many the runtime may take here, of those asked for.
 * @param scriptOf the address of the script that a runtime of this many threads starts them with; `undefined` for none.
 */
export async function openWasm(
  ort: Ort,
  threads: (asked: number) => number,
  scriptOf: (threads: number) => string | undefined,
): Promise<OpenedRuntime> {
  const { wasm } = ort.env;
  wasm.wasmBinary = await wasmBinary();
  return {
    ort,
    native: false,
    setThreads: (asked) => {
      wasm.numThreads = threads(asked);
      const mjs = scriptOf(wasm.numThreads);
      if (mjs !== undefined) wasm.wasmPaths = { mjs };
    },
  };
}
