import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readParquetTable } from "./read-table.ts";

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(base64, "base64"));

/**
 * Four rows by pyarrow 26: n int64, f float32, price decimal(9, 2), on, kind, day, at in microseconds, time, list of integers; a gap
 * in each; kind and f compressed by gzip, the others by Snappy.
 */
const TYPES = bytesOf(
  "UEFSMRUEFTAVLkwVBhUAEgAAGAQBAAkBPAIAAAAAAAAABAAAAAAAAAAVABUUFRgsFQgVEBUGFQYcAAAACiQCAAAAAwsCAyQAFQQVIBVGTBUIFQ" +
    "ASAAAfiwgAAAAAAAIDO3vmjC0DQ4MdA8OBeiDeDwD3NikEEAAAABUAFRQVPCwVCBUQFQYVBhwAAAAfiwgAAAAAAAIDY2JgYOBgZGJ+wgAArFMR" +
    "pAoAAAAVBBUYFRxMFQYVABIAAAwsAAAE0gAAAAr///4MFQAVFBUYLBUIFRAVBhUGHAAAAAokAgAAAAMLAgMkABUAFQ4VEiwVCBUAFQYVBhwAAA" +
    "AHGAIAAAADBwUVBBUcFUBMFQQVABIAAB+LCAAAAAAAAgNjZmBgKEpNYQZSBgbmAOIPS28OAAAAFQAVEhU6LBUIFRAVBhUGHAAAAB+LCAAAAAAA" +
    "AgNjYmBgYGZnZGYCAJkmadYJAAAAFQQVGBUcTBUGFQASAAAMLClNAAD/////Rk0AABUAFRQVGCwVCBUQFQYVBhwAAAAKJAIAAAADCwIDJAAVBB" +
    "UwFTRMFQYVABIAABhcAMgi8ToQBgBAE2/xOhAGAABgXo8yEAYAFQAVFBUYLBUIFRAVBhUGHAAAAAokAgAAAAMHAgMkABUEFTAVNEwVBhUAEgAA" +
    "GFwAlnr2BwAAAMAdyB0UAAAAAAAAAAAAAAAVABUUFRgsFQgVEBUGFQYcAAAACiQCAAAAAwsCAyQAFQQVMBUuTBUGFQASAAAYBAEACQE8AgAAAA" +
    "AAAAADAAAAAAAAABUAFSIVJiwVChUQFQYVBhwAAAARQAIAAAADAgMAAAADPwECAyQAFQQZzDUAGAZzY2hlbWEVEgAVBCUCGAFuABUIJQIYAWYA" +
    "FQ4VCBUCGAVwcmljZSUKFQQVEixcFQQVEgAAABUAJQIYAm9uABUMJQIYBGtpbmQlAEwcAAAAFQIlAhgDZGF5JQxMbAAAABUEJQIYAmF0JRRMjB" +
    "IcLAAAAAAAFQQlAhgEdGltZWx8EhwsAAAAAAA1AhgEbGlzdBUCFQZMPAAAADUEGARsaXN0FQIAFQQlAhgHZWxlbWVudAAWCBkcGZwmABwVBBk1" +
    "AAYQGRgBbhUCFggWhgEWiAEmUiYIKSwVBBUAFQIAFQAVEBUCADwpBhkmAgYAAAAmABwVCBk1AAYQGRgBZhUEFggWdhbEASbyASaQASksFQQVAB" +
    "UCABUAFRAVAgA8KQYZJgAIAAAAJgAcFQ4ZNQAGEBkYBXByaWNlFQIWCBZuFnYmjAMm1AIpLBUEFQAVAgAVABUQFQIAPCkGGSYCBgAAACYAHBUA" +
    "GSUGABkYAm9uFQIWCBY0FjgmygNJHBUAFQAVAgA8KQYZJgIGAAAAJgAcFQwZNQAGEBkYBGtpbmQVBBYIFnAWvAEm3gQmggQpLBUEFQAVAgAVAB" +
    "UQFQIAPBYSGQYZJgIGAAAAJgAcFQIZNQAGEBkYA2RheRUCFggWbhZ2JvYFJr4FKSwVBBUAFQIAFQAVEBUCADwpBhkmAgYAAAAmABwVBBk1AAYQ" +
    "GRgCYXQVAhYIFoYBFo4BJoQHJrQGKSwVBBUAFQIAFQAVEBUCADwpBhkmAgYAAAAmABwVBBk1AAYQGRgEdGltZRUCFggWhgEWjgEmkggmwgcpLB" +
    "UEFQAVAgAVABUQFQIAPCkGGSYCBgAAACYAHBUEGTUABhAZOARsaXN0BGxpc3QHZWxlbWVudBUCFgoWlAEWlgEmmgkm0AgpLBUEFQAVAgAVABUQ" +
    "FQIAPCkmCAIZRgICAAYAAAAWnAgWCCYIFt4JACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZnBwAABwAABwAABwAABwAABwAAB" +
    "wAABwAABwAAAARAwAAUEFSMQ==",
);
/** Its column n alone, compressed by Zstandard. */
const ZSTD = bytesOf(
  "UEFSMRUEFTAVOkwVBhUAEgAAKLUv/SAYpQAAYAEAAgAEAAAAAAAAAAIAYOABYAEVABUUFSYsFQgVEBUGFQYcAAAAKLUv/SAKUQAAAgAAAAMLAg" +
    "MkABUEGSw1ABgGc2NoZW1hFQIAFQQlAhgBbgAWCBkcGRwmABwVBBk1AAYQGRgBbhUMFggWhgEWogEmXiYIKSwVBBUAFQIAFQAVEBUCADwpBhkm" +
    "AgYAAAAWhgEWCCYIFqIBACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAACIAAAAUEFSMQ==",
);

