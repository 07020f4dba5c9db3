import { distance } from "fastest-levenshtein";

/** The closest of some names, if one is close enough to have been meant. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, apart: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  const [best] = ranked;
  const enough = best && best.apart <= Math.max(2, Math.floor(name.length / 3)) && best.apart < name.length;
  return enough ? best.candidate : undefined;
}
