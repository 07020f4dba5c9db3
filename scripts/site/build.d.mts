export interface SiteParts {
  readonly reference: boolean;
  readonly runs: boolean;
  readonly lab: boolean;
}
export declare const buildSite: (
  folder: string,
  parts: SiteParts,
) => Promise<readonly { readonly file: string; readonly address: string; readonly title: string }[]>;
