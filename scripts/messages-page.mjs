// Writes docs/messages.md: every error and every note of the sources, read off the sources themselves. A test fails when the page
// is out of date.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** Where a message is met, by the folders that can say it; the first that fits. */
const topics = [
  [
    "Columns, conditions and rules of tables",
    /^data\/(columns|column-kinds|conditions|rules|written)\/|^data\/.*(column|schema|missing|gaps|cells|row|table|csv|record|typed)/,
  ],
  ["Files and folders", /^data\/|^cli\/data\//],
  ["Options and training", /^(training|learning|game|networks)\/|^option-text/],
  ["The engine and its runtimes", /^(tensor|onnx|kernels)\//],
  ["Drawing samples", /^sampling\/|^cli\/(latent|generator-page)\//],
  ["Measuring", /^(evaluation|theory)\/|^cli\/(report|pictures)\//],
  ["Runs on disk", /^cli\/(run|session|files)\//],
  ["Several machines", /^cli\/distributed\//],
  ["Asking a service", /^cli\/service\//],
  ["Commands", /^cli\//],
];

/** Sentences that are no errors are notes where the files of a run's start and course say them. */
const NOTES = /^(data|training|onnx)\/|^cli\/(data|run|session|terminal)\//;

const flag = (key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** How a text reads whose parts are known only when it is said. */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isConditionalExpression(node)) {
    const [one, other] = [textOf(node.whenTrue), textOf(node.whenFalse)];
    return one === "" || one === other ? other : other === "" ? one : `${one} / ${other}`;
  }
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text + node.templateSpans.map(({ expression, literal }) => textOf(expression) + literal.text).join("")
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return textOf(node.left) + textOf(node.right);
  }
  const [name, value] = ts.isCallExpression(node) && node.expression.getText() === "option" ? node.arguments : [];
  if (!name || !ts.isStringLiteralLike(name)) return "…";
  const [player, key] = name.text.includes(".") ? name.text.split(".") : [undefined, name.text];
  const named = flag(key).replace("--", player ? `--${player[0]}-` : "--");
  return value && ts.isLiteralExpression(value) ? `${named} ${value.text}` : named;
}

const tidy = (text) =>
  text
    .replace(/\s+/g, " ")
    .replace(/…(?: ?…)+/g, "…")
    .trim();
const says = (text) => /\p{L}{2}/u.test(text);

/** What makes errors, and which of its arguments has the parts; elsewhere other functions may have the names of a service's. */
const argumentOf = (name, file) =>
  ({ problem: 0, ...(file.startsWith("cli/service/") ? { badRequest: 0, refusal: 1 } : {}) })[name];

/** The errors and notes of one file. */
function messagesOf(file, source) {
  const found = { errors: [], notes: [] };
  const walk = (node, within) => {
    const at = ts.isCallExpression(node) ? argumentOf(node.expression.getText(), file) : undefined;
    const isProblem = at !== undefined;
    if (isProblem) {
      const facts = node.arguments[at];
      const parts = facts && ts.isObjectLiteralExpression(facts) ? facts.properties : [];
      const part = (name) => {
        const given = parts.find((property) => property.name?.getText() === name);
        return given && ts.isPropertyAssignment(given) ? tidy(textOf(given.initializer)) : given ? "…" : "";
      };
      const error = { doing: part("doing"), expected: part("expected"), came: part("came"), next: part("next") };
      if (says(error.expected + error.came + error.next)) found.errors.push(error);
    } else if (!within && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))) {
      const text = tidy(textOf(node));
      if (NOTES.test(file) && /[\p{L}…)]\.$/u.test(text) && (text.match(/\p{L}{2,}/gu) ?? []).length > 3) {
        if (!/^internal/.test(text)) found.notes.push(text);
      }
      if (ts.isTemplateExpression(node)) return;
    }
    ts.forEachChild(node, (child) => walk(child, within || isProblem));
  };
  walk(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true), false);
  return found;
}

/** A cell of a table; marks that a page would take for its own are none. */
const cell = (text) =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/[<>*_`[\]]/g, (mark) => `\\${mark}`) || "–";

const distinct = (rows) => [...new Set(rows)];

function section(title, all) {
  const errors = distinct(
    all
      .flatMap(({ errors }) => errors)
      .map(
        ({ doing, expected, came, next }) => `| ${cell(doing)} | ${cell(expected)} | ${cell(came)} | ${cell(next)} |`,
      ),
  );
  const notes = distinct(all.flatMap(({ notes }) => notes).map((text) => `- ${cell(text)}`));
  return [
    `## ${title}`,
    ...(notes.length > 0 ? ["Notes and ways out, which stop nothing:", notes.join("\n")] : []),
    ...(errors.length > 0
      ? ["Errors:", ["| while | expected | got | way out |", "|---|---|---|---|", ...errors].join("\n")]
      : []),
  ].join("\n\n");
}

export async function messagesPage() {
  const files = (await readdir("src", { recursive: true }))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|assembly|embedded/.test(file))
    .sort();
  const byTopic = new Map(topics.map(([title]) => [title, []]));
  for (const file of files) {
    const topic = topics.find(([, at]) => at.test(file));
    const messages = messagesOf(file, await readFile(`src/${file}`, "utf8"));
    if (topic) byTopic.get(topic[0]).push(messages);
  }
  const sections = [...byTopic].map(([title, all]) => section(title, all));
  return `# All messages

Made from the sources by \`npm run docs:messages\`: every error, in the parts that all errors have (what was being done, what was expected,
what came, what to do next), and every note of a run's start and course. "…" stands for what is known only when it is said, and "/"
between two texts of which one is said. To find a sentence, search this page for words of it that are no names or numbers.
[Troubleshooting](troubleshooting.md) has those that are met most often, with more words.

${sections.join("\n\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await writeFile("docs/messages.md", await messagesPage());
