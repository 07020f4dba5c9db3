// The figures in the documentation, written by the commands that it names.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "../docs");

/** Puts `content` between a page's markers `<!-- name -->` and `<!-- /name -->`. */
export function between(page, name, content) {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(opening), page.indexOf(closing)];
  if (from < 0 || to < from) {
    throw new Error(
      `writing a table into a page: expected the markers ${opening} and ${closing}; came a page without them. Put them back.`,
    );
  }
  return `${page.slice(0, from + opening.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Replaces what stands between the markers of this name in a page of docs/. */
export function writeIntoPage(name, content, page = "benchmarks.md") {
  const path = join(docs, page);
  writeFileSync(path, between(readFileSync(path, "utf8"), name, content));
}
