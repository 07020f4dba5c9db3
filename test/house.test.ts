/** The layout of the house (docs/design.md): imports point one way, and what is native stays in the terminal. */
import { describe, expect, it } from "vitest";
import { arrowsOf, circlesOf, readTree, type Tree } from "./tree.ts";

/** A folder may import from those before it, and from itself. */
const ORDER = [
  ["option-text.ts", "problem.ts", "shell-word.ts"],
  ["tensor"],
  ["kernels"],
  ["data"],
  ["onnx", "networks"],
  ["game"],
  ["learning"],
  ["training"],
  ["sampling"],
  ["theory"],
  ["evaluation"],
  ["types.ts"],
  ["index.ts"],
  ["inner.ts"],
  ["cli"],
];

/** The rooms of the terminal, likewise. */
const ROOMS = [
  ["version.ts", "html.ts", "files"],
  ["terminal"],
  ["data", "distributed", "http"],
  ["run"],
  ["pictures", "lab-server", "logs"],
  ["report", "generator-page", "latent", "service", "project"],
  ["session"],
  ["sweep"],
  ["commands", "library.ts"],
  ["program.ts"],
  ["main.ts"],
  ["start.ts"],
  ["child.ts"],
];

/** The folders of the lab, likewise. */
const LAB = [
  ["worker"],
  ["draw"],
  ["words"],
  ["formula"],
  ["tour", "trained", "offline", "shell"],
  ["article"],
  ["state"],
  ["play", "controls", "data", "views", "model"],
  ["run"],
  ["Header.svelte"],
  ["App.svelte", "Unsupported.svelte"],
  ["main.ts"],
];

/** Each function that is longer than this is one of few. */
const LONG = 60;
const MOST_LONG = 10;
const MOST_LINES = 100;

const NATIVE = /^(node:|sharp$|commander$|sirv$|koffi$|onnxruntime-(node|web))/;

const src = await readTree("src", (file) => file.startsWith("kernels/assembly"));
const cli = await readTree("src/cli");
const lab = await readTree("lab/src");
const { imports, texts } = src;

const partOf = (file: string): string => file.split("/")[0] ?? "";

/** Imports that run back up, or beside. */
function backUp(tree: Tree, order: readonly (readonly string[])[]): string[] {
  const levelOf = (part: string): number => order.findIndex((parts) => parts.includes(part));
  return [...arrowsOf(tree, partOf)].flatMap(([arrow, made]) => {
    const [from = "", to = ""] = arrow.split(" → ");
    return levelOf(to) < levelOf(from) ? [] : made;
  });
}

const withoutPlace = (tree: Tree, order: readonly (readonly string[])[]): string[] =>
  tree.files.filter((file) => !order.flat().includes(partOf(file)));

describe.each([
  ["the library", src, ORDER, 150],
  ["the terminal", cli, ROOMS, 100],
  ["the lab", lab, LAB, 50],
])("the house: %s", (_, tree, order, fewest) => {
  it("has a place in the order for every file", () => {
    expect(withoutPlace(tree, order)).toEqual([]);
    expect(tree.files.length).toBeGreaterThan(fewest);
  });

  it("imports in one direction, types included", () => {
    expect(backUp(tree, order)).toEqual([]);
  });

  it("has no circles, types included", () => {
    expect(circlesOf(tree)).toEqual([]);
  });

  it("imports only files that are there", () => {
    const known = new Set(tree.files);
    const relative = tree.imports.filter(({ target }) => /\.(ts|svelte)$/.test(target) && !target.startsWith("."));
    expect(relative.filter(({ target }) => !known.has(target) && !target.includes("/assembly/"))).toEqual([]);
  });
});

