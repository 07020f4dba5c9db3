// Builds the site: pages of text from the docs as they are, the reference, runs of this build, and the lab.
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { pageHtml } from "./layout.mjs";
import { createHighlighter, createRenderer, escapeHtml } from "./markdown.mjs";
import { addressOf, listPages, navigationOf } from "./pages.mjs";
import { sectionsOf } from "./sections.mjs";

const here = (path) => new URL(path, import.meta.url).pathname;
const run = (script, args, cwd = ".") => promisify(execFile)(process.execPath, [resolve(script), ...args], { cwd });

/** Runs of the gallery: short, of data that need no file, the same bytes wherever they are trained. */
const RUNS = [
  { name: "ring", args: ["ring", "--steps", "4000", "--sample-every", "250", "--decay-steps", "4000"] },
  { name: "two-normals", args: ["two-normals", "--steps", "3000", "--sample-every", "250"] },
];

async function write(folder, address, text) {
  const path = join(folder, address);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Trains the runs of the gallery, and leaves their reports and a page of all. */
async function trainRuns(folder) {
  const runs = join(folder, "trained");
  // From within the site, so that no path of this machine is named.
  const play = (...args) => run("dist/cli/start.js", args, folder);
  for (const { name, args } of RUNS) await play("train", ...args, "--out", `trained/${name}`);
  await play("runs", "trained", "--out", "trained/index.html");
  // The report holds all that it shows, but for the animation, to which it leads.
  for (const { name } of RUNS) {
    for (const file of await readdir(join(runs, name), { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      if (file.isFile() && !/(report\.html|progress\.webp)$/.test(file.name)) await rm(path);
    }
  }
}

const RUNS_TEXT = `
## Runs of this build

These were trained when this site was built, on the machine that built it:
[a page of both](site:trained/index.html), ${RUNS.map(({ name }) => `[the report of ${name}](site:trained/${name}/report.html)`).join(", ")}.

\`\`\`sh
${RUNS.map(({ args }) => `npx saddlepoint train ${args.join(" ")}`).join("\n")}
npx saddlepoint runs --out runs.html
\`\`\`
`;

/** Links from one of our pages to what is no page of text. */
const besides = ({ reference, runs, lab }) => [
  ...(reference ? [{ title: "Reference of the library", address: "reference/index.html" }] : []),
  ...(runs ? [{ title: "Runs of this build", address: "trained/index.html" }] : []),
  ...(lab ? [{ title: "The lab, to play with", address: "lab/index.html" }] : []),
];

/** Files of the repository that pages lead to: pictures as they are, all else as a page of code. */
async function writeLinked(folder, linked, { highlight, navigation }) {
  for (const file of linked) {
    const address = addressOf(file);
    if (file.endsWith(".md")) continue;
    if (file.startsWith("docs/images/")) {
      await mkdir(dirname(join(folder, address)), { recursive: true });
      await copyFile(file, join(folder, address));
      continue;
    }
    const code = highlight((await readFile(file, "utf8")).trimEnd(), file.split(".").at(-1));
    const body = `<h1>${escapeHtml(file)}</h1>\n<pre tabindex="0"><code>${code}</code></pre>\n`;
    await write(folder, address, pageHtml({ address, title: file, body, headings: [], navigation }));
  }
}

/**
 * @param folder is emptied first.
 * @param parts what to build beside the pages: `reference`, `runs`, `lab`.
 */
export async function buildSite(folder, parts) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "assets"), { recursive: true });
  for (const file of ["style.css", "site.js"]) await copyFile(here(`assets/${file}`), join(folder, "assets", file));
  const miniSearch = new URL("../umd/index.js", import.meta.resolve("minisearch"));
  await copyFile(miniSearch, join(folder, "assets/minisearch.js"));

  const pages = await listPages();
  const navigation = [
    { title: "saddlepoint", links: [{ title: "Front page", address: "index.html" }, ...besides(parts)] },
    ...navigationOf(pages),
  ];
  const highlight = await createHighlighter();
  const linked = new Set();
  const render = createRenderer(highlight, (file) => linked.add(file));
  const sections = [];
  for (const page of pages) {
    const { address, title } = page;
    const { body, headings } = render({
      ...page,
      text: page.text + (parts.runs && page.file === "docs/gallery.md" ? RUNS_TEXT : ""),
    });
    await write(folder, address, pageHtml({ address, title, body, headings, navigation }));
    sections.push(...sectionsOf({ address, title, body }));
  }
  await writeLinked(folder, linked, { highlight, navigation });
  await write(folder, "assets/search-index.js", `globalThis.siteSections = ${JSON.stringify(sections)};\n`);
  if (parts.lab) await cp("dist/lab", join(folder, "lab"), { recursive: true });
  await Promise.all([
    parts.runs && trainRuns(folder),
    parts.reference && run("node_modules/typedoc/bin/typedoc", ["--out", join(folder, "reference")]),
  ]);
  return pages;
}
