/** Numbers of rows, by chance. */

/** So many different rows in an order of chance (a shuffle of Fisher & Yates), all of them at most. */
export function drawnRows(rows: number, count: number, uniform: () => number): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const most = Math.min(rows, count);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(uniform() * (rows - i));
    [order[i], order[j]] = [order[j]!, order[i]!]; // below rows
  }
  return order.subarray(0, most);
}

/** The rows as they are where they are few enough, else so many of them. */
export const someRows = (rows: number, most: number, uniform: () => number): Int32Array =>
  rows <= most ? Int32Array.from({ length: rows }, (_, row) => row) : drawnRows(rows, most, uniform);
