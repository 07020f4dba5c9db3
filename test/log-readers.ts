/** Readers of what is logged for other tools, made from the formats' descriptions and not from our writers. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Bit by bit. @param polynomial reversed. */
function crc(bytes: Uint8Array, polynomial: number): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? polynomial : 0);
  }
  return ~rest >>> 0;
}

/** TensorFlow's lib/hash/crc32c.h: rotated right by 15 bits, and a constant added. */
function masked(bytes: Uint8Array): number {
  const sum = BigInt(crc(bytes, 0x82f63b78));
  return Number((((sum >> 15n) | (sum << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

/** The records of a TFRecord file, up to one that is cut off. */
export function tfRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at + 12 <= file.length; ) {
    const length = view.getUint32(at, true);
    if (view.getUint32(at + 4, true) !== 0) throw new Error("a record of 4 GiB");
    if (view.getUint32(at + 8, true) !== masked(file.subarray(at, at + 8))) throw new Error(`length at ${at}`);
    if (at + 16 + length > file.length) break;
    const data = file.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 12 + length, true) !== masked(data)) throw new Error(`data at ${at}`);
    records.push(data);
    at += 16 + length;
  }
  return records;
}

const KINDS = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** The records of a .wandb file (LevelDB's log format), up to one that is cut off. */
export function wandbRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (new TextDecoder().decode(file.subarray(0, 4)) !== ":W&B" || view.getUint16(4, true) !== 0xbee1 || file[6] !== 0) {
    throw new Error("no .wandb file");
  }
  const records: Uint8Array[] = [];
  let parts: Uint8Array[] | undefined;
  for (let at = 7; ; ) {
    const left = 32_768 - (at % 32_768);
    if (left < 7) {
      if (file.subarray(at, at + left).some((byte) => byte !== 0)) throw new Error("a trailer that is not blank");
      at += left;
      continue;
    }
    if (at + 7 > file.length) break;
    const [sum, length, kind] = [view.getUint32(at, true), view.getUint16(at + 4, true), file[at + 6]];
    if (7 + length > left) throw new Error("a part that leaves its block");
    if (at + 7 + length > file.length) break;
    if (sum !== crc(file.subarray(at + 6, at + 7 + length), 0xedb88320)) throw new Error(`part at ${at}`);
    const begins = kind === KINDS.full || kind === KINDS.first;
    if (begins !== (parts === undefined)) throw new Error("parts out of order");
    parts = [...(parts ?? []), file.subarray(at + 7, at + 7 + length)];
    at += 7 + length;
    if (kind === KINDS.full || kind === KINDS.last) {
      records.push(Buffer.concat(parts));
      parts = undefined;
    }
  }
  return records;
}

type FieldValue = bigint | Uint8Array;

/** The fields of a protobuf message by number: varints and fixed numbers as integers of their bits, the rest as bytes. */
export function fieldsOf(message: Uint8Array): ReadonlyMap<number, readonly FieldValue[]> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const fields = new Map<number, FieldValue[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const take = (): FieldValue => {
      const wire = key & 7;
      if (wire === 0) return varint();
      if (wire === 1) {
        at += 8;
        return view.getBigUint64(at - 8, true);
      }
      if (wire === 5) {
        at += 4;
        return BigInt(view.getUint32(at - 4, true));
      }
      if (wire !== 2) throw new Error(`wire type ${wire}`);
      const length = Number(varint());
      at += length;
      return message.subarray(at - length, at);
    };
    const values = fields.get(key >> 3) ?? [];
    values.push(take());
    fields.set(key >> 3, values);
  }
  return fields;
}

type Fields = ReturnType<typeof fieldsOf>;
export const bytesAt = (fields: Fields, number: number): Uint8Array | undefined =>
  fields.get(number)?.[0] as Uint8Array | undefined;
export const messagesAt = (fields: Fields, number: number): Fields[] =>
  (fields.get(number) ?? []).map((bytes) => fieldsOf(bytes as Uint8Array));
