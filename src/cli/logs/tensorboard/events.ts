/** Events as TensorBoard reads them: the part of its event.proto, summary.proto and the hparams plugin's that we write. */
import protobuf from "protobufjs/light.js";
import type { Histogram } from "./histogram.ts";
import { tfRecord } from "./tf-record.ts";

const repeated = (type: string, id: number, packed = false) => ({
  rule: "repeated",
  type,
  id,
  ...(packed ? { options: { packed: true } } : {}),
});
const field = (type: string, id: number) => ({ type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: field("double", 1),
        step: field("int64", 2),
        fileVersion: field("string", 3),
        summary: field("Summary", 5),
        sessionLog: field("SessionLog", 7),
      },
    },
    SessionLog: { fields: { status: field("int32", 1) } },
    Summary: { fields: { value: repeated("Value", 1) } },
    Value: {
      fields: {
        tag: field("string", 1),
        simpleValue: field("float", 2),
        image: field("Image", 4),
        histo: field("Histogram", 5),
        tensor: field("Tensor", 8),
        metadata: field("Metadata", 9),
      },
      // A number of 0 is written out all the same: without it a value would be none.
      oneofs: { value: { oneof: ["simpleValue", "image", "histo", "tensor"] } },
    },
    Metadata: { fields: { pluginData: field("PluginData", 1) } },
    PluginData: { fields: { pluginName: field("string", 1), content: field("bytes", 2) } },
    Image: {
      fields: {
        height: field("int32", 1),
        width: field("int32", 2),
        colorspace: field("int32", 3),
        encodedImageString: field("bytes", 4),
      },
    },
    Histogram: {
      fields: {
        min: field("double", 1),
        max: field("double", 2),
        num: field("double", 3),
        sum: field("double", 4),
        sumSquares: field("double", 5),
        bucketLimit: repeated("double", 6, true),
        bucket: repeated("double", 7, true),
      },
    },
    Tensor: {
      fields: {
        dtype: field("int32", 1),
        tensorShape: field("TensorShape", 2),
        floatVal: repeated("float", 5, true),
        stringVal: repeated("bytes", 8),
      },
    },
    TensorShape: { fields: { dim: repeated("Dim", 2) } },
    Dim: { fields: { size: field("int64", 1) } },
    HParams: { fields: { version: field("int32", 1), sessionStartInfo: field("SessionStart", 3) } },
    SessionStart: {
      fields: {
        hparams: repeated("Named", 1),
        groupName: field("string", 4),
        startTimeSecs: field("double", 5),
      },
    },
    // A map of the schema: entries of name and value.
    Named: { fields: { key: field("string", 1), value: field("Setting", 2) } },
    Setting: {
      fields: { numberValue: field("double", 2), stringValue: field("string", 3), boolValue: field("bool", 4) },
      oneofs: { kind: { oneof: ["numberValue", "stringValue", "boolValue"] } },
    },
  },
});

const encode = (type: string, message: object): Uint8Array => {
  const known = root.lookupType(type);
  return known.encode(known.fromObject(message)).finish();
};

/** What stands in a summary, under a name. */
export type Value = { readonly tag: string; readonly metadata?: object } & (
  | { readonly simpleValue: number }
  | { readonly image: object }
  | { readonly histo: Histogram }
  | { readonly tensor: object }
);

/** The beginning of a file. */
export const versionEvent = (wallTime: number): Uint8Array =>
  tfRecord(encode("Event", { wallTime, fileVersion: "brain.Event:2" }));

const START = 1;

/** Tells readers that what files before this one have from `step` on is no longer so. */
export const startEvent = (wallTime: number, step: number): Uint8Array =>
  tfRecord(encode("Event", { wallTime, step, sessionLog: { status: START } }));

/** @param wallTime in seconds since 1970. */
export const summaryEvent = (wallTime: number, step: number, value: readonly Value[]): Uint8Array =>
  tfRecord(encode("Event", { wallTime, step, summary: { value } }));

export const scalar = (tag: string, simpleValue: number): Value => ({ tag, simpleValue });

const RGB = 3;

/** A PNG file: its sides stand in its first chunk. */
export function image(tag: string, png: Uint8Array): Value {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { tag, image: { width, height, colorspace: RGB, encodedImageString: png } };
}

export const histogram = (tag: string, histo: Histogram): Value => ({ tag, histo });

const [FLOAT, STRING] = [1, 7];

/** Markdown. */
export const text = (tag: string, markdown: string): Value => ({
  tag,
  metadata: { pluginData: { pluginName: "text" } },
  tensor: {
    dtype: STRING,
    tensorShape: { dim: [{ size: 1 }] },
    stringVal: [new TextEncoder().encode(markdown)],
  },
});

/** The settings of a run, for the tab that compares runs by them. */
export function settings(
  of: ReadonlyMap<string, string | number | boolean>,
  { name, began }: { readonly name: string; readonly began: number },
): Value {
  const hparams = [...of].map(([key, value]) => ({
    key,
    value:
      typeof value === "number"
        ? { numberValue: value }
        : typeof value === "boolean"
          ? { boolValue: value }
          : { stringValue: value },
  }));
  const content = encode("HParams", { sessionStartInfo: { hparams, groupName: name, startTimeSecs: began } });
  return {
    tag: "_hparams_/session_start_info",
    metadata: { pluginData: { pluginName: "hparams", content } },
    // The plugin reads its content; a tensor has to stand beside it.
    tensor: { dtype: FLOAT, tensorShape: {}, floatVal: [0] },
  };
}
