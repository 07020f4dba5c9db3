import type { Peer } from "./rounds.mjs";

export const cache: string;
export const javaScriptFamilies: readonly string[];
export const peersFor: (
  wanted: readonly string[],
  options?: { readonly pythonPath?: string },
) => (Peer & { readonly family: string; readonly ours: boolean })[];
export const matrixProduct: (threads: number) => Peer["process"];
