import type { Result } from "./rounds.mjs";

export const ALLOWED: number;
export const guard: (
  measured: readonly { readonly name: string; readonly results: readonly Result[] }[],
  options: { readonly release: string; readonly allowed?: number },
) => { readonly sentences: readonly string[]; readonly exitCode: number };