describe("the house", () => {
  it("knows the runtime in one file", () => {
    expect(imports.filter(({ target }) => target === "#ort").map(({ file }) => file)).toEqual(["onnx/runtime.ts"]);
    // What a page's bundle is made of has no way to what is native.
    const reached = new Set(["onnx/ort-browser.ts"]);
    for (const file of reached) {
      for (const { target } of imports.filter((found) => found.file === file && texts.has(found.target))) {
        reached.add(target);
      }
    }
    expect([...reached].sort()).toContain("onnx/open-wasm.ts");
    expect(imports.filter(({ file, target }) => reached.has(file) && NATIVE.test(target))).toEqual([]);
  });

  it("knows MPI in one file, and C beside it in three more", () => {
    expect([...new Set(imports.filter(({ target }) => target === "koffi").map(({ file }) => file))].sort()).toEqual([
      "cli/distributed/exit-at-once.ts",
      "cli/distributed/mpi.ts",
      "cli/terminal/adapter.ts",
      "kernels/threads-node.ts",
    ]);
    // Where nobody asks for ranks, it is not even read.
    const readers = imports.filter(({ target }) => target.endsWith("/mpi.ts")).map(({ file }) => file);
    expect([...new Set(readers)].sort()).toEqual(["cli/distributed/ranks.ts", "cli/library.ts"]);
    expect(texts.get("cli/distributed/ranks.ts")).toContain('await import("./mpi.ts")');
  });

  it("keeps Node and native packages in the terminal", () => {
    const native = imports.filter(({ file, target }) => NATIVE.test(target) && partOf(file) !== "cli");
    // What stands behind a condition of package.json's "imports" is not in a page's bundle.
    expect(native.map(({ file, target }) => `${file}: ${target}`).sort()).toEqual([
      "kernels/threads-node.ts: koffi",
      "kernels/threads-node.ts: node:worker_threads",
      "kernels/threads-node.ts: node:worker_threads",
      "onnx/ort-node.ts: onnxruntime-node",
    ]);
  });

  it("gives the terminal the inner door and no other way in", () => {
    const inside = imports.filter(
      ({ file, target }) =>
        partOf(file) === "cli" && texts.has(target) && target !== "inner.ts" && partOf(target) !== "cli",
    );
    expect(inside).toEqual([]);
  });

  it("gives the lab the inner door and no other way in, and the engine to its worker", () => {
    const outside = lab.imports.filter(
      ({ target }) => target.startsWith("..") || target.startsWith("saddlepoint") || /onnxruntime/.test(target),
    );
    expect(outside).toEqual([]);
    // What plays, draws samples or reads densities.
    const engine = [...lab.texts].filter(([file, text]) => {
      const statements = [...text.matchAll(/^\s*import [^;]*?from "#inner";/gms)].map(([statement]) => statement);
      const plays = /\b(create[A-Z]\w+|train|resume|compile|openModel)\b/;
      return !file.startsWith("worker/") && statements.some((statement) => plays.test(statement));
    });
    expect(engine.map(([file]) => file)).toEqual([]);
  });

  it("has one command in each file of cli/commands, and nothing else", () => {
    const commands = cli.files.filter((file) => file.startsWith("commands/"));
    expect(commands.length).toBeGreaterThan(10);
    for (const file of commands) {
      const exported = [...(cli.texts.get(file) ?? "").matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)];
      expect(
        exported.map(([, name]) => name),
        file,
      ).toEqual([expect.stringMatching(/Command$/)]);
    }
  });

  it("has few long functions", () => {
    const long = src.functions.filter(({ lines }) => lines > LONG).sort((a, b) => b.lines - a.lines);
    const lines = long.map(({ file, name, lines }) => `${lines} lines: ${name} of ${file}`);
    expect(long[0]?.lines ?? 0, lines.join("\n")).toBeLessThanOrEqual(MOST_LINES);
    expect(long.length, lines.join("\n")).toBeLessThanOrEqual(MOST_LONG);
  });

  it("explains at its top why a file is longer than 400 lines", () => {
    const long = [...texts].filter(([, text]) => text.split("\n").length > 400);
    expect(long.filter(([, text]) => !text.startsWith("/**")).map(([file]) => file)).toEqual([]);
  });
});
