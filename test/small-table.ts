/** A small table with gaps for tests, made by a formula that is easily written down elsewhere. */

export const many = 120;
const rows = Array.from({ length: many }, (_, i) => i);

const a = Float64Array.from(rows, (i) => ((i * 37) % 101) / 10);
const b = Float64Array.from(rows, (i) => (i % 9 === 4 ? Number.NaN : (i * 53) % 17));
const c = Float64Array.from(rows, (i) => (i * 29) % 7);

export const columns: readonly Float64Array[] = [a, b, c];

const smooth = (i: number): number => Math.sin(a[i]!) + (Number.isNaN(b[i]) ? 1.5 : 0.1 * b[i]!) - (c[i] === 3 ? 1 : 0); // rows of the table

export const number = Float64Array.from(rows, (i) => smooth(i) + 0.01 * ((i * 71) % 13));
export const two = number.map((value) => (value > 0.9 ? 1 : 0));
export const three = number.map((value) => (value < 0.3 ? 0 : value < 1.2 ? 1 : 2));
