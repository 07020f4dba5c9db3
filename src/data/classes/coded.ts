/** Data whose y is a number of a class, as networks learn from them: y is the class's code. */
import type { DataSet, Labels, Reader } from "../dataset.ts";
import { type ClassCode, codeWidth, writeCode } from "./class-code.ts";

/** The same examples with the codes of their classes for y. Each y of `data` is the number of a class. */
export function coded(data: DataSet, code: ClassCode): DataSet {
  const width = codeWidth(code);
  const { heldOut, y } = data;
  return {
    ...data,
    y: codedLabels(y, code),
    ...(heldOut?.y ? { heldOut: coded(heldOut, code) } : {}),
    open: async (options) => {
      const reader = await data.open(options);
      const numbers = new Float32Array(options.batch);
      return {
        next: async (to) => {
          await reader.next(to.y ? { x: to.x, y: numbers } : to);
          if (!to.y) return;
          const { from, count } = options.rows ?? { from: 0, count: options.batch };
          for (let i = from; i < from + count; i++) writeCode(code, numbers[i] ?? -1, to.y, i * width);
        },
        get position() {
          return reader.position;
        },
      } satisfies Reader;
    },
  };
}

function codedLabels(y: Labels | undefined, code: ClassCode): Labels {
  const write = y?.write;
  const number = new Float32Array(1);
  return {
    shape: [codeWidth(code)],
    ...(y?.classes && code.of === "labels" ? { classes: y.classes } : {}),
    code,
    ...(y?.numbers ? { numbers: y.numbers } : {}),
    ...(write
      ? {
          write: (index: number, to: Float32Array, at: number) => {
            write(index, number, 0);
            writeCode(code, number[0] ?? -1, to, at);
          },
        }
      : {}),
  };
}
