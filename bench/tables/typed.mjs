// CSV files of the benchmark as typed tables, and back: of every system the same reader, which guesses nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A table of the columns of `definition`, in their order; an empty field is a gap. */
export function readTyped(file, { columns }) {
  const [names, ...rows] = parse(readFileSync(file, "utf8"), { bom: true });
  const typed = Object.entries(columns).map(([name, kind]) => {
    const place = names.indexOf(name);
    if (place < 0) throw new Error(`reading ${file}: expected a column ${name}; came ${names.join(", ")}.`);
    return typedColumn(
      name,
      kind,
      rows.map((row) => row[place]),
    );
  });
  return { columns: typed, rows: rows.length };
}

const readers = {
  category(texts) {
    const places = new Map();
    for (const text of texts) if (text !== "" && !places.has(text)) places.set(text, places.size);
    return { levels: [...places.keys()], parse: (text) => places.get(text) };
  },
  date(texts) {
    const day = texts.every((text) => text === "" || DAY.test(text));
    return {
      dateForm: day
        ? { pattern: "YYYY-MM-DD", resolution: "day" }
        : { pattern: "YYYY-MM-DDTHH:mm:ssZ", resolution: "second" },
      parse: (text) => Date.parse(day ? `${text}T00:00:00Z` : text),
    };
  },
  integer: () => ({ form: { decimals: 0 }, parse: Number }),
  number(texts) {
    const decimals = texts.map((text) => (/\.(\d+)/.exec(text)?.[1] ?? "").length);
    return { form: { decimals: decimals.reduce((most, count) => Math.max(most, count), 0) }, parse: Number };
  },
};

function typedColumn(name, kind, texts) {
  const { parse: parsed, ...rest } = readers[kind](texts);
  const values = Float64Array.from(texts, (text) => (text === "" ? Number.NaN : parsed(text)));
  // A column that has no gaps cannot have one.
  return { name, kind, values, ...(values.some(Number.isNaN) ? { gap: "" } : {}), ...rest };
}

/** A value as it stands in a file. */
export function textOf({ kind, levels, form, dateForm }, value) {
  if (Number.isNaN(value)) return "";
  if (kind === "category") return levels[value];
  if (kind !== "date") return String(Number(value.toFixed(form?.decimals ?? 15)));
  const text = new Date(value).toISOString();
  return dateForm.resolution === "day" ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function writeTyped(file, { columns, rows }) {
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  for (let row = 0; row < rows; row++) {
    lines.push(columns.map((column) => quoted(textOf(column, column.values[row]))).join(","));
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
}
