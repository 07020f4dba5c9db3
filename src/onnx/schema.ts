import protobuf from "protobufjs/light.js";

const INT64 = "int64";
const repeated = (type: string, id: number, packed = false) => ({
  rule: "repeated",
  type,
  id,
  ...(packed ? { options: { packed: true } } : {}),
});

/**
 * The part of onnx.proto3 (github.com/onnx/onnx) that we write and read: field names, types and numbers are the format.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: { type: INT64, id: 1 },
        producerName: { type: "string", id: 2 },
        producerVersion: { type: "string", id: 3 },
        modelVersion: { type: INT64, id: 5 },
        docString: { type: "string", id: 6 },
        graph: { type: "GraphProto", id: 7 },
        opsetImport: repeated("OperatorSetIdProto", 8),
        metadataProps: repeated("StringStringEntryProto", 14),
      },
    },
    OperatorSetIdProto: { fields: { domain: { type: "string", id: 1 }, version: { type: INT64, id: 2 } } },
    StringStringEntryProto: { fields: { key: { type: "string", id: 1 }, value: { type: "string", id: 2 } } },
    GraphProto: {
      fields: {
        node: repeated("NodeProto", 1),
        name: { type: "string", id: 2 },
        initializer: repeated("TensorProto", 5),
        docString: { type: "string", id: 10 },
        input: repeated("ValueInfoProto", 11),
        output: repeated("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: repeated("string", 1),
        output: repeated("string", 2),
        name: { type: "string", id: 3 },
        opType: { type: "string", id: 4 },
        attribute: repeated("AttributeProto", 5),
        docString: { type: "string", id: 6 },
        domain: { type: "string", id: 7 },
      },
    },
    AttributeProto: {
      fields: {
        name: { type: "string", id: 1 },
        f: { type: "float", id: 2 },
        i: { type: INT64, id: 3 },
        s: { type: "bytes", id: 4 },
        floats: repeated("float", 7, true),
        ints: repeated(INT64, 8, true),
        type: { type: "int32", id: 20 },
      },
    },
    TensorProto: {
      fields: {
        dims: repeated(INT64, 1, true),
        dataType: { type: "int32", id: 2 },
        name: { type: "string", id: 8 },
        rawData: { type: "bytes", id: 9 },
        dataLocation: { type: "int32", id: 14 },
      },
    },
    ValueInfoProto: { fields: { name: { type: "string", id: 1 }, type: { type: "TypeProto", id: 2 } } },
    TypeProto: {
      fields: { tensorType: { type: "TypeProtoTensor", id: 1 } },
      nested: {},
    },
    TypeProtoTensor: { fields: { elemType: { type: "int32", id: 1 }, shape: { type: "TensorShapeProto", id: 2 } } },
    TensorShapeProto: { fields: { dim: repeated("Dimension", 1) } },
    Dimension: { fields: { dimValue: { type: INT64, id: 1 }, dimParam: { type: "string", id: 2 } } },
  },
});

/** ONNX opset 18 belongs to IR version 8 (ONNX 1.13, 2022): new enough for every operator we use, old enough for every reader. */
export const OPSET = 18;
export const IR_VERSION = 8;

/** Codes of TensorProto.DataType. */
export const dataTypes = { float32: 1, uint8: 2, int64: 7, bool: 9, float16: 10, float64: 11 } as const;

/** Codes of AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

export interface NodeProto {
  readonly opType: string;
  /** Whose operator it is; ONNX's own where absent. */
  readonly domain?: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export type AttributeProto = { readonly name: string; readonly type: number } & (
  | { readonly f: number }
  | { readonly i: number }
  | { readonly s: Uint8Array }
  | { readonly ints: readonly number[] }
);

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
  /** 1 where the numbers lie in a file of their own, beside the model's. */
  readonly dataLocation?: number;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly Dimension[] } };
  };
}

/** A fixed length, or a name for one that is only known when the model runs, or not even that. */
type Dimension = { readonly dimValue: number } | { readonly dimParam: string } | Readonly<Record<never, never>>;

export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeProto[];
    readonly initializer: readonly TensorProto[];
    readonly input: readonly ValueInfoProto[];
    readonly output: readonly ValueInfoProto[];
  };
}

export const attribute = {
  float: (name: string, f: number): AttributeProto => ({ name, f, type: attributeTypes.float }),
  int: (name: string, i: number): AttributeProto => ({ name, i, type: attributeTypes.int }),
  string: (name: string, s: string): AttributeProto => ({
    name,
    s: new TextEncoder().encode(s),
    type: attributeTypes.string,
  }),
  ints: (name: string, ints: readonly number[]): AttributeProto => ({ name, ints, type: attributeTypes.ints }),
};

export function encodeModel(model: ModelProto): Uint8Array {
  const type = root.lookupType("ModelProto");
  return type.encode(type.fromObject(model)).finish();
}

/** The fields that were written, with integers as numbers. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const type = root.lookupType("ModelProto");
  return type.toObject(type.decode(bytes), { longs: Number, defaults: true }) as ModelProto;
}
