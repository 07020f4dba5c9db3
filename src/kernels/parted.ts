/**
 * Passes over long vectors, parted between threads. Each element is computed from its own place alone, so parts leave the bits
 * of the whole; a sum is always made of two halves, whoever adds them up.
 */
import type { KernelCall, KernelThreads } from "./threads.ts";

/** Kernels by name, as their module has them; what is not a number is taken for one. */
type Functions<Name extends string> = Readonly<Record<Name, (...given: never[]) => unknown>>;

/** Kernels that change each element of their vectors by itself, and how many pointers they are given before the count. */
const POINTERS = { sgd: 2, momentum: 3, rmsprop: 3, adam: 4, lerp: 2, scale: 1 } as const;

type Elementwise = keyof typeof POINTERS;

/** Parts begin at cache lines. */
const LINE = 16;

/**
 * The same kernels, each with the arguments that it has in the module; those that can be parted are, where there are threads.
 *
 * @param worth elements from which on threads are asked.
 */
export function parted<Own extends Functions<Elementwise | "sumOfSquares">>(
  own: Own,
  threads: KernelThreads | undefined,
  worth: number,
): Own {
  const mine = ({ kernel, given }: KernelCall): number => {
    const run = own[kernel as keyof Own] as unknown as (...given: number[]) => number | undefined;
    return run(...given) ?? 0;
  };
  const elementwise =
    (kernel: Elementwise, pointers: number, others: KernelThreads) =>
    (...given: number[]): void => {
      const count = given[pointers] ?? 0;
      const ready = count >= worth ? others.ready() : 0;
      if (ready === 0) return void mine({ kernel, given });
      const bounds = boundsOf(count, ready + 1);
      others.run(
        bounds.map(([from, to]) => callOn(kernel, given, pointers, from, to)),
        mine,
      );
    };
  const sumOfSquares = (x: number, count: number): number => {
    if (count < worth) return mine({ kernel: "sumOfSquares", given: [x, count] });
    const halves = boundsOf(count, 2).map(([from, to]) => callOn("sumOfSquares", [x, count], 1, from, to));
    const sums = threads && threads.ready() > 0 ? threads.run(halves, mine) : halves.map(mine);
    return sums.reduce((sum, one) => sum + one, 0);
  };
  if (!threads) return { ...own, sumOfSquares };
  const rows = Object.entries(POINTERS).map(([kernel, pointers]) => [
    kernel,
    elementwise(kernel as Elementwise, pointers, threads),
  ]);
  return { ...own, ...Object.fromEntries(rows), sumOfSquares };
}

/** The same call on some of the elements. Flags are numbers to a module. */
const callOn = (kernel: string, given: readonly number[], pointers: number, from: number, to: number): KernelCall => ({
  kernel,
  given: given.map((value, i) => {
    if (i < pointers) return value + 4 * from;
    return i === pointers ? to - from : Number(value);
  }),
});

/** Parts of equal length, to a cache line. */
function boundsOf(count: number, parts: number): (readonly [from: number, to: number])[] {
  const part = Math.ceil(count / parts / LINE) * LINE;
  return Array.from({ length: parts }, (_, i) => [Math.min(count, i * part), Math.min(count, (i + 1) * part)] as const);
}
