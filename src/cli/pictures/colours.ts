/** Colours that stay apart for colour-blind readers and in grey (Okabe & Ito 2008). */
export const COLOURS = { real: "#0072B2", generated: "#D55E00", line: "#555555" } as const;
