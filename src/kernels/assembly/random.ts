// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). A number
// is a pure function of (seed, stream, position), so streams need no state and can be read anywhere.
//
// The 64-bit key is the seed. The counter is (block low, block high, stream, substream); block b holds numbers 4b to 4b+3.
// Four blocks are computed at once, one per SIMD lane, and written in the order of one block after the other.

// Where the next blocks are read; set by seek, advanced by next.
let seedLow: u32 = 0;
let seedHigh: u32 = 0;
let blockLow: u32 = 0;
let blockHigh: u32 = 0;
let stream: u32 = 0;
let substream: u32 = 0;

// Words 0 to 3 of four blocks, one lane per block.
let w0: v128 = i64x2.splat(0);
let w1: v128 = i64x2.splat(0);
let w2: v128 = i64x2.splat(0);
let w3: v128 = i64x2.splat(0);

/** Sets the position from which {@link bits} and the others read. */
export function seek(seed0: u32, seed1: u32, block0: u32, block1: u32, stream0: u32, stream1: u32): void {
  seedLow = seed0;
  seedHigh = seed1;
  blockLow = block0;
  blockHigh = block1;
  stream = stream0;
  substream = stream1;
}

// @ts-expect-error: decorator
@inline
function lowHalves(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

// @ts-expect-error: decorator
@inline
function highHalves(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 1, 3, 5, 7);
}

/** Leaves the words of the next four blocks in w0 to w3. */
function next(): void {
  let c0 = i32x4.add(i32x4.splat(blockLow), i32x4(0, 1, 2, 3));
  const carry = i32x4.lt_u(c0, i32x4.splat(blockLow)); // −1 where the low word wrapped
  let c1 = i32x4.sub(i32x4.splat(blockHigh), carry);
  blockLow += 4;
  if (blockLow < 4) blockHigh += 1;
  let c2 = i32x4.splat(stream);
  let c3 = i32x4.splat(substream);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  let k0 = seedLow;
  let k1 = seedHigh;
  for (let round = 0; round < 10; round++) {
    const a = i64x2.extmul_low_i32x4_u(c0, m0);
    const b = i64x2.extmul_high_i32x4_u(c0, m0);
    const c = i64x2.extmul_low_i32x4_u(c2, m1);
    const d = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(highHalves(c, d), c1), i32x4.splat(k0));
    c1 = lowHalves(c, d);
    c2 = v128.xor(v128.xor(highHalves(a, b), c3), i32x4.splat(k1));
    c3 = lowHalves(a, b);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  w0 = c0;
  w1 = c1;
  w2 = c2;
  w3 = c3;
}

// The last blocks go here when the vector ends within them.
const spare: usize = memory.data(64, 16);

/** Writes 16 numbers, given as words of four blocks, in block order; fewer if the vector ends before. */
// @ts-expect-error: decorator
@inline
function store(to: usize, remaining: i32, a: v128, b: v128, c: v128, d: v128): void {
  const whole = remaining >= 16;
  const at = whole ? to : spare;
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(ab01, cd01, 0, 2));
  v128.store(at, v128.shuffle<i64>(ab01, cd01, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(ab23, cd23, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(ab23, cd23, 1, 3), 48);
  if (!whole) memory.copy(to, spare, <usize>remaining << 2);
}

/** Raw 32-bit words. */
export function bits(to: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i += 16) {
    next();
    store(to + (<usize>i << 2), count - i, w0, w1, w2, w3);
  }
}

/** The upper 24 bits as a float in [0, 1): every value is exact. */
// @ts-expect-error: decorator
@inline
function unit(word: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(word, 8)), f32x4.splat(5.9604644775390625e-8));
}

/** Uniform on [from, from + width). */
export function uniform(
  to: usize,
  count: i32,
  from: f32,
  width: f32,
): void {
  const start = f32x4.splat(from);
  const scale = f32x4.splat(width);
  for (let i: i32 = 0; i < count; i += 16) {
    next();
    store(
      to + (<usize>i << 2),
      count - i,
      f32x4.add(start, f32x4.mul(scale, unit(w0))),
      f32x4.add(start, f32x4.mul(scale, unit(w1))),
      f32x4.add(start, f32x4.mul(scale, unit(w2))),
      f32x4.add(start, f32x4.mul(scale, unit(w3))),
    );
  }
}

/** 1 with probability `keep`, else 0: dropout masks. */
export function mask(
  to: usize,
  count: i32,
  keep: f32,
): void {
  const bound = f32x4.splat(keep);
  const one = f32x4.splat(1);
  for (let i: i32 = 0; i < count; i += 16) {
    next();
    store(
      to + (<usize>i << 2),
      count - i,
      v128.and(f32x4.lt(unit(w0), bound), one),
      v128.and(f32x4.lt(unit(w1), bound), one),
      v128.and(f32x4.lt(unit(w2), bound), one),
      v128.and(f32x4.lt(unit(w3), bound), one),
    );
  }
}

