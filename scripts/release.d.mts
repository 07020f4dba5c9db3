/** Texts by path. */
type Texts = Readonly<Record<string, string>>;

export const releaseTexts: (
  files: Texts,
  version: string,
  date: string,
) => { readonly notes: string; readonly files: Texts };
export const readTexts: () => Promise<Texts>;
