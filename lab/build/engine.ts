/** The engines as files beside the scripts, instead of as text in the worker's. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Modules of the address of an engine's file; that for the graphics card has its script in a file too, which nobody else loads. */
const engines = {
  "virtual:engine": { file: "engine.bin", binary: "ort-wasm-simd-threaded.wasm", script: undefined },
  // The one build with WebGPU that runs in every browser which has it; that with JSPI is smaller and needs Chromium.
  "virtual:webgpu": {
    file: "webgpu.bin",
    binary: "ort-wasm-simd-threaded.asyncify.wasm",
    script: "ort.webgpu.bundle.min.mjs",
  },
} as const;
type Name = keyof typeof engines;

const packed = new Map<Name, Promise<Buffer>>();

/** Files of onnxruntime-web that is installed. */
const pathOf = (file: string): URL => new URL(file, import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));

async function pack(binary: string): Promise<Buffer> {
  return gzipSync(await readFile(fileURLToPath(pathOf(binary))), { level: 9 });
}

/** The script without its own address, by which a bundler would find the binary once more (scripts/vendor-runtime.mjs). */
async function scriptOf(file: string): Promise<string> {
  const script = await readFile(fileURLToPath(pathOf(file)), "utf8");
  return script.replaceAll("import.meta.url", "undefined").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
}

/** Serves the files' addresses as modules. They are packed by gzip: 3.7 MB that every web server can send, instead of 14.2. */
export const engine = (): Plugin => ({
  name: "saddlepoint:engine",
  resolveId: { filter: { id: /^virtual:(engine|webgpu)$/ }, handler: (id) => `\0${id}` },
  load: {
    filter: { id: /virtual:(engine|webgpu)$/ },
    async handler(id) {
      const name = id.slice(1) as Name;
      const { file, binary, script } = engines[name];
      const source = packed.get(name) ?? pack(binary);
      packed.set(name, source);
      const exported = (as: string, emitted: string): string =>
        `export const ${as} = import.meta.ROLLUP_FILE_URL_${emitted};`;
      const address = exported("address", this.emitFile({ type: "asset", name: file, source: await source }));
      if (!script) return address;
      const text = await scriptOf(script);
      return `${address}\n${exported("script", this.emitFile({ type: "asset", name: "webgpu.js", source: text }))}`;
    },
  },
});
