// node build.mjs BUNDLERS APP HOW: makes APP/out of the pages in APP by a bundler that is installed in BUNDLERS, without settings
// but for where things are. HOW ending in -dev starts a server instead, and prints its address.
import { copyFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [bundlers, app, how = ""] = process.argv.slice(2);
const require = createRequire(join(bundlers, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const out = join(app, "out");
const scripts = ["page.js", "worker.js"].map((name) => join(app, name));

const vite = async (name) => {
  const { build, createServer } = await load(name);
  const settings = { configFile: false, root: app, cacheDir: join(app, `.${name}`), logLevel: "error" };
  if (!how.endsWith("-dev")) {
    const input = ["index.html", "example.html"].map((page) => join(app, page));
    return build({ ...settings, build: { outDir: out, emptyOutDir: true, rollupOptions: { input } } });
  }
  const server = await createServer({ ...settings, server: { host: "127.0.0.1", port: 0 } });
  await server.listen();
  process.stdout.write(`${server.resolvedUrls.local[0]}\n`);
};

const ways = {
  vite7: () => vite("vite7"),
  vite8: () => vite("vite8"),
  esbuild: async () => {
    const { build } = await load("esbuild");
    await build({ entryPoints: scripts, bundle: true, format: "esm", outdir: out, logLevel: "error" });
  },
  webpack: async () => {
    const { default: webpack } = await load("webpack");
    const settings = {
      mode: "development",
      context: app,
      entry: "./page.js",
      output: { path: out, filename: "page.js" },
    };
    const stats = await new Promise((done, fail) => {
      webpack(settings, (error, result) => (error ? fail(error) : done(result)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  },
  rollup: async () => {
    const { rollup } = await load("rollup");
    const { default: commonjs } = await load("@rollup/plugin-commonjs");
    const { nodeResolve } = await load("@rollup/plugin-node-resolve");
    const onLog = () => undefined;
    const bundle = await rollup({ input: scripts, plugins: [nodeResolve({ browser: true }), commonjs()], onLog });
    await bundle.write({ dir: out, format: "es" });
  },
};

await rm(out, { recursive: true, force: true });
const [name] = how.split("-");
await ways[name]();
if (!name.startsWith("vite")) await copyFile(join(app, "index.html"), join(out, "index.html"));
