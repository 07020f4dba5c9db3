// Whether every link, picture and script of a folder of pages leads to something within it. Nothing is fetched.
import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";

const decoded = (text) => {
  try {
    return decodeURIComponent(text.replaceAll("&amp;", "&"));
  } catch {
    return text;
  }
};

/** What leads nowhere, a line each; and how many links there were. */
export async function checkLinks(folder) {
  const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  const there = new Set(files);
  const pages = new Map();
  for (const file of files.filter((name) => name.endsWith(".html"))) {
    const html = (await readFile(`${folder}/${file}`, "utf8")).replace(/<script[^>]*>[\s\S]*?<\/script>/g, (script) =>
      script.slice(0, script.indexOf(">") + 1),
    );
    pages.set(file, {
      anchors: new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => decoded(id))),
      links: [...html.matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, target]) => target),
    });
  }
  const dead = [];
  let count = 0;
  for (const [file, { links }] of pages) {
    for (const link of links) {
      if (/^(https?|data|mailto|blob):/.test(link)) continue;
      count++;
      const [path, anchor] = link.split("#").map(decoded);
      const base = path.split("?")[0];
      let target = base === "" ? file : posix.join(posix.dirname(file), base);
      if (target.endsWith("/") || there.has(`${target}/index.html`)) target = posix.join(target, "index.html");
      const absolute = path.startsWith("/");
      const page = pages.get(target);
      if (absolute || !there.has(target)) dead.push(`${file}: ${link} leads to nothing`);
      else if (anchor && page && !page.anchors.has(anchor)) dead.push(`${file}: ${link} names no place there`);
    }
  }
  return { dead, count, pages: pages.size };
}
