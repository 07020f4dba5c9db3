/** The training script: trains, and leaves the generator where the page finds it. */
import { mkdir, writeFile } from "node:fs/promises";
import { trainGenerator } from "./game.ts";

const { model, metadata } = await trainGenerator(10_000, console.log);
await mkdir("public", { recursive: true });
await writeFile("public/generator.onnx", model);
await writeFile("public/generator.json", JSON.stringify(metadata));
console.log(`public/generator.onnx: ${model.length} bytes. npm run dev shows the page.`);
