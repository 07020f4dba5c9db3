/** Records of a .wandb file: the part of wandb_internal.proto that we write. */
import protobuf from "protobufjs/light.js";

const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });
const field = (type: string, id: number) => ({ type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    Record: {
      fields: {
        num: field("int64", 1),
        history: field("History", 2),
        summary: field("Items", 3),
        files: field("Files", 6),
        run: field("Run", 17),
        exit: field("Exit", 18),
        header: field("Header", 21),
      },
    },
    Header: { fields: { versionInfo: field("VersionInfo", 1) } },
    VersionInfo: { fields: { producer: field("string", 1), minConsumer: field("string", 2) } },
    Run: {
      fields: {
        runId: field("string", 1),
        project: field("string", 3),
        config: field("Items", 4),
        displayName: field("string", 8),
        startTime: field("Timestamp", 17),
      },
    },
    Timestamp: { fields: { seconds: field("int64", 1), nanos: field("int32", 2) } },
    Items: { fields: { update: repeated("Item", 1) } },
    History: { fields: { item: repeated("Item", 1), step: field("Step", 2) } },
    Step: { fields: { num: field("int64", 1) } },
    Item: { fields: { key: field("string", 1), nestedKey: repeated("string", 2), valueJson: field("string", 16) } },
    Files: { fields: { files: repeated("File", 1) } },
    File: { fields: { path: field("string", 1) } },
    Exit: { fields: { exitCode: field("int32", 1), runtime: field("int32", 2) } },
  },
});
const known = root.lookupType("Record");

/** One of the kinds of record, as the schema's fields say it. */
export type Content =
  | { readonly header: object }
  | { readonly run: object }
  | { readonly history: object }
  | { readonly summary: object }
  | { readonly files: object }
  | { readonly exit: object };

/** @param num from 1 on. */
export const encodeRecord = (num: number, content: Content): Uint8Array =>
  known.encode(known.fromObject({ num, ...content })).finish();

/** What a run logs at a step, by name: numbers, texts, objects. */
export type Values = Readonly<Record<string, unknown>>;

/** Objects are named part by part, as W&B's own writer does it. */
function itemsOf(values: Values, above: readonly string[] = []): object[] {
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? itemsOf(value as Values, [...above, key])
      : [{ nestedKey: [...above, key], valueJson: JSON.stringify(value) }],
  );
}

export const history = (step: number, values: Values): Content => ({
  history: { item: itemsOf(values), step: { num: step } },
});

export const summary = (values: Values): Content => ({ summary: { update: itemsOf(values) } });

export const files = (path: string): Content => ({ files: { files: [{ path }] } });

/** The oldest version of W&B that reads what we write, by its own numbers. */
const MIN_CONSUMER = "0.40.0";

export const header = (producer: string): Content => ({
  header: { versionInfo: { producer, minConsumer: MIN_CONSUMER } },
});

/** What a run is called, and what it was begun with. */
export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly created: Date;
  readonly config: Values;
}

export const run = ({ id, name, created, config }: RunFacts): Content => ({
  run: {
    runId: id,
    project: "saddlepoint",
    displayName: name,
    startTime: { seconds: Math.floor(created.getTime() / 1000), nanos: 1e6 * (created.getTime() % 1000) },
    config: { update: Object.entries(config).map(([key, value]) => ({ key, valueJson: JSON.stringify(value) })) },
  },
});

export const exit = (exitCode: number, seconds: number): Content => ({
  exit: { exitCode, runtime: Math.round(seconds) },
});
