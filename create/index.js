#!/usr/bin/env node
// npm create saddlepoint [DIR]: the command line's init, with everything after it.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const manifest = createRequire(import.meta.url).resolve("saddlepoint/package.json");
process.argv.splice(2, 0, "init");
await import(pathToFileURL(join(dirname(manifest), "dist/cli/start.js")).href);
