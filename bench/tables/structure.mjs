// What holds within rows: rules between columns, exact zeros, gaps, and what rows under a condition are like.
import { textOf } from "./typed.mjs";

/** Distinct values up to which a number counts as a category where rows under a condition are compared. */
const FEW = 32;

const columnOf = ({ columns }, name) => columns.find((column) => column.name === name);

/** Values of a row by column name: texts of categories, numbers of all else. */
function rowReader({ columns }) {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return (row) => (name) => {
    const { kind, levels, values } = byName.get(name);
    if (kind !== "category") return values[row];
    return Number.isNaN(values[row]) ? "" : levels[values[row]];
  };
}

const shareOf = (rows, holds) => {
  let count = 0;
  for (let row = 0; row < rows; row++) if (holds(row)) count++;
  return count / rows;
};

/** For each rule the share of rows that keep it. A pair breaks it where training rows have its first part, and all with another second. */
export function rulesKept(table, training, rules) {
  const read = rowReader(table);
  return rules.map(({ says, holds, pair }) => {
    if (holds) return { says, kept: shareOf(table.rows, (row) => holds(read(row))) };
    const [from, to] = pair;
    const keyOf = (of) => JSON.stringify(from.map(of));
    const inTraining = rowReader(training);
    const seen = new Map();
    for (let row = 0; row < training.rows; row++) {
      const of = inTraining(row);
      const key = keyOf(of);
      if (!seen.has(key)) seen.set(key, new Set());
      seen.get(key).add(of(to));
    }
    const keeps = (of) => seen.get(keyOf(of))?.has(of(to)) ?? true;
    return { says, kept: shareOf(table.rows, (row) => keeps(read(row))) };
  });
}

export const zeroShares = (table, names) =>
  names.map((name) => ({ name, share: shareOf(table.rows, (row) => columnOf(table, name).values[row] === 0) }));

export const gapShares = (table, names) =>
  names.map((name) => ({ name, share: shareOf(table.rows, (row) => Number.isNaN(columnOf(table, name).values[row])) }));

/** Whether a row has the values of a condition. */
function obeys(table, condition) {
  const tests = Object.entries(condition).map(([name, text]) => {
    const column = columnOf(table, name);
    if (column.kind !== "category") return (row) => column.values[row] === Number(text);
    const level = column.levels.indexOf(text);
    return (row) => column.values[row] === level;
  });
  return (row) => tests.every((test) => test(row));
}

/** The rows of a condition. */
export function rowsUnder(table, condition) {
  const holds = obeys(table, condition);
  return Array.from({ length: table.rows }, (_, row) => row).filter(holds);
}

/** Shares of a column's values among some rows, by their texts. */
function sharesOf(column, rows) {
  const shares = new Map();
  for (const row of rows) {
    const text = textOf(column, column.values[row]);
    shares.set(text, (shares.get(text) ?? 0) + 1 / rows.length);
  }
  return shares;
}

/** Mean over the other columns of few values of 1 − the total variation between some rows and those of the training table. */
function restOf(table, rows, training, reference, condition) {
  const names = training.columns
    .filter(({ name, kind, values }) => !(name in condition) && (kind === "category" || new Set(values).size <= FEW))
    .map(({ name }) => name);
  const alike = names.map((name) => {
    const [real, made] = [sharesOf(columnOf(training, name), reference), sharesOf(columnOf(table, name), rows)];
    const texts = new Set([...real.keys(), ...made.keys()]);
    const distance = [...texts].reduce((sum, text) => sum + Math.abs((real.get(text) ?? 0) - (made.get(text) ?? 0)), 0);
    return 1 - distance / 2;
  });
  return alike.reduce((sum, value) => sum + value, 0) / alike.length;
}

/**
 * Of rows that were drawn for a condition: the share that obeys, and what the rest of them is like, by blocks of `block` rows, so
 * that it can be compared with as many held-out rows.
 */
export function underCondition(table, training, condition, block) {
  const holds = obeys(table, condition);
  const reference = rowsUnder(training, condition);
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const blocks = Math.max(1, Math.floor(table.rows / block));
  const rest = Array.from({ length: blocks }, (_, i) =>
    restOf(table, rows.slice(i * block, (i + 1) * block), training, reference, condition),
  );
  return { obey: rows.filter(holds).length / table.rows, rest: rest.reduce((sum, value) => sum + value, 0) / blocks };
}

/** The same of held-out rows: those that have it, and all of them, as a table that ignores the condition would give. */
export function heldOutUnder(heldOut, training, condition) {
  const own = rowsUnder(heldOut, condition);
  const reference = rowsUnder(training, condition);
  const all = Array.from({ length: heldOut.rows }, (_, row) => row);
  const blocks = Math.max(1, Math.floor(all.length / own.length));
  // Blocks of as many rows as have it: fewer rows look further from any distribution.
  const ignoring = Array.from({ length: blocks }, (_, i) =>
    restOf(
      heldOut,
      all.filter((row) => row % blocks === i),
      training,
      reference,
      condition,
    ),
  );
  return {
    rows: own.length,
    share: own.length / heldOut.rows,
    rest: restOf(heldOut, own, training, reference, condition),
    ignoring: ignoring.reduce((sum, value) => sum + value, 0) / blocks,
  };
}
