/**
 * Compressed files beside those of the lab, for servers that send them: our own, and those of others that look for .br and .gz (nginx's
 * brotli_static and gzip_static, Caddy's precompressed).
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gunzipSync, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** What is packed already gains nothing. */
const WORTH_IT = /\.(html|js|css|svg|json|webmanifest|safetensors)$/;
const ENGINE = /engine-[\w-]+\.bin$/;

/**
 * The engine's 14.2 MB become 2.67 MB in 2.5 s at this level, 2.30 MB in 35 s at the highest (11): 0.3 s of a line of 10 Mbit/s are not worth half a
 * minute of every build.
 */
const BROTLI_LEVEL = 9;

const brotli = (bytes: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

async function compress(path: string): Promise<void> {
  const worth = WORTH_IT.test(path);
  if (!worth && !ENGINE.test(path)) return;
  const bytes = await readFile(path);
  if (!worth) {
    // The file is packed by gzip, for servers that send it as it is. Brotli is a quarter shorter: of the binary itself.
    await writeFile(`${path}.br`, await brotli(gunzipSync(bytes)));
  } else {
    await writeFile(`${path}.br`, await brotli(bytes));
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}

/** After everything has been written. */
export const compressed = (): Plugin => ({
  name: "saddlepoint:compressed",
  writeBundle: {
    order: "post",
    sequential: true,
    async handler({ dir = "" }) {
      const names = await readdir(dir, { recursive: true });
      await Promise.all(names.map((name) => compress(join(dir, name))));
    },
  },
});
