/** The cheapest set of values that parts a computation in two: minimum cut by maximum flow (Dinic 1970). */
import { at } from "./present.ts";

/** Edges of a flow network in pairs: that of number e ^ 1 runs back along number e. */
interface Network {
  readonly to: number[];
  readonly left: number[];
  readonly from: number[][];
}

function connect({ to, left, from }: Network, a: number, b: number, capacity: number): void {
  at(from, a).push(to.length);
  to.push(b);
  left.push(capacity);
  at(from, b).push(to.length);
  to.push(a);
  left.push(0);
}

/** How many edges lie between the source and each place, through edges with something left; −1 where there is no way. */
function levelsFrom({ to, left, from }: Network, source: number): number[] {
  const levels = from.map(() => -1);
  levels[source] = 0;
  const queue = [source];
  for (const place of queue) {
    for (const edge of at(from, place)) {
      const next = at(to, edge);
      if (at(left, edge) <= 0 || at(levels, next) >= 0) continue;
      levels[next] = at(levels, place) + 1;
      queue.push(next);
    }
  }
  return levels;
}

/** Sends what fits along one shortest way; 0 if there is none left. `tried`: how many edges of each place have led nowhere. */
function sendOnce(
  { to, left, from }: Network,
  ends: readonly [number, number],
  levels: number[],
  tried: number[],
): number {
  const [source, sink] = ends;
  const way: number[] = [];
  let place = source;
  while (place !== sink) {
    const edges = at(from, place);
    const edge = edges.slice(at(tried, place)).find((one) => {
      if (at(left, one) > 0 && at(levels, at(to, one)) === at(levels, place) + 1) return true;
      tried[place] = at(tried, place) + 1;
      return false;
    });
    if (edge !== undefined) {
      way.push(edge);
      place = at(to, edge);
    } else {
      const back = way.pop();
      if (back === undefined) return 0;
      place = at(to, back ^ 1);
      tried[place] = at(tried, place) + 1;
    }
  }
  const most = Math.min(...way.map((edge) => at(left, edge)));
  for (const edge of way) {
    left[edge] = at(left, edge) - most;
    left[edge ^ 1] = at(left, edge ^ 1) + most;
  }
  return most;
}

/** A value of a computation, as the cut sees it. */
export interface Weighed {
  /** What it costs to keep it. */
  readonly cost: number;
  /** Numbers of the values that it is made of. */
  readonly operands: readonly number[];
  /** It must not be made a second time. */
  readonly once: boolean;
  /** It will be needed a second time. */
  readonly needed: boolean;
}

/**
 * Which values to keep, by their numbers, so that all that are needed again can be made of them without making one a second time that must not
 * be, at the least cost in all.
 */
export function cheapestToKeep(values: readonly Weighed[]): Set<number> {
  const [source, sink] = [2 * values.length, 2 * values.length + 1];
  const network: Network = { to: [], left: [], from: Array.from({ length: 2 * values.length + 2 }, () => []) };
  const unlimited = Number.POSITIVE_INFINITY;
  values.forEach(({ cost, operands, once, needed }, i) => {
    connect(network, 2 * i, 2 * i + 1, cost);
    if (once) connect(network, source, 2 * i, unlimited);
    if (needed) connect(network, 2 * i + 1, sink, unlimited);
    for (const operand of operands) connect(network, 2 * operand + 1, 2 * i, unlimited);
  });
  for (let levels = levelsFrom(network, source); at(levels, sink) >= 0; levels = levelsFrom(network, source)) {
    const tried = network.from.map(() => 0);
    while (sendOnce(network, [source, sink], levels, tried) > 0);
  }
  const reached = levelsFrom(network, source);
  return new Set(values.flatMap((_, i) => (at(reached, 2 * i) >= 0 && at(reached, 2 * i + 1) < 0 ? [i] : [])));
}
