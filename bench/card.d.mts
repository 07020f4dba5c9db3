export type CardFound = { readonly name: string } | { readonly missing: string };
export const cardFound: () => CardFound;
