import type { ServedRun } from "./served-run.ts";

/** Where samples of a run are asked for by its name. */
export const samplesPath = ({ name }: ServedRun): string => `/runs/${encodeURIComponent(name)}/samples`;
