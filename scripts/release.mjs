// npm run release -- VERSION [--dry-run]: makes a release of this checkout and tags it; nothing is sent anywhere. The version goes into
// package.json, package-lock.json, CITATION.cff, CHANGELOG.md and the pages that name a tarball; the tests and checks run; the tarballs and
// the notes lie in release/. Pushing the tag lets .github/workflows/release.yml publish it. What fails leaves the checkout as it was.
import { execFileSync } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packAll } from "./pack.mjs";

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;
const numbersOf = (version) => VERSION.exec(version)?.slice(1).map(Number);

/** Whether `version` is later than `than`. */
function isLater(version, than) {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  const at = a.findIndex((number, i) => number !== b[i]);
  return at >= 0 && a[at] > b[at];
}

/**
 * The texts of a release: files with the version in them, and its notes.
 *
 * @param files text by path, as the checkout has them.
 * @param date of the release, YYYY-MM-DD.
 */
export function releaseTexts(files, version, date) {
  const refuse = (sentence) => {
    throw new Error(`releasing ${version}: ${sentence}`);
  };
  const manifest = JSON.parse(files["package.json"]);
  if (!numbersOf(version)) refuse("expected a version such as 0.2.0.");
  if (!isLater(version, manifest.version))
    refuse(`expected one later than ${manifest.version}, which package.json has.`);
  const heading = `## ${version} (unreleased)`;
  const changes = files["CHANGELOG.md"];
  const from = changes.indexOf(`${heading}\n`);
  if (from < 0) refuse(`expected a section "${heading}" in CHANGELOG.md. Write what has changed there.`);
  const after = changes.slice(from + heading.length);
  const end = after.search(/^## /m);
  const notes = (end < 0 ? after : after.slice(0, end)).trim();
  if (notes === "") refuse(`expected changes below "${heading}" in CHANGELOG.md, but there are none.`);
  const citation = files["CITATION.cff"];
  if (!/^version: .*$/m.test(citation)) refuse("expected a line version: in CITATION.cff.");
  const dated = /^date-released: .*$/m.test(citation) ? citation : `${citation.trimEnd()}\ndate-released: ${date}\n`;
  const lock = JSON.parse(files["package-lock.json"]);
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  const renamed = Object.entries(files).flatMap(([path, text]) => {
    const [old, next] = [`saddlepoint-${manifest.version}.tgz`, `saddlepoint-${version}.tgz`];
    return path.endsWith(".md") && path !== "CHANGELOG.md" && text.includes(old)
      ? [[path, text.replaceAll(old, next)]]
      : [];
  });
  return {
    notes,
    files: {
      ...Object.fromEntries(renamed),
      "package.json": json({ ...manifest, version }),
      "package-lock.json": json({
        ...lock,
        version,
        packages: { ...lock.packages, "": { ...lock.packages[""], version } },
      }),
      "CHANGELOG.md": changes.replace(heading, `## ${version} (${date})`),
      "CITATION.cff": dated
        .replace(/^version: .*$/m, `version: ${version}`)
        .replace(/^date-released: .*$/m, `date-released: ${date}`),
    },
  };
}

/** The texts that a release may change. */
export async function readTexts() {
  const pages = (await readdir("docs")).filter((name) => name.endsWith(".md")).map((name) => join("docs", name));
  const paths = ["package.json", "package-lock.json", "CHANGELOG.md", "CITATION.cff", "README.md", ...pages];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")])));
}

const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
const npm = (...args) => execFileSync("npm", args, { stdio: "inherit" });

async function release(version, dry) {
  const before = await readTexts();
  const { files, notes } = releaseTexts(before, version, new Date().toISOString().slice(0, 10));
  const changed = Object.keys(files).sort();
  if (dry) {
    console.log(`${notes}\n\n${version} would change ${changed.join(", ")}. Nothing was written.`);
    return;
  }
  if (git("status", "--porcelain") !== "")
    throw new Error(`releasing ${version}: expected a checkout without changes.`);
  if (git("tag", "--list", `v${version}`) !== "")
    throw new Error(`releasing ${version}: its tag v${version} is there.`);
  try {
    for (const path of changed) await writeFile(path, files[path]);
    npm("ci");
    npm("test");
    npm("run", "check");
    await rm("release", { recursive: true, force: true });
    const tarballs = await packAll(".", join(process.cwd(), "release"));
    await writeFile("release/notes.md", `${notes}\n`);
    console.log([...tarballs, "release/notes.md"].join("\n"));
  } catch (error) {
    for (const path of changed) await writeFile(path, before[path]);
    throw error;
  }
  git("commit", "--quiet", "--message", `Version ${version}`, ...changed);
  git("tag", "--annotate", `v${version}`, "--file", "release/notes.md", "--cleanup", "verbatim");
  console.log(`v${version} is tagged. Publish it: git push --follow-tags`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [version = "", ...flags] = process.argv.slice(2);
  await release(version, flags.includes("--dry-run")).catch((error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
