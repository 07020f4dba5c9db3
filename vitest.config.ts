import { availableParallelism } from "node:os";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** The engine's own tests run twice: on the native runtime, and on the wasm runtime that browsers use. */
const engine = ["src/{tensor,onnx,kernels,networks,game,learning}/**/*.test.ts"];

/** What asks for a graphics card, or for a driver that stands in for one (docs/gpu.md). */
const card = "src/**/device*.test.ts";

/** What takes all cores for itself, pages in Chromium and several ranks: one file after the other, when everything else is done. */
const alone = [
  "test/{browser,bundlers,pages,project,report-page,site}.test.ts",
  "test/{lab,lab-*,generator-page*}.test.ts",
  "test/others/export-images.test.ts",
  "test/distributed.test.ts",
];

/** Examples are written as a user would write them, and run on what is built. */
const built = {
  "saddlepoint/node": new URL("./dist/cli/library.js", import.meta.url).pathname,
  saddlepoint: new URL("./dist/index.js", import.meta.url).pathname,
};

/**
 * Only so that nothing hangs forever; the tests of the command line start many processes, and what a page is about to show comes later on
 * a machine that does something else as well.
 */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

declare module "vitest" {
  export interface ProvidedContext {
    /** Where graphs are computed. */
    device: "cpu" | "webgpu";
  }
}

export default defineConfig({
  test: {
    // Tests of the command line wait for processes: on two cores two files at a time, which would be one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        resolve: { alias: built },
        test: {
          name: "native",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/cases/**", card, ...alone],
          provide: { device: "cpu" },
          ...patience,
          maxConcurrency: 3,
        },
      },
      {
        resolve: { alias: built },
        test: {
          name: "alone",
          include: alone,
          provide: { device: "cpu" },
          ...patience,
          maxConcurrency: 3,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The private condition of package.json's "#ort".
        ssr: { resolve: { conditions: ["ort-wasm", "module", "node"], externalConditions: ["ort-wasm", "node"] } },
        resolve: { conditions: ["ort-wasm"] },
        test: {
          name: "wasm",
          include: engine,
          exclude: [card],
          provide: { device: "cpu" },
          ...patience,
        },
      },
      {
        // A third time, where there is a card or VK_ICD_FILENAMES names a driver; elsewhere it says that it is skipped.
        test: {
          name: "webgpu",
          include: ["src/tensor/primitives.test.ts", card],
          provide: { device: "webgpu" },
          testTimeout: 400_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Inputs that people bring, where the scripts that make them are: bash test/cases.sh.
        test: { name: "cases", include: ["test/cases/*.test.ts"], testTimeout: 400_000, hookTimeout: 120_000 },
      },
      {
        // What stands behind the page, on the built library; the page itself is driven by test/lab.test.ts.
        plugins: [svelte()],
        resolve: { alias: { "#inner": new URL("./dist/inner.js", import.meta.url).pathname } },
        test: { name: "lab", include: ["lab/src/**/*.test.ts"], ...patience },
      },
    ],
  },
});
