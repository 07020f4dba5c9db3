import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { engine } from "./build/engine.ts";
import { notices } from "./build/notices.ts";
import { offline, SERVICE_WORKER } from "./build/offline.ts";

const { repository = {} } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly repository?: { readonly url?: string };
};
const source = (repository.url ?? "").replace(/^git\+|\.git$/g, "");
const checks = { bundlerTimings: false, pluginTimings: false };

/** Static files that work from any web server, under any path, without a network. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  define: { "import.meta.env.VITE_SOURCE": JSON.stringify(source) },
  plugins: [svelte(), engine(), notices(), offline(), compressed()],
  worker: { format: "es", plugins: () => [engine()], rolldownOptions: { checks } },
  resolve: {
    alias: [
      // The library by its inner door: what `npm run build` has made of src/inner.ts.
      { find: "#inner", replacement: new URL("../dist/inner.js", import.meta.url).pathname },
      { find: "./wasm-binary.js", replacement: new URL("src/worker/engine-binary.ts", import.meta.url).pathname },
    ],
  },
  build: {
    outDir: "../dist/lab",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      checks,
      input: {
        index: `${import.meta.dirname}/index.html`,
        offline: `${import.meta.dirname}/src/offline/service-worker.ts`,
      },
      output: {
        // Its address must stay, and its folder is what it may answer for.
        entryFileNames: ({ name }) => (name === "offline" ? SERVICE_WORKER : "assets/[name]-[hash].js"),
      },
    },
  },
});