export const textAt = (fields: Fields, number: number): string => new TextDecoder().decode(bytesAt(fields, number));
export const integerAt = (fields: Fields, number: number): number => Number(fields.get(number)?.[0] ?? 0n);

const bitsOf = (bits: bigint, length: 4 | 8): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits, true);
  return length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
};
export const doubleAt = (fields: Fields, number: number): number =>
  bitsOf((fields.get(number)?.[0] as bigint) ?? 0n, 8);
export const doublesAt = (fields: Fields, number: number): number[] => {
  const packed = bytesAt(fields, number) ?? new Uint8Array();
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
};

/** A value of an event file: a number, the bytes of a picture, or what a histogram or a tensor consists of. */
export interface Point {
  readonly tag: string;
  readonly step: number;
  /** In seconds. */
  readonly time: number;
  readonly number?: number;
  readonly picture?: Fields;
  readonly histogram?: Fields;
  readonly tensor?: Fields;
  readonly metadata?: Fields;
}

/** What TensorBoard shows of a folder: all files in the order of names, a START taking back what came before from its step on. */
export async function tensorboardPoints(folder: string): Promise<readonly Point[]> {
  let points: Point[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const [version, ...events] = tfRecords(await readFile(join(folder, name))).map(fieldsOf);
    if (!version || textAt(version, 3) !== "brain.Event:2") throw new Error("a file without its version");
    for (const event of events) {
      const step = integerAt(event, 2);
      const [session] = messagesAt(event, 7);
      if (session && integerAt(session, 1) === 1) points = points.filter((point) => point.step < step);
      for (const value of messagesAt(event, 5).flatMap((summary) => messagesAt(summary, 1))) {
        const simple = value.get(2)?.[0] as bigint | undefined;
        const [picture, histogram, tensor, metadata] = [4, 5, 8, 9].map((number) => messagesAt(value, number)[0]);
        points.push({
          tag: textAt(value, 1),
          step,
          time: doubleAt(event, 1),
          ...(simple === undefined ? {} : { number: bitsOf(simple, 4) }),
          ...(picture ? { picture } : {}),
          ...(histogram ? { histogram } : {}),
          ...(tensor ? { tensor } : {}),
          ...(metadata ? { metadata } : {}),
        });
      }
    }
  }
  return points;
}

/** A run of W&B as its file has it: rows of the history by name, the newest of each name, files, how it ended. */
export interface WandbRun {
  readonly id: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly summary: Readonly<Record<string, unknown>>;
  readonly files: readonly string[];
  readonly exit: number | undefined;
}

const itemsOf = (items: readonly Fields[]): Record<string, unknown> =>
  Object.fromEntries(
    items.map((item) => {
      const nested = (item.get(2) ?? []).map((part) => new TextDecoder().decode(part as Uint8Array));
      const name = nested.length > 0 ? nested.join(" > ") : textAt(item, 1);
      return [name, JSON.parse(textAt(item, 16)) as unknown];
    }),
  );

/** @param folder the `wandb/` that has one run. */
export async function wandbRun(folder: string): Promise<WandbRun> {
  const [offline = ""] = await readdir(folder);
  const id = offline.split("-").at(-1) ?? "";
  const records = wandbRecords(await readFile(join(folder, offline, `run-${id}.wandb`))).map(fieldsOf);
  if (records.some((record, i) => integerAt(record, 1) !== i + 1)) throw new Error("records out of order");
  const all = (number: number): Fields[] => records.flatMap((record) => messagesAt(record, number));
  const [run] = all(17);
  const [exit] = all(18);
  if (!run || all(21).length !== 1) throw new Error("no run, or no header");
  return {
    id: textAt(run, 1),
    name: textAt(run, 8),
    config: itemsOf(messagesAt(run, 4).flatMap((config) => messagesAt(config, 1))),
    rows: all(2).map((row) => itemsOf(messagesAt(row, 1))),
    summary: itemsOf(all(3).flatMap((summary) => messagesAt(summary, 1))),
    files: all(6).flatMap((files) => messagesAt(files, 1).map((file) => textAt(file, 1))),
    exit: exit && integerAt(exit, 1),
  };
}
