/** The framing of .wandb files: LevelDB's log format (blocks of 32 KiB) with zlib's CRC-32 after a header of its own. */
import { crc32 } from "node:zlib";

const BLOCK = 32_768;
const HEADER = 7;
const kinds = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** `:W&B`, a number that stands for "Weights & Biases", the version of the format. */
const FILE_HEADER = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0);

/** Frames records of one file, in order. */
export interface Blocks {
  /** The bytes that the next record adds to the file; those of the first one begin with the file's header. */
  readonly add: (record: Uint8Array) => Uint8Array;
}

export function createBlocks(): Blocks {
  let length = 0;
  return {
    add: (record) => {
      const parts: Uint8Array[] = [];
      const put = (part: Uint8Array): void => {
        parts.push(part);
        length += part.length;
      };
      if (length === 0) put(FILE_HEADER);
      // Where a header alone fits, a block ends in a first part without data.
      for (let at = 0, first = true; first || at < record.length; ) {
        const left = BLOCK - (length % BLOCK);
        if (left < HEADER) {
          put(new Uint8Array(left));
          continue;
        }
        const part = record.subarray(at, at + left - HEADER);
        at += part.length;
        const last = at === record.length;
        put(framed(part, first ? (last ? kinds.full : kinds.first) : last ? kinds.last : kinds.middle));
        first = false;
      }
      return Buffer.concat(parts);
    },
  };
}

function framed(part: Uint8Array, kind: number): Uint8Array {
  const bytes = new Uint8Array(HEADER + part.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(4, part.length, true);
  bytes[6] = kind;
  bytes.set(part, HEADER);
  view.setUint32(0, crc32(bytes.subarray(6)), true);
  return bytes;
}
