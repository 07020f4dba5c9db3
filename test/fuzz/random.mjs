// Choices that a seed and the number of an input determine, so that each input can be made again by itself.

/** A generator after Tommy Ettinger's Mulberry32: 32 bits of state, enough to choose by. */
export function createRandom(seed, index) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** From 0 to `below` − 1. */
  const integer = (below) => Math.floor(next() * below);
  return { integer, pick: (list) => list[integer(list.length)], chance: (share) => next() < share };
}
