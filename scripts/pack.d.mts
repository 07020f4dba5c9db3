import type { Platform } from "./runtime-packages.mjs";

interface Manifest {
  readonly [key: string]: unknown;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

export const publishedManifest: (manifest: Manifest) => Manifest;
export const packAll: (checkout: string, target: string, only?: readonly Platform[]) => Promise<readonly string[]>;
