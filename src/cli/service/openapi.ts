/** The service described for programs: OpenAPI 3.1, made of what runs have and of the parameters that there are. */
import type { WrittenSource } from "../../inner.ts";
import { version } from "../version.ts";
import { type Format, formats } from "./format.ts";
import { mostSamples, type ServiceLimits } from "./limits.ts";
import { parametersOf, type Schema } from "./parameters.ts";
import { samplesPath } from "./paths.ts";
import type { ServedRun } from "./served-run.ts";

/** What a run has, with the step that is served. */
export interface DescribedRun {
  readonly run: ServedRun;
  readonly step: number;
}

/** Statuses of an answer without samples. */
const REFUSALS = {
  400: "What is asked for cannot be had.",
  404: "There is no such run.",
  406: "The run has no such form.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  429: "Too many requests wait; Retry-After says when to come again.",
  500: "Something is wrong here.",
  503: "It took too long, or the service ends.",
} as const;

export function openApi(runs: readonly DescribedRun[], limits: ServiceLimits): Schema {
  const single = runs.length === 1 ? runs[0] : undefined;
  return {
    openapi: "3.1.0",
    info: {
      title: `Samples of ${runs.map(({ run }) => run.name).join(", ")}`,
      version,
      description:
        "Draws samples from trained generators. The same run, step, seed and parameters give the same bytes, which are those of `saddlepoint sample`.",
    },
    servers: [{ url: "." }],
    paths: {
      ...(single ? { "/samples": samplesOf(single, limits, "samples") } : {}),
      ...Object.fromEntries(
        runs.map((described, i) => [
          samplesPath(described.run),
          samplesOf(described, limits, single ? "samplesByName" : `samples${i + 1}`),
        ]),
      ),
      "/runs": plain("runs", "What each run has", { type: "array", items: { type: "object" } }),
      "/health": plain("health", "Whether the service answers, and how many requests wait", { type: "object" }),
    },
    components: {
      schemas: {
        Problem: {
          type: "object",
          required: ["error"],
          properties: {
            error: { type: "string", description: "What was being done, expected and met, and a way on." },
          },
        },
      },
    },
  };
}

const plain = (operationId: string, summary: string, schema: Schema): Schema => ({
  get: { operationId, summary, responses: { 200: { description: summary, content: json(schema) } } },
});

const json = (schema: Schema): Schema => ({ "application/json": { schema } });

function samplesOf({ run, step }: DescribedRun, limits: ServiceLimits, operationId: string): Schema {
  const summary = `Samples of ${run.name} at step ${step}`;
  const all = parametersOf(run);
  const responses = {
    200: {
      description: summary,
      headers: {
        "Saddlepoint-Step": { description: "The step of the generator.", schema: { type: "integer" } },
        "Saddlepoint-Seed": { description: "The seed of the noise.", schema: { type: "integer" } },
        "Saddlepoint-Count": { description: "How many samples there are.", schema: { type: "integer" } },
        "Saddlepoint-Notice": {
          description: "What is to be said of them, percent-encoded.",
          schema: { type: "string" },
        },
      },
      content: Object.fromEntries(
        run.formats.map((format) => [formats[format].type, { schema: bodySchema(run, format, limits) }]),
      ),
    },
    ...Object.fromEntries(
      Object.entries(REFUSALS).map(([status, description]) => [
        status,
        { description, content: json({ $ref: "#/components/schemas/Problem" }) },
      ]),
    ),
  };
  return {
    get: {
      operationId,
      summary,
      parameters: all
        .filter(([, { bodyOnly }]) => bodyOnly !== true)
        .map(([name, parameter]) => ({
          name,
          in: "query",
          description: parameter.help,
          schema: parameter.several ? { type: "array", items: { type: "string" } } : parameter.schema(run, limits),
        })),
      responses,
    },
    post: {
      operationId: `${operationId}ByPost`,
      summary,
      requestBody: {
        required: true,
        content: json({
          type: "object",
          additionalProperties: false,
          properties: Object.fromEntries(
            all.map(([name, parameter]) => [name, { description: parameter.help, ...parameter.schema(run, limits) }]),
          ),
        }),
      },
      responses,
    },
  };
}

function bodySchema(run: ServedRun, format: Format, limits: ServiceLimits): Schema {
  if (format === "csv") return { type: "string" };
  if (format === "png") return { type: "string", contentMediaType: "image/png" };
  return { type: "array", maxItems: mostSamples(limits, run.size), items: sampleSchema(run) };
}

/** One sample in JSON. */
function sampleSchema({ kind, columns, size }: ServedRun): Schema {
  if (columns) {
    return {
      type: "object",
      required: columns.map(({ name }) => name),
      properties: Object.fromEntries(columns.map((column) => [column.name, valueSchema(column)])),
    };
  }
  if (kind !== "images") return { type: "object", additionalProperties: { type: "number" } };
  return {
    type: "object",
    required: ["shape", "pixels"],
    properties: {
      shape: { description: "Height, width, channels.", type: "array", items: { type: "integer" } },
      pixels: {
        description: "Bytes, pixel by pixel, row after row.",
        type: "array",
        minItems: size,
        maxItems: size,
        items: { type: "integer", minimum: 0, maximum: 255 },
      },
    },
  };
}

/** Levels that a description lists. */
const MOST_LEVELS = 50;

function valueSchema(column: WrittenSource): Schema {
  switch (column.from) {
    case "constant":
      return { const: column.constant.value ?? column.constant.text };
    case "made":
      return { type: ["string", "number"] };
    case "table": {
      const { kind, levels = [] } = column.facts;
      if (kind === "boolean") return { type: ["boolean", "null"] };
      if (kind === "number" || kind === "integer") return { type: [kind, "null"] };
      if (kind === "date") return { type: ["string", "null"] };
      return { type: ["string", "null"], ...(levels.length > MOST_LEVELS ? {} : { enum: [...levels, null] }) };
    }
  }
}
