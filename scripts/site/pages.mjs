// Which pages the site has, where each comes from and goes to, and in which order the navigation shows them.
import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";

/** Where a file of the repository stands on the site; undefined for what the site does not hold. */
export function addressOf(file) {
  if (file === "README.md") return "index.html";
  if (file === "docs/README.md") return "pages.html";
  // Some hosts answer lab/ with lab.html, and the lab itself is to stand there.
  if (file === "docs/lab.md") return "about-the-lab.html";
  if (/^docs\/.*README\.md$/.test(file)) return file.replace("docs/", "").replace("README.md", "index.html");
  if (file.startsWith("docs/images/")) return file.replace("docs/", "");
  if (/^docs\/.*\.md$/.test(file)) return file.replace("docs/", "").replace(/\.md$/, ".html");
  if (/^[A-Z]+\.md$/.test(file)) return file.toLowerCase().replace(/\.md$/, ".html");
  return `files/${file}.html`;
}

/** The way from one address of the site to another, so that the site works under any path, also from a disk. */
export const wayTo = (from, to) => posix.relative(posix.dirname(from), to) || posix.basename(to);

/** All pages of text: the front page first. */
export async function listPages() {
  const tops = (await readdir(".")).filter((file) => file.endsWith(".md"));
  const docs = (await readdir("docs", { recursive: true }))
    .map((file) => `docs/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".md") && !file.startsWith("docs/reference/"));
  const files = ["README.md", ...tops.filter((file) => file !== "README.md"), ...docs.sort()];
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, "utf8");
      const [, title = file] = /^# (.+)$/m.exec(text) ?? [];
      return { file, address: addressOf(file), title, text };
    }),
  );
}

/** The navigation is the index of the docs: its headings, and the links below each. What it lacks comes last. */
export function navigationOf(pages) {
  const index = pages.find(({ file }) => file === "docs/README.md")?.text ?? "";
  const groups = index
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.slice(0, part.indexOf("\n")).trim(),
      links: [...part.matchAll(/^- \[([^\]]+)\]\(([^)#]+)\)/gm)].map(([, title, target]) => ({
        title,
        address: addressOf(posix.join("docs", target)),
      })),
    }));
  const listed = new Set(groups.flatMap(({ links }) => links.map(({ address }) => address)));
  const left = pages.filter(
    ({ file, address }) => !listed.has(address) && !/^(docs\/)?README\.md$|^docs\/presets\//.test(file),
  );
  const more = left.map(({ title, address }) => ({ title, address }));
  return more.length > 0 ? [...groups, { title: "More", links: more }] : groups;
}