describe("a Parquet file", () => {
  it("is read with the types that it states", async () => {
    const { table, columns, notices } = await readParquetTable("t.parquet", TYPES);
    expect(table.rows).toBe(4);
    expect(columns.map(({ name, kind, gaps }) => [name, kind, gaps])).toEqual([
      ["n", "integer", 1],
      ["f", "number", 1],
      ["price", "number", 1],
      ["on", "boolean", 1],
      ["kind", "category", 1],
      ["day", "date", 1],
      ["at", "date", 1],
      ["time", "date", 1],
      ["list", "ignored", 1],
    ]);
    const values = Object.fromEntries(table.columns.map((column) => [column.name, [...column.values]]));
    expect(values).toEqual({
      n: [1, 2, Number.NaN, 4],
      f: [0.1, 0.25, Number.NaN, -1.5],
      price: [12.34, 0.1, Number.NaN, -5],
      on: [1, 0, 1, Number.NaN],
      kind: [0, 1, 0, Number.NaN],
      day: [Date.UTC(2024, 0, 31), Date.UTC(1969, 11, 31), Number.NaN, Date.UTC(2024, 1, 29)],
      at: [Date.UTC(2024, 0, 31, 10), Date.UTC(2024, 0, 31, 10, 0, 5), Date.UTC(2024, 0, 31), Number.NaN],
      time: [34_200_000, 86_399_000, Number.NaN, 0],
    });
    expect(table.columns.map(({ levels, dateForm }) => levels ?? dateForm?.pattern)).toEqual([
      undefined,
      undefined,
      undefined,
      ["false", "true"],
      // Text in the file is text, whatever it looks like.
      ["red", "007"],
      "YYYY-MM-DD",
      "YYYY-MM-DD HH:mm:ss",
      "HH:mm:ss",
    ]);
    expect(notices.join()).toMatch(/list \(.*\) holds objects or lists, and is left out/);
  });

  it("of another compression is refused by its name", async () => {
    await expect(readParquetTable("t.parquet", ZSTD)).rejects.toThrow(
      /expected columns compressed by SNAPPY or GZIP, or not at all, but got ZSTD\. Write it anew/,
    );
  });

  it("that is cut off or damaged is refused in words, wherever it is", async () => {
    for (let length = 0; length < TYPES.length; length += 13) {
      await expect(readParquetTable("t.parquet", TYPES.slice(0, length))).rejects.toThrow(
        /^reading t\.parquet as Parquet: /,
      );
    }
    for (let at = 0; at < TYPES.length; at += 7) {
      const damaged = TYPES.slice();
      damaged[at] = (damaged[at] as number) ^ 0xff;
      // What is damaged within a page of numbers may still be read, as other numbers.
      await readParquetTable("t.parquet", damaged).catch((error: unknown) => {
        expect((error as Error).message).toMatch(/^reading t\.parquet/);
      });
    }
  });

  it("is left without the index that pandas wrote", async () => {
    const file = parquetWriteBuffer({
      columnData: [
        { name: "a", data: Array.from({ length: 20 }, (_, i) => (i % 7) + 0.5), type: "DOUBLE" },
        { name: "__index_level_0__", data: Array.from({ length: 20 }, (_, i) => i), type: "INT32" },
      ],
    });
    const { columns } = await readParquetTable("t.parquet", new Uint8Array(file));
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "number"],
      ["__index_level_0__", "ignored"],
    ]);
  });
});
