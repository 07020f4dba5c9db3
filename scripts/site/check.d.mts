export declare const checkLinks: (
  folder: string,
) => Promise<{ readonly dead: readonly string[]; readonly count: number; readonly pages: number }>;