// @ts-expect-error: decorator
@inline
function horner(x: v128, polynomial: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(polynomial, x), f32x4.splat(coefficient));
}

/** Natural logarithm of floats in (0, 1]; minimax polynomial on [√½, √2), error below 2⁻²³ relative (coefficients: Cephes logf). */
// @ts-expect-error: decorator
@inline
function log(x: v128): v128 {
  // Shift the exponent so that the mantissa falls in [√½, √2).
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const t = f32x4.sub(mantissa, f32x4.splat(1));
  const z = f32x4.mul(t, t);
  let p = f32x4.splat(7.0376836292e-2);
  p = horner(t, p, -1.151461031e-1);
  p = horner(t, p, 1.167699874e-1);
  p = horner(t, p, -1.2420140846e-1);
  p = horner(t, p, 1.4249322787e-1);
  p = horner(t, p, -1.6668057665e-1);
  p = horner(t, p, 2.0000714765e-1);
  p = horner(t, p, -2.4999993993e-1);
  p = horner(t, p, 3.3333331174e-1);
  let y = f32x4.mul(f32x4.mul(p, t), z);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(t, y), f32x4.mul(exponent, f32x4.splat(0.693359375)));
}

// The two results of boxMuller.
let cosine: v128 = i64x2.splat(0);
let sine: v128 = i64x2.splat(0);

/**
 * Two standard normals from two words (Box & Muller 1958): √(−2 log u)·(cos θ, sin θ). θ is a 24-bit fraction of the circle,
 * so the reduction to an eighth of it is exact. The largest magnitude is √(−2 log 2⁻²⁴) = 5.77.
 */
// @ts-expect-error: decorator
@inline
function boxMuller(first: v128, second: v128): void {
  // (0, 1]: zero would give infinity.
  const u = f32x4.mul(
    f32x4.convert_i32x4_u(i32x4.add(i32x4.shr_u(first, 8), i32x4.splat(1))),
    f32x4.splat(5.9604644775390625e-8),
  );
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(u)));
  const turn = i32x4.shr_u(second, 8);
  const quarter = i32x4.shr_u(i32x4.add(turn, i32x4.splat(0x200000)), 22);
  const rest = f32x4.convert_i32x4_s(i32x4.sub(turn, i32x4.shl(quarter, 22)));
  const a = f32x4.mul(rest, f32x4.splat(3.7450704e-7)); // 2π / 2²⁴
  const z = f32x4.mul(a, a);
  let s = f32x4.splat(-1.9515295891e-4);
  s = horner(z, s, 8.3321608736e-3);
  s = horner(z, s, -1.6666654611e-1);
  const sin = f32x4.add(f32x4.mul(f32x4.mul(s, z), a), a);
  let c = f32x4.splat(2.443315711809948e-5);
  c = horner(z, c, -1.388731625493765e-3);
  c = horner(z, c, 4.166664568298827e-2);
  const cos = f32x4.add(
    f32x4.sub(f32x4.mul(f32x4.mul(c, z), z), f32x4.mul(z, f32x4.splat(0.5))),
    f32x4.splat(1),
  );
  // Turn by whole quarters: odd ones swap sine and cosine; signs follow the quadrant.
  const odd = i32x4.ne(v128.and(quarter, i32x4.splat(1)), i32x4.splat(0));
  const cosSign = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), i32x4.splat(2)), 30);
  const sinSign = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  cosine = f32x4.mul(radius, v128.xor(v128.bitselect(sin, cos, odd), cosSign));
  sine = f32x4.mul(radius, v128.xor(v128.bitselect(cos, sin, odd), sinSign));
}

/** Normal with the given mean and standard deviation. */
export function normal(
  to: usize,
  count: i32,
  mean: f32,
  deviation: f32,
): void {
  const center = f32x4.splat(mean);
  const scale = f32x4.splat(deviation);
  for (let i: i32 = 0; i < count; i += 16) {
    next();
    const third = w2;
    const fourth = w3;
    boxMuller(w0, w1);
    const a = f32x4.add(center, f32x4.mul(scale, cosine));
    const b = f32x4.add(center, f32x4.mul(scale, sine));
    boxMuller(third, fourth);
    const c = f32x4.add(center, f32x4.mul(scale, cosine));
    const d = f32x4.add(center, f32x4.mul(scale, sine));
    store(to + (<usize>i << 2), count - i, a, b, c, d);
  }
}
