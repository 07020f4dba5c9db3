export const uniformNumbers: (seed: number, count: number, from: number, to: number) => Float32Array;
export const seeds: Readonly<Record<"generator" | "discriminator" | "examples" | "noise" | "masks", number>>;
