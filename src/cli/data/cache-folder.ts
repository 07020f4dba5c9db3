import { resolve } from "node:path";
import envPaths from "env-paths";

/** Where downloads and decoded images are kept. */
export const cacheFolder = (asked: string | undefined): string =>
  resolve(asked ?? envPaths("saddlepoint", { suffix: "" }).cache);
