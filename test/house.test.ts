/** The layout of the house (docs/design.md): imports point one way, and what is native stays in the terminal. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** A folder may import from those before it, and from itself. */
const ORDER = [
  ["problem.ts"],
  ["tensor"],
  ["kernels"],
  ["data"],
  ["onnx", "networks"],
  ["game"],
  ["learning"],
  ["training"],
  ["theory"],
  ["evaluation"],
  ["types.ts"],
  ["index.ts"],
  ["inner.ts"],
  ["cli"],
];

const NATIVE = /^(node:|sharp$|commander$|cli-progress$|sirv$|koffi$|onnxruntime-(node|web))/;

interface Import {
  readonly file: string;
  readonly target: string;
}

const src = resolve("src");
const files = (await readdir(src, { recursive: true }))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith(join("kernels", "assembly")))
  .sort();
const sources = new Map(
  await Promise.all(files.map(async (file) => [file, await readFile(join(src, file), "utf8")] as const)),
);

const imports: Import[] = [...sources].flatMap(([file, text]) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)*"([^"]+)"/g)].map(([, target = ""]) => ({
    file,
    target,
  })),
);

const partOf = (file: string): string => file.split("/")[0] ?? "";
const levelOf = (file: string): number => ORDER.findIndex((parts) => parts.includes(partOf(file)));

describe("the house", () => {
  it("has a place in the order for every file", () => {
    expect(files.filter((file) => levelOf(file) < 0)).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it("imports in one direction", () => {
    const wrong = imports.filter(({ file, target }) => {
      if (!target.startsWith(".")) return false;
      const imported = relative(src, resolve(src, dirname(file), target));
      return partOf(imported) !== partOf(file) && levelOf(imported) >= levelOf(file);
    });
    expect(wrong).toEqual([]);
  });

  it("has no circles within a folder", () => {
    const edges = new Map<string, string[]>(files.map((file) => [file, []]));
    for (const [file, text] of sources) {
      // Types alone make no circle at run time.
      for (const [, target = ""] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gm)) {
        edges.get(file)?.push(relative(src, resolve(src, dirname(file), target)));
      }
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (done.has(file) || path.includes(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("knows the runtime in one file", () => {
    expect(imports.filter(({ target }) => target === "#ort").map(({ file }) => file)).toEqual(["onnx/runtime.ts"]);
    // What a page's bundle is made of has no way to what is native.
    const reached = new Set(["onnx/ort-browser.ts"]);
    for (const file of reached) {
      for (const { target } of imports.filter((found) => found.file === file && found.target.startsWith("."))) {
        reached.add(join(dirname(file), target));
      }
    }
    expect([...reached].sort()).toContain("onnx/open-wasm.ts");
    expect(imports.filter(({ file, target }) => reached.has(file) && NATIVE.test(target))).toEqual([]);
  });

  it("knows MPI in one file, and C beside it in one more", () => {
    expect([...new Set(imports.filter(({ target }) => target === "koffi").map(({ file }) => file))].sort()).toEqual([
      "cli/distributed/exit-at-once.ts",
      "cli/distributed/mpi.ts",
    ]);
    // Where nobody asks for ranks, it is not even read.
    const readers = imports.filter(({ target }) => target.endsWith("/mpi.ts")).map(({ file }) => file);
    expect(readers.sort()).toEqual(["cli/distributed/ranks.ts", "cli/library.ts"]);
    expect(sources.get("cli/distributed/ranks.ts")).toContain('await import("./mpi.ts")');
  });

  it("keeps Node and native packages in the terminal", () => {
    const native = imports.filter(({ file, target }) => NATIVE.test(target) && partOf(file) !== "cli");
    expect(native).toEqual([{ file: "onnx/ort-node.ts", target: "onnxruntime-node" }]);
  });

  it("gives the terminal the inner door and no other way in", () => {
    const inside = imports.filter(({ file, target }) => {
      if (partOf(file) !== "cli" || !target.startsWith(".")) return false;
      const imported = relative(src, resolve(src, dirname(file), target));
      return imported !== "inner.ts" && partOf(imported) !== "cli";
    });
    expect(inside).toEqual([]);
  });

  it("gives the lab the inner door and no other way in, and the engine to its worker", async () => {
    const page = (await readdir(resolve("lab/src"), { recursive: true })).filter((file) => /\.(ts|svelte)$/.test(file));
    expect(page.length).toBeGreaterThan(50);
    const outside: string[] = [];
    const engine: string[] = [];
    for (const file of page) {
      const text = await readFile(resolve("lab/src", file), "utf8");
      for (const [statement, target = ""] of text.matchAll(/^\s*import [^;]*?from "([^"]+)";/gms)) {
        const inside =
          !target.startsWith(".") ||
          !relative(resolve("lab/src"), resolve("lab/src", dirname(file), target)).startsWith("..");
        if (!inside || target.startsWith("saddlepoint") || /onnxruntime/.test(target))
          outside.push(`${file}: ${target}`);
        // What plays, draws samples or reads densities.
        if (target === "#inner" && /\b(create[A-Z]\w+|train|resume|compile|openModel)\b/.test(statement)) {
          if (!file.startsWith("worker/")) engine.push(file);
        }
      }
    }
    expect(outside).toEqual([]);
    expect(engine).toEqual([]);
  });

  it("explains at its top why a file is longer than 400 lines", () => {
    const long = [...sources].filter(([, text]) => text.split("\n").length > 400);
    expect(long.filter(([, text]) => !text.startsWith("/**")).map(([file]) => file)).toEqual([]);
  });
});
