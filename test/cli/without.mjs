// node --import …/without.mjs?package=sharp: an installation without a package, as --omit=optional or another platform leaves it.
import { register } from "node:module";

const name = new URL(import.meta.url).searchParams.get("package");
const hook = `export const resolve = (specifier, context, next) => {
  if (specifier === ${JSON.stringify(name)}) throw new Error("Cannot find package '" + specifier + "' imported from here");
  return next(specifier, context);
};`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
