/** What stands in the page from the beginning, by the names that its elements have: the page is written with it, and changes it with the language. */
import type { Words } from "../words/words.ts";
import type { PageFacts } from "./facts.ts";

/** What stands in elements, as HTML. */
export function pageTexts(words: Words, facts: PageFacts) {
  const { about, classes, rows } = facts;
  const chosen = classes !== undefined || rows?.mixed !== undefined;
  const seeds = chosen ? words.sameSeedHere : words.sameSeed;
  const call = `await saddlepoint.draw(await saddlepoint.noise(seed, count)${chosen ? ", saddlepoint.given(seed, count)" : ""})`;
  return {
    language: words.language,
    intro: words.intro(about.name, about.steps, about.prior, makes(words, facts)),
    draw: words.draw,
    seed: words.seed,
    class: words.class,
    count: words.rows,
    save: words.save(rows ? "CSV" : "PNG"),
    seeds: rows?.real ? `${words.colours} ${seeds}` : seeds,
    footer: words.footer(about.runtime, call),
    across: words.across,
    up: words.up,
    firstRows: words.firstRows,
    columns: words.columns,
    columnsHint: words.columnsHint,
    rules: words.rules,
    clear: words.clear,
    fromTo: words.fromTo,
    marks: words.marks,
    way: words.way,
    single: words.single,
  };
}

/** What is said of elements to those who do not see them, as plain text. */
export const pageLabels = ({ chart, between, firstRows }: Words) => ({
  chart,
  between,
  firstRows,
});

function makes(words: Words, { shape: [channels = 1, height = 1, width = 1], rows }: PageFacts): string {
  if (!rows) return words.images(channels, width, height);
  if (rows.listed) return words.rowsOf(rows.columns.length);
  return channels === 1 ? words.numbers : words.points;
}
