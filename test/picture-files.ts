/** Pictures whose pixels are not bytes, written by the letter of their formats. */
import { crc32, deflateSync } from "node:zlib";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A PNG of one channel with 16 bits, or whatever `data` are said to be (the header alone is written). */
export function greyPng(width: number, height: number, values: readonly number[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([16, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 2 * width));
  values.forEach((value, i) => {
    const row = Math.floor(i / width);
    rows.writeUInt16BE(value, row * (1 + 2 * width) + 1 + 2 * (i % width));
  });
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const FORMATS = { uint: 1, int: 2, float: 3 } as const;

/** An uncompressed TIFF of one channel: one strip, samples of 8 to 64 bits. */
export function greyTiff(
  width: number,
  height: number,
  values: readonly number[],
  { kind = "float", bits = 32 }: { kind?: keyof typeof FORMATS; bits?: 8 | 16 | 32 | 64 } = {},
): Buffer {
  const [entries, start] = [10, 8 + 2 + 10 * 12 + 4];
  const file = Buffer.alloc(start + (values.length * bits) / 8);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries, 8);
  const tags: readonly (readonly [tag: number, value: number])[] = [
    [256, width],
    [257, height],
    [258, bits],
    [259, 1], // not compressed
    [262, 1], // 0 is black
    [273, start],
    [277, 1],
    [278, height],
    [279, file.length - start],
    [339, FORMATS[kind]],
  ];
  tags.forEach(([tag, value], i) => {
    const at = 10 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(4, at + 2); // 32-bit integers
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  values.forEach((value, i) => {
    const at = start + (i * bits) / 8;
    if (kind === "float") bits === 64 ? file.writeDoubleLE(value, at) : file.writeFloatLE(value, at);
    else if (kind === "int") file.writeIntLE(value, at, bits / 8);
    else file.writeUIntLE(value, at, bits / 8);
  });
  return file;
}
