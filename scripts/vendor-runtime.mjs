// Puts onnxruntime-web's smallest builds, for pages and for Node, into dist as modules that any bundler takes as they are: the
// scripts, and the binary packed as text. The package then needs no file beside its modules, and whoever installs it not the 143 MB of all builds.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const wasmPath = fileURLToPath(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
const read = (name) => readFile(join(dirname(wasmPath), name), "utf8");

const script = await read("ort.wasm.bundle.min.mjs");
const thread = await read("ort-wasm-simd-threaded.mjs");
const [licence] = /^\/\*![\s\S]*?\*\/\n/.exec(script) ?? [];
if (!licence || !script.includes("import.meta.url")) {
  throw new Error("vendor-runtime: onnxruntime-web's script is not as it was; read what has changed.");
}
const asText = (text) => JSON.stringify(text);

// The build for Node brings its classes as a dependency, of which only its own version will do.
const { dependencies } = JSON.parse(await readFile(join(dirname(wasmPath), "../package.json"), "utf8"));
const ours = JSON.parse(await readFile("package.json", "utf8")).dependencies;
if (ours["onnxruntime-common"] !== dependencies["onnxruntime-common"]) {
  throw new Error(
    `vendor-runtime: package.json must depend on onnxruntime-common ${dependencies["onnxruntime-common"]}.`,
  );
}

const target = "dist/onnx/vendor";
await mkdir(target, { recursive: true });
// Where the script stands says nothing once it is in a bundle. Without that address bundlers see no files to emit, and the
// runtime takes binary and threads from where onnx/open-wasm.ts says.
const mapless = (text) => text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
await writeFile(`${target}/runtime.js`, mapless(script).replaceAll("import.meta.url", "undefined"));
await writeFile(`${target}/runtime-node.mjs`, mapless(await read("ort.node.min.mjs")));
await writeFile(`${target}/thread.mjs`, `${licence}${thread}`);
const binary = gzipSync(await readFile(wasmPath), { level: 9 }).toString("base64");
await writeFile(
  `${target}/binary.js`,
  `${licence}export const binary =\n  "${binary}";\nexport const threadScript = ${asText(thread)};\n`,
);
