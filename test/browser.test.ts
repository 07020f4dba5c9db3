/** The same code in a real browser: bundled, served on loopback, run in Chromium. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, preview } from "vite";
import { expect, it } from "vitest";
import { executablePath, launchChromium } from "../bench/chromium.mjs";
import { decodeTensors, train } from "../src/inner.ts";

const title = executablePath ? "" : " (skipped: no Chromium at its usual places)";

it.skipIf(!executablePath)(
  `the library trains in a browser, from the same start values as in Node${title}`,
  async () => {
    const outDir = await mkdtemp(join(tmpdir(), "saddlepoint-page-"));
    try {
      const config = {
        configFile: false,
        root: resolve("test/browser"),
        base: "./",
        logLevel: "error",
        resolve: { alias: { saddlepoint: resolve("dist/index.js") } },
        build: { outDir, emptyOutDir: true, target: "es2022" },
      } as const;
      await build(config);
      const server = await preview({ ...config, preview: { port: 0, host: "127.0.0.1" } });
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        const problems: string[] = [];
        page.on("pageerror", (error) => problems.push(error.message));
        page.on("console", (message) => {
          if (message.type() === "error") problems.push(message.text());
        });
        await page.goto(server.resolvedUrls?.local[0] ?? "");
        const result = await page.evaluate(() => window.result);
        expect(problems).toEqual([]);
        expect(result).toMatchObject({ runtime: "onnxruntime-web", product: [2, 5], steps: 200 });
        expect(result.meanDReal).toBeGreaterThan(0);
        const here = train({ data: "ring", steps: 1, widths: [32, 32], batch: 128 });
        for await (const event of here) {
          if (event.type !== "checkpoint") continue;
          const { tensors } = decodeTensors("start", event.bytes);
          expect(result.start).toEqual([...(tensors.get("G/dense 1/weight")?.values ?? [])]);
          break;
        }
      } finally {
        await browser.close();
        await new Promise((done) => server.httpServer.close(done));
      }
    } finally {
      await rm(outDir, { recursive: true, force: true });
    }
  },
);
