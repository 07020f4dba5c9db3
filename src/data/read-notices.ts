/** What is said of the columns of a table that were read: a sentence for each topic, however many columns it is true of. */
import { option } from "../option-text.ts";
import type { RemarkTopic } from "./column-kinds/column-kind.ts";
import { formNotices } from "./form-notices.ts";
import { short } from "./left-columns.ts";
import { listed } from "./listed.ts";
import type { KindedColumn, KindedColumns } from "./read-columns.ts";

interface Noted {
  readonly name: string;
  readonly detail: string;
}

interface Words {
  /** `a (1, 2, 3), b (…)`. */
  readonly columns: string;
  readonly first: Noted;
  readonly many: boolean;
}

const topics: Readonly<Record<RemarkTopic, (words: Words) => string>> = {
  index: ({ first }) =>
    `The first column has no name and counts the rows (${first.detail}, …): it is left out; ${option("columns", ["1"])} takes it.`,
  identifier: ({ columns, first, many }) =>
    `${columns} ${many ? "are taken for identifiers" : "is taken for an identifier"} and not learned; ${option("column", [`${first.name}=category`])} learns ${many ? "one" : "it"}.`,
  text: ({ columns, first, many }) =>
    `${columns} ${many ? "are" : "is"} text that hardly repeats, and not learned; ${option("column", [`${first.name}=category`])} learns ${many ? "one" : "it"}.`,
  partly: ({ columns, first, many }) => {
    const words = first.detail.split(", ");
    const way = / more$/.test(first.detail)
      ? "mend them, or leave them empty"
      : `${option("missing", [`${first.name}=${words.join("|")}`])} counts ${words.length > 1 ? "them" : "it"} as missing`;
    return `${columns} ${many ? "are" : "is"} not learned, as some values are no numbers: ${way}.`;
  },
  infinite: ({ columns, many }) =>
    `${columns} ${many ? "hold" : "holds"} no finite number, and ${many ? "are" : "is"} left out.`,
  nested: ({ columns, many }) =>
    `${columns} ${many ? "hold" : "holds"} objects or lists, and ${many ? "are" : "is"} left out: write what counts into ${many ? "columns" : "a column"} of ${many ? "their" : "its"} own.`,
  days: ({ columns, first, many }) =>
    `${columns} ${many ? "are" : "is"} read so, as no day is above 12; ${option("column", [`${first.name}=date:${first.detail.split(" ")[3]}`])} reads ${many ? "one" : "it"} the other way.`,
  "repeated id": ({ columns, first, many }) =>
    `${columns} ${many ? "are called ids and come" : "is called an id and comes"} again: ${many ? "they are categories" : "it is a category"}; ${option("column", [`${first.name}=integer`])} takes ${many ? "one" : "it"} as a number.`,
};

/** Sentences about all columns. */
export function readNotices({ columns }: KindedColumns): readonly string[] {
  const remarks = Object.entries(topics).flatMap(([topic, sentence]) => {
    const of = columns.flatMap(({ texts, as }): Noted[] =>
      as.remark?.topic === topic ? [{ name: texts.name, detail: as.remark.detail }] : [],
    );
    const [first] = of;
    if (!first) return [];
    const named = of.map(({ name, detail }) => (detail === "" ? name : `${name} (${detail})`));
    return [sentence({ columns: listed(named, 4), first, many: of.length > 1 })];
  });
  return [
    ...remarks,
    ...keptNotice(columns),
    ...constantsNotice(columns),
    ...gapTextsNotice(columns),
    ...numbersNotice(columns),
  ];
}

function keptNotice(columns: readonly KindedColumn[]): readonly string[] {
  const kept = columns.flatMap(({ texts, as }) =>
    texts.kept === undefined || as.kind === "constant" ? [] : [{ name: texts.name, word: texts.kept }],
  );
  const [first] = kept;
  if (!first) return [];
  const named = listed(
    kept.map(({ name, word }) => `${word} of ${name}`),
    4,
  );
  return [
    `${named} counts as a value, as it is the most frequent one; ${option("missing", [`${first.name}=${first.word}`])} counts it as missing.`,
  ];
}

function constantsNotice(columns: readonly KindedColumn[]): readonly string[] {
  const constants = columns.filter(({ as }) => as.kind === "constant");
  if (constants.length === 0) return [];
  const one = constants.length === 1;
  const named = constants.map(({ texts, as }) => `${texts.name} (${as.text === "" ? "empty" : short(as.text ?? "")})`);
  return [
    `${listed(named)} ${one ? "never changes, and is written as it is" : "never change, and are written as they are"} instead of learned.`,
  ];
}

/** Gaps that were written in several ways come out in one. */
function gapTextsNotice(columns: readonly KindedColumn[]): readonly string[] {
  const several = columns.filter(({ texts, as }) => as.numbers && texts.gapTexts.length > 1);
  if (several.length === 0) return [];
  const word = (text: string): string => (text === "" ? "nothing" : short(text));
  const named = several.map(({ texts: { name, gapTexts } }) => `${name} (${listed(gapTexts.map(word), 3)})`);
  return [`Gaps are written in several ways in ${listed(named, 4)}, and come out in the first one.`];
}

const numbersNotice = (columns: readonly KindedColumn[]): readonly string[] =>
  formNotices(
    columns.flatMap(({ texts, as }) =>
      as.form && as.numbers ? [{ name: texts.name, form: as.form, values: Float64Array.from(as.numbers) }] : [],
    ),
  );
