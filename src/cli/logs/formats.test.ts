import { describe, expect, it } from "vitest";
import { fieldsOf, tfRecords, wandbRecords } from "../../../test/log-readers.ts";
import { crc32c } from "./tensorboard/crc32c.ts";
import { histogramOf } from "./tensorboard/histogram.ts";
import { tfRecord } from "./tensorboard/tf-record.ts";
import { createBlocks } from "./wandb/blocks.ts";
import { encodeRecord, exit } from "./wandb/records.ts";

describe("CRC-32C", () => {
  it.each<[string, Uint8Array, number]>([
    ["32 bytes of 0", new Uint8Array(32), 0x8a9136aa],
    ["32 bytes of 255", new Uint8Array(32).fill(255), 0x62a8ab43],
    ["0 to 31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ["31 to 0", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ["123456789", new TextEncoder().encode("123456789"), 0xe3069283],
    ["nothing", new Uint8Array(), 0],
  ])("of %s is what RFC 3720 and others' catalogues say", (_, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });
});

const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 7)) & 255);

/** Long arrays are compared faster as texts. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

describe("a record of an event file", () => {
  it("is found again, and one that a kill cut off ends the file", () => {
    const parts = [0, 1, 7, 1000, 40_000].map(noise);
    const file = Buffer.concat(parts.map(tfRecord));
    expect(tfRecords(file).map(textOf)).toEqual(parts.map(textOf));
    expect(tfRecords(file.subarray(0, file.length - 3)).map(textOf)).toEqual(parts.slice(0, -1).map(textOf));
  });
});

describe("records in blocks", () => {
  // 7 bytes of header before the first; where a header alone, or not even that, is left of a block.
  const whole = 32_768 - 7 - 7;
  it.each([
    ["of all lengths", [0, 1, 100, 32_761, 32_762, 70_000, 5]],
    ["that leave no room for a header", [whole - 6, 10, 10]],
    ["that leave room for a header alone", [whole - 7, 10, 10]],
    ["that leave a single byte", [whole - 1, 10]],
    ["that fill a block", [whole, 10, 100_000]],
  ])("%s are found again", (_, lengths) => {
    const blocks = createBlocks();
    const records = lengths.map(noise);
    const file = Buffer.concat(records.map(blocks.add));
    expect(wandbRecords(file).map(textOf)).toEqual(records.map(textOf));
  });

  it("hold messages whose numbers of 0 are not needed", () => {
    const fields = fieldsOf(encodeRecord(3, exit(0, 12.4)));
    expect(fields.get(1)).toEqual([3n]);
    expect([...fields.keys()]).toEqual([1, 18]);
  });
});

describe("a histogram", () => {
  it("counts every number once, in bins of one width from the least to the greatest", () => {
    const values = Float32Array.from({ length: 3001 }, (_, i) => i / 100);
    const { min, max, num, sum, sumSquares, bucket, bucketLimit } = histogramOf(values);
    expect([min, max, num]).toEqual([0, 30, 3001]);
    expect(sum).toBeCloseTo((3001 * 30) / 2, 0);
    expect(sumSquares).toBeCloseTo(
      values.reduce((total, value) => total + value * value, 0),
      6,
    );
    expect(bucketLimit).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(bucket.reduce((a, b) => a + b)).toBe(3001);
    // Rounded to float32 a border may lie on either side.
    for (const count of bucket) expect(Math.abs(count - 100)).toBeLessThanOrEqual(2);
  });

  it("of equal numbers is one bin", () => {
    expect(histogramOf(new Float32Array(5).fill(2))).toEqual({
      min: 2,
      max: 2,
      num: 5,
      sum: 10,
      sumSquares: 20,
      bucketLimit: [2],
      bucket: [5],
    });
  });
});
