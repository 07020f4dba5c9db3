import type { CardFound } from "./card.mjs";
import type { Peer } from "./rounds.mjs";

export const cache: string;
export const javaScriptFamilies: readonly string[];
export const peersFor: (
  wanted: readonly string[],
  options?: { readonly pythonPath?: string; readonly card?: CardFound },
) => (Peer & { readonly family: string; readonly ours: boolean; readonly card: boolean })[];
export const matrixProduct: (threads: number) => Peer["process"];
