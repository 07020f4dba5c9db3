// Figures as tables in Markdown: means over the seeds.
import { asMarkdown } from "../table.mjs";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const text = (value, digits = 3) =>
  value === undefined || value === null || Number.isNaN(value) ? "–" : value.toFixed(digits);

/** Of several seeds the mean, and half of what lies between the ends where the last digit would not show it. */
function cell(values, digits = 3) {
  const known = values.filter((value) => typeof value === "number" && !Number.isNaN(value));
  if (known.length === 0) return "–";
  const half = (Math.max(...known) - Math.min(...known)) / 2;
  const spread = known.length > 1 && half >= 0.5 * 10 ** -digits ? ` ± ${text(half, digits)}` : "";
  return text(mean(known), digits) + spread;
}

/** Results of one system, a row for each seed. */
function grouped(results) {
  const groups = new Map();
  for (const result of results) groups.set(result.title, [...(groups.get(result.title) ?? []), result]);
  return [...groups];
}

function mainTable(results) {
  const columns = [
    "system",
    "CPU s",
    "quality",
    "shapes",
    "pairs",
    "strong pairs",
    "AUC",
    "F1",
    "two-sample",
    "validity",
    "nearer",
    "exact copies",
    "seeds",
  ];
  const rows = grouped(results).map(([title, seeds]) => {
    const of = (name, digits) =>
      cell(
        seeds.map(({ figures }) => figures[name]),
        digits,
      );
    return [
      title,
      cell(
        seeds.map(({ cpuSeconds }) => cpuSeconds),
        1,
      ),
      ...[
        "quality",
        "shapes",
        "pairs",
        "strongPairs",
        "boostingAuc",
        "boostingF1",
        "twoSample",
        "validity",
        "nearer",
      ].map((name) => of(name)),
      of("exactCopies", 4),
      String(seeds.length),
    ];
  });
  return asMarkdown({ columns, rows });
}

function structureTable(results) {
  const [first] = results;
  const { rules, zeros, gaps } = first.figures;
  const columns = [
    "system",
    ...rules.map(({ says }) => says),
    ...zeros.map(({ name }) => `${name} = 0`),
    ...gaps.map(({ name }) => `${name} missing`),
  ];
  const rows = grouped(results).map(([title, seeds]) => [
    title,
    ...rules.map((_, i) => cell(seeds.map(({ figures }) => figures.rules[i].kept))),
    ...zeros.map((_, i) => cell(seeds.map(({ figures }) => figures.zeros[i].share))),
    ...gaps.map((_, i) => cell(seeds.map(({ figures }) => figures.gaps[i].share))),
  ]);
  return asMarkdown({ columns, rows });
}

const conditionText = (condition) =>
  Object.entries(condition)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");

function conditionTable(results, definition) {
  const real = results.find(({ name }) => name === "real");
  const columns = [
    "system",
    ...definition.conditions.flatMap((condition) => [conditionText(condition), "rest of the row"]),
  ];
  const asked = results.filter(({ name, figures }) => name !== "real" && figures.conditions.some((found) => found));
  const rows = grouped(asked).map(([title, seeds]) => [
    title,
    ...definition.conditions.flatMap((_, i) => [
      cell(seeds.map(({ figures }) => figures.conditions[i]?.obey)),
      cell(seeds.map(({ figures }) => figures.conditions[i]?.rest)),
    ]),
  ]);
  if (!real) return asMarkdown({ columns, rows });
  const ends = real.figures.conditions;
  return asMarkdown({
    columns,
    rows: [
      ["held-out rows that have it", ...ends.flatMap(({ rows: count, rest }) => [`${count} rows`, text(rest)])],
      ["all held-out rows", ...ends.flatMap(({ share, ignoring }) => [text(share), text(ignoring)])],
      ...rows,
    ],
  });
}

const compared = [
  ["quality", "quality"],
  ["shapes", "shapes"],
  ["pairs", "pairs"],
  ["strongPairs", "strong pairs"],
  ["boostingAuc", "AUC of boosting"],
  ["linearAuc", "AUC of the linear model"],
  ["twoSample", "two-sample"],
  ["nearer", "nearer"],
];

/** How far this project's figures are from those of SDMetrics and scikit-learn, at most and in the mean. */
function agreement(results) {
  const both = results.filter(({ figures }) => figures.python);
  if (both.length === 0) return "";
  const rows = compared.flatMap(([name, title]) => {
    const apart = both
      .map(({ figures }) => Math.abs(figures[name] - figures.python[name]))
      .filter((value) => !Number.isNaN(value));
    if (apart.length === 0) return [];
    return [[title, text(Math.max(...apart), 4), text(mean(apart), 4), String(apart.length)]];
  });
  const says =
    "Differences between the figures of this project and those of SDMetrics 0.32.0 and scikit-learn on the same rows:";
  return `${says}\n\n${asMarkdown({ columns: ["figure", "largest", "mean", "tables"], rows })}`;
}

/** A section for each table, then how far both sides agree. */
export function pageOf(results, tables) {
  const sections = Object.entries(tables).flatMap(([name, definition]) => {
    const own = results.filter(({ table }) => table === name);
    if (own.length === 0) return [];
    const head = `### ${name}\n\n${definition.source}. Predicted: ${definition.target.name}.`;
    return [[head, mainTable(own), structureTable(own), conditionTable(own, definition)].join("\n\n")];
  });
  return `${[...sections, agreement(results)].filter((part) => part !== "").join("\n\n")}\n`;
}
