/** The door for people: few names, in groups, each documented; and an inner one that nobody outside can open. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const MOST_NAMES = 150;

const index = resolve("src/index.ts");
const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
const program = ts.createProgram([index], options);
const checker = program.getTypeChecker();

const isGroup = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;

/** What a module exports, by name: declarations, not the lines that hand them on. */
function exportsOf(module: ts.Symbol): Map<string, ts.Symbol> {
  return new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return [symbol.name, declared];
    }),
  );
}

function indexNames(): Map<string, ts.Symbol> {
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error("src/index.ts exports nothing");
  return exportsOf(module);
}

const isDocumented = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length > 0;

describe("the door for people", () => {
  const names = indexNames();

  it(`has at most ${MOST_NAMES} names`, () => {
    expect(names.size).toBeGreaterThan(50);
    expect(names.size).toBeLessThanOrEqual(MOST_NAMES);
  });

  it("documents each of them, each operation and each type", () => {
    const groups = [...names].filter(([, symbol]) => isGroup(symbol));
    expect(groups.map(([name]) => name).sort()).toEqual(["latent", "ops", "types"]);
    const inGroups = groups.flatMap(([group, symbol]) =>
      [...exportsOf(symbol)].map(([name, inner]) => [`${group}.${name}`, inner] as const),
    );
    const all = [...[...names].filter(([, symbol]) => !isGroup(symbol)), ...inGroups];
    expect(all.filter(([, symbol]) => !isDocumented(symbol)).map(([name]) => name)).toEqual([]);
  });

  it("lists them in groups with headings", async () => {
    const groups = (await readFile(index, "utf8")).split(/^(?=\/\/ [A-Z].*\.\n\n)/m);
    expect(groups[0]).not.toContain("export ");
    expect(groups.length).toBeGreaterThan(6);
    for (const group of groups.slice(1)) expect(group).toContain("export ");
  });

  it("is the only one that the package opens into the library, beside saddlepoint/node", async () => {
    const { exports } = JSON.parse(await readFile("package.json", "utf8")) as { exports: Record<string, unknown> };
    expect(Object.keys(exports).sort()).toEqual([".", "./digits.onnx", "./node", "./package.json"]);
    expect(JSON.stringify(exports)).not.toContain("inner");
  });
});
