/**
 * The runtime's binary, for the lab's pages: it stands here for src/onnx/wasm-binary.ts (lab/vite.config.ts), as a file that comes while the
 * data are shown already. On the way it is about half as long as the text that other bundles carry.
 */
import { address } from "virtual:engine";
import { unpackedFile } from "./engine-file.ts";

const arriving = fetch(address);
// Whoever waits for it is told.
arriving.catch(() => undefined);

export const wasmBinary = (): Promise<ArrayBuffer> => unpackedFile(address, arriving);
