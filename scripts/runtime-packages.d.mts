export interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: string;
}

export const platforms: readonly Platform[];
export const packageOf: (platform: Platform) => string;
export const upstream: { readonly version: string };
export const writeRuntimePackage: (platform: Platform, target: string, repository?: unknown) => Promise<string>;
