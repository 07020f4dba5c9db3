/** Tells the service worker which files there are, once all are known. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

export const SERVICE_WORKER = "service-worker.js";

export const offline = (): Plugin => ({
  name: "saddlepoint:offline",
  writeBundle: {
    // Before they are compressed.
    order: "pre",
    sequential: true,
    async handler({ dir = "" }) {
      const found = await readdir(dir, { recursive: true, withFileTypes: true });
      const files = found
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll("\\", "/"),
        )
        .filter((name) => name !== "index.html" && name !== SERVICE_WORKER)
        .sort();
      // What is for the graphics card is kept when it has been used: it is more than all else.
      const later = files.filter((name) => /^assets\/webgpu-/.test(name));
      const page = await readFile(join(dir, "index.html"), "utf8");
      const script = /assets\/index-[\w-]+\.js/.exec(page)?.[0];
      if (!script) throw new Error("offline: index.html begins with no script of its own.");
      const hash = createHash("sha256").update(page);
      // Files without a hash in their names.
      for (const name of files) hash.update(name.startsWith("assets/") ? name : await readFile(join(dir, name)));
      const version = hash.digest("hex").slice(0, 16);
      const path = join(dir, SERVICE_WORKER);
      const first = files.filter((name) => !later.includes(name));
      const list = JSON.stringify(JSON.stringify({ files: first, later, script, version }));
      await writeFile(
        path,
        (await readFile(path, "utf8")).replace(/(["'`])__OFFLINE__\1/, () => list),
      );
    },
  },
});
