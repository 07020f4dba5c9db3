// Fused parameter updates: one pass over parameters, gradient and moments, four floats at a time. Counts are rounded up to
// whole groups of four: parameter and moment vectors have room for it (kernels.ts), and what lands there is never read.

// @ts-expect-error: decorator
@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

// @ts-expect-error: decorator
@inline
function scaled(a: v128, factor: v128, b: v128): v128 {
  return f32x4.add(a, f32x4.mul(factor, b));
}

/** Adds decay·w to the gradient: the derivative of an L2 penalty of decay/2·|w|². */
// @ts-expect-error: decorator
@inline
function decayed(gradient: v128, weight: v128, decay: v128): v128 {
  return scaled(gradient, decay, weight);
}

/** w ← w − rate·(g + decay·w) */
export function sgd(w: usize, g: usize, count: i32, rate: f32, decay: f32): void {
  const step = splat(-rate);
  const shrink = splat(decay);
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    v128.store(w + i, scaled(weight, step, decayed(v128.load(g + i), weight, shrink)));
  }
}

/** v ← mu·v − rate·(g + decay·w); w ← w + v, or with Nesterov's correction w + mu·v − rate·g (Polyak 1964, Sutskever et al. 2013). */
export function momentum(w: usize, g: usize, v: usize, count: i32, rate: f32, mu: f32, decay: f32, nesterov: bool): void {
  const step = splat(-rate);
  const keep = splat(mu);
  const shrink = splat(decay);
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = decayed(v128.load(g + i), weight, shrink);
    const push = f32x4.mul(step, gradient);
    const velocity = f32x4.add(f32x4.mul(keep, v128.load(v + i)), push);
    v128.store(v + i, velocity);
    const move = nesterov ? f32x4.add(f32x4.mul(keep, velocity), push) : velocity;
    v128.store(w + i, f32x4.add(weight, move));
  }
}

/** s ← rho·s + (1 − rho)·g²; w ← w − rate·g / (√s + ε) (Tieleman & Hinton 2012) */
export function rmsprop(w: usize, g: usize, s: usize, count: i32, rate: f32, rho: f32, epsilon: f32, decay: f32): void {
  const step = splat(-rate);
  const keep = splat(rho);
  const take = splat(<f32>1 - rho);
  const floor = splat(epsilon);
  const shrink = splat(decay);
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = decayed(v128.load(g + i), weight, shrink);
    const square = f32x4.add(f32x4.mul(keep, v128.load(s + i)), f32x4.mul(take, f32x4.mul(gradient, gradient)));
    v128.store(s + i, square);
    const size = f32x4.add(f32x4.sqrt(square), floor);
    v128.store(w + i, f32x4.add(weight, f32x4.div(f32x4.mul(step, gradient), size)));
  }
}

/**
 * m ← b1·m + (1 − b1)·g; s ← b2·s + (1 − b2)·g²; w ← w − rate·(m / c1) / (√(s / c2) + ε) with c = 1 − bᵗ (Kingma & Ba 2015).
 * `coupled` adds decay·w to the gradient; `decoupled` shrinks w by rate·decay instead (AdamW, Loshchilov & Hutter 2019).
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  s: usize,
  count: i32,
  rate: f32,
  b1: f32,
  b2: f32,
  epsilon: f32,
  c1: f32,
  c2: f32,
  coupled: f32,
  decoupled: f32,
): void {
  const step = splat(-rate / c1);
  const keep1 = splat(b1);
  const take1 = splat(<f32>1 - b1);
  const keep2 = splat(b2);
  const take2 = splat(<f32>1 - b2);
  const correct = splat(<f32>1 / c2);
  const floor = splat(epsilon);
  const shrink = splat(coupled);
  const remain = splat(<f32>1 - rate * decoupled);
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = decayed(v128.load(g + i), weight, shrink);
    const mean = f32x4.add(f32x4.mul(keep1, v128.load(m + i)), f32x4.mul(take1, gradient));
    const square = f32x4.add(f32x4.mul(keep2, v128.load(s + i)), f32x4.mul(take2, f32x4.mul(gradient, gradient)));
    v128.store(m + i, mean);
    v128.store(s + i, square);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(square, correct)), floor);
    v128.store(w + i, f32x4.add(f32x4.mul(weight, remain), f32x4.div(f32x4.mul(step, mean), size)));
  }
}

/** average ← average + amount·(w − average): exact when both are equal. */
export function lerp(average: usize, w: usize, count: i32, amount: f32): void {
  const part = splat(amount);
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    const old = v128.load(average + i);
    v128.store(average + i, scaled(old, part, f32x4.sub(v128.load(w + i), old)));
  }
}

/** x ← factor·x, of exactly `count` elements: what lies behind them is left alone. */
export function scale(x: usize, count: i32, factor: f32): void {
  const factors = splat(factor);
  const whole = (<usize>count & ~3) << 2;
  for (let i: usize = 0; i < whole; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), factors));
  for (let i = whole, end = <usize>count << 2; i < end; i += 4) store<f32>(x + i, load<f32>(x + i) * factor);
}

/** Σ x² in double precision, of exactly `count` elements: finite if and only if all of them are. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  const whole = (<usize>count & ~3) << 2;
  for (let i: usize = 0; i < whole; i += 16) {
    const values = v128.load(x + i);
    const low = f64x2.promote_low_f32x4(values);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
  }
  const sums = f64x2.add(a, b);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (let i = whole, end = <usize>count << 2; i < end; i += 4) {
    const value = <f64>load<f32>(x + i);
    sum += value * value;
  }
  return sum;
}

/** A 32-bit hash of the bits of `count` floats (FNV-1a by words): one bit of one of them changes it. */
export function checksum(x: usize, count: i32): u32 {
  let hash: u32 = 2166136261;
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 4) hash = (hash ^ load<u32>(x + i)) * 16777619;
  return hash;
}
