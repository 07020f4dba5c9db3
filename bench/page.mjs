// The figures in docs/benchmarks.md, written by the commands that it names.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "../docs/benchmarks.md");

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

/** Replaces what stands between the page's markers of this name. */
export function writeIntoPage(name, content) {
  writeFileSync(docs, between(readFileSync(docs, "utf8"), name, content));
}
