/** The lowest point of a smooth convex function, by L-BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5). */

/** A function of many numbers: returns its value at `x` and writes its gradient. */
export type SmoothFunction = (x: Float64Array, gradient: Float64Array) => number;

export interface DescentOptions {
  /** Stops where no part of the gradient is further from 0 than this. */
  readonly tolerance: number;
  readonly mostSteps?: number;
}

/** Steps whose differences stand for the Hessian. */
const MEMORY = 10;
/** The part of the fall that the gradient promises which a step must reach (Armijo). */
const SUFFICIENT = 1e-4;
/** What a sum of many terms is known to. */
const ROUNDING = 1e-13;
/** Halvings after which a step is nothing but rounding. */
const MOST_HALVINGS = 40;

/** One step: what it moved by, and what the gradient changed by. */
interface Difference {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

/** Moves `x`, in place, to where the function is lowest, or as near as rounding lets see. */
export function minimise(of: SmoothFunction, x: Float64Array, { tolerance, mostSteps = 1000 }: DescentOptions): void {
  let gradient = new Float64Array(x.length);
  let value = of(x, gradient);
  const differences: Difference[] = [];
  for (let step = 0; step < mostSteps; step++) {
    if (gradient.every((part) => Math.abs(part) <= tolerance)) return;
    const direction = descent(gradient, differences);
    const slope = dot(direction, gradient);
    // The first direction has no scale yet.
    let size = differences.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let next = Float64Array.from(x);
    const nextGradient = new Float64Array(x.length);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; ; halving++, size /= 2) {
      if (halving === MOST_HALVINGS) return;
      next = x.map((part, i) => part + size * direction[i]!); // of one length
      nextValue = of(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * size * slope) break;
      // The fall may be less than rounding shows; then slopes tell (Hager & Zhang 2005, equation 4.1).
      const isLevel = nextValue <= value + ROUNDING * Math.abs(value);
      if (isLevel && dot(direction, nextGradient) <= (2 * SUFFICIENT - 1) * slope) break;
    }
    remember(differences, { s: difference(next, x), y: difference(nextGradient, gradient) });
    x.set(next);
    [value, gradient] = [nextValue, nextGradient];
  }
}

/** −H·gradient, where H is the inverse of the Hessian as the last differences tell it (the two loops of Nocedal 1980). */
function descent(gradient: Float64Array, differences: readonly Difference[]): Float64Array {
  const direction = gradient.map((part) => -part);
  const factors = differences.map(() => 0);
  for (let k = differences.length - 1; k >= 0; k--) {
    const { s, y } = differences[k]!; // k < length
    factors[k] = dot(s, direction) / dot(s, y);
    add(direction, y, -factors[k]!);
  }
  const last = differences.at(-1);
  if (last) {
    const scale = dot(last.s, last.y) / dot(last.y, last.y);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  differences.forEach(({ s, y }, k) => {
    add(direction, s, factors[k]! - dot(y, direction) / dot(s, y)); // one for each
  });
  return direction;
}

/** Keeps a difference if the function curves upwards along it, as H must. */
function remember(differences: Difference[], made: Difference): void {
  if (!(dot(made.s, made.y) > 1e-12 * dot(made.y, made.y))) return;
  differences.push(made);
  if (differences.length > MEMORY) differences.shift();
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((part, i) => part - b[i]!); // of one length

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!; // of one length
  return sum;
}

function add(to: Float64Array, what: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!; // of one length
}
