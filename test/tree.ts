/** A tree of sources as its compiler reads it: what each file imports, types included, and how long its functions are. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

interface Import {
  /** Both within the tree; `target` is a package's name where it is not relative. */
  readonly file: string;
  readonly target: string;
}

interface LongFunction {
  readonly file: string;
  readonly name: string;
  readonly lines: number;
}

export interface Tree {
  readonly files: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly imports: readonly Import[];
  readonly functions: readonly LongFunction[];
}

/** The script of a component, with its lines where they are. */
const scriptOf = (text: string): string =>
  text.replace(/(^|<\/script>)[\s\S]*?(<script[^>]*>|$)/g, (outside) => outside.replace(/[^\n]/g, " "));

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return "a function without a name";
}

/** All files of a folder but tests, and those that `skipped` names. */
export async function readTree(folder: string, skipped: (file: string) => boolean = () => false): Promise<Tree> {
  const files = (await readdir(resolve(folder), { recursive: true }))
    .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith(".test.ts") && !skipped(file))
    .sort();
  const texts = new Map<string, string>();
  const imports: Import[] = [];
  const functions: LongFunction[] = [];
  for (const file of files) {
    const text = await readFile(resolve(folder, file), "utf8");
    texts.set(file, text);
    const source = ts.createSourceFile(
      file,
      file.endsWith(".svelte") ? scriptOf(text) : text,
      ts.ScriptTarget.ES2023,
      true,
    );
    const add = (specifier: ts.Node | undefined): void => {
      if (!specifier || !ts.isStringLiteral(specifier)) return;
      const target = specifier.text;
      imports.push({ file, target: target.startsWith(".") ? relative("", join(dirname(file), target)) : target });
    };
    const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
      if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
      if (ts.isFunctionLike(node) && "body" in node && node.body) {
        functions.push({ file, name: nameOf(node), lines: lineOf(node.end) - lineOf(node.getStart()) + 1 });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { files, texts, imports, functions };
}

/** Ways from a file back to itself. */
export function circlesOf({ files, imports }: Tree): string[] {
  const next = new Map(files.map((file) => [file, imports.filter((found) => found.file === file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const { target } of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return circles;
}

/** From room to room: each arrow once, with the imports that it is made of. */
export function arrowsOf({ files, imports }: Tree, roomOf: (file: string) => string): Map<string, string[]> {
  const arrows = new Map<string, string[]>();
  const known = new Set(files);
  for (const { file, target } of imports) {
    if (!known.has(target)) continue;
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to) continue;
    const arrow = `${from} → ${to}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), `${file} → ${target}`]);
  }
  return arrows;
}
