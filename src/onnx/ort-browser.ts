/** `#ort` outside Node: pages, workers and whatever a bundler makes for them. There is no runtime but WebAssembly. */
import { problem } from "../problem.ts";
import { openWasm } from "./open-wasm.ts";
import type { OpenedRuntime, RuntimeChoice } from "./ort.ts";
import { threadScript } from "./vendor/binary.js";
import { env, InferenceSession, Tensor } from "./vendor/runtime.js";

export function openOrt(choice: RuntimeChoice): Promise<OpenedRuntime> {
  if (choice === "native") {
    throw problem({
      doing: "opening the runtime",
      expected: "Node, where a native one can be loaded",
      came: "a place without it",
      next: "Choose wasm, or leave the choice out.",
    });
  }
  return openWasm({ env, InferenceSession, Tensor }, isolated, scriptOf);
}

/** Threads share memory, which a page may do only where its server asks for isolation; elsewhere the runtime would warn. */
const isolated = (asked: number): number => (globalThis.crossOriginIsolated ? asked : 1);

let address: string | undefined;

/**
 * A thread starts with the runtime's own script. Left to itself the runtime would name the file it stands in: in a bundle that
 * is the user's whole program, which would then run once more in every thread.
 */
function scriptOf(threads: number): string | undefined {
  if (threads > 1) address ??= URL.createObjectURL(new Blob([threadScript], { type: "text/javascript" }));
  return address;
}
