import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** Static files that work from any web server, under any path, without a network. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [svelte()],
  worker: { format: "es" },
  // The library by its inner door: what `npm run build` has made of src/inner.ts.
  resolve: { alias: { "#inner": new URL("../dist/inner.js", import.meta.url).pathname } },
  build: {
    outDir: "../dist/lab",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
