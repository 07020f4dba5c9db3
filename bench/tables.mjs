// Generated tables of this project, of CTGAN and of baselines on three public tables, by the same figures.
// npm run build && node bench/tables.mjs --help. What is finished is kept in bench/.cache/tables and not repeated.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure, measureReal } from "./tables/measure.mjs";
import { readOptions } from "./tables/options.mjs";
import { pageOf } from "./tables/page.mjs";
import { cache, published, runPython } from "./tables/place.mjs";
import { setup } from "./tables/setup.mjs";
import { CONDITION_ROWS, makeRows, settingsOf } from "./tables/systems.mjs";
import { tables } from "./tables/tables.mjs";

const options = readOptions(process.argv.slice(2));
if (options?.setup) {
  const problems = setup();
  console.log(problems.length > 0 ? problems.join("\n") : "Everything is there.");
  process.exitCode = problems.length > 0 ? 1 : 0;
} else if (options) {
  await main(options);
}

async function main({ tables: names, systems, seeds, data = published, python, again, json, markdown }) {
  const results = [];
  for (const name of names) {
    const place = prepare(name, data);
    results.push(...(await ofReal(name, place, { python, again })));
    for (const system of systems)
      for (const seed of seeds) results.push(...(await ofSystem(name, place, system, seed)));
  }
  const page = pageOf(results, tables);
  console.log(`\n${page}`);
  if (json) writeFileSync(json, JSON.stringify(results, undefined, 1));
  if (markdown) writeFileSync(markdown, page);
}

/** The split of a table, made once: the files that all systems read. */
function prepare(name, data) {
  const definition = tables[name];
  const folder = join(cache, name);
  const files = { training: join(folder, "train.csv"), heldOut: join(folder, "test.csv") };
  const task = join(folder, "task.json");
  mkdirSync(folder, { recursive: true });
  const { columns, target, conditions } = definition;
  writeFileSync(task, JSON.stringify({ columns, target, conditions, conditionRows: CONDITION_ROWS }));
  if (!existsSync(files.heldOut)) {
    const source = join(data, definition.file);
    const found = createHash("md5").update(readFileSync(source)).digest("hex");
    if (found !== definition.md5) {
      throw new Error(
        `reading ${source}: expected the published table (MD5 ${definition.md5}); came another, ${found}.`,
      );
    }
    runPython("tables_split.py", task, source, folder);
  }
  return { definition, folder, files, task };
}

/** A result that is kept, or is made now. */
async function kept(file, again, make) {
  if (!again && existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = await make();
  writeFileSync(file, JSON.stringify(made));
  return JSON.parse(JSON.stringify(made));
}

async function ofReal(table, { definition, folder, files, task }, { python, again }) {
  const figures = await kept(join(folder, "real.json"), again, () => {
    console.log(`${table}: real rows`);
    return measureReal({ task, files, definition, python });
  });
  return [{ table, name: "real", title: "real: held-out rows", seed: 0, figures }];
}

async function ofSystem(table, { definition, folder, files, task }, system, seed) {
  const settings = settingsOf(system, options);
  const own = join(folder, [system, ...settings.split(/[^\w.]+/), seed].filter((part) => part !== "").join("-"));
  mkdirSync(own, { recursive: true });
  const outputs = await kept(join(own, "outputs.json"), false, async () => {
    console.log(`${table}: ${system} ${settings}, seed ${seed}`);
    const rows = readFileSync(files.training, "utf8").trim().split("\n").length - 1;
    const request = {
      definition,
      task,
      training: files.training,
      rows,
      folder: own,
      tableFolder: folder,
      seed,
      options,
    };
    return makeRows(system, request);
  });
  const results = [];
  for (const output of outputs) {
    const figures = await kept(join(own, `${output.name}-figures.json`), options.again, () =>
      measure({ task, files, output, definition, python: options.python }),
    );
    results.push({ table, seed, settings, ...output, figures });
  }
  return results;
}
