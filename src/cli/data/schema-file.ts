/** schema.json: what the columns of a table are, as a file beside it. */
import { checkTableSchema, parseJson, problem, type TableSchema } from "../../inner.ts";
import { writeWhole } from "../files/writing.ts";
import { readText } from "./reading.ts";
import type { DataRequest } from "./request.ts";

/** The request with what its schema says in the place of the path: a run keeps it, whatever becomes of the file. */
export async function withSchema<R extends DataRequest>(request: R): Promise<R> {
  const { schema } = request.options;
  if (typeof schema !== "string") return request;
  return { ...request, options: { ...request.options, schema: await readSchema(schema) } };
}

export async function readSchema(path: string): Promise<TableSchema> {
  const doing = `reading schema ${path}`;
  const text = await readText(path, "record");
  let given: unknown;
  try {
    given = parseJson(text);
  } catch (cause) {
    throw problem({
      doing,
      expected: "JSON",
      came: (cause as Error).message,
      next: "describe --schema writes one.",
      cause,
    });
  }
  return checkTableSchema(given, doing);
}

export const writeSchema = (path: string, schema: TableSchema): Promise<void> =>
  writeWhole(path, `${JSON.stringify(schema, null, 2)}\n`);
