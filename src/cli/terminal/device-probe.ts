/**
 * A process of its own that opens the graphics card and says on its output, as JSON, what it found: a driver that ends the process
 * that loads it, or writes on its error output, does so here.
 */
import { openDevice } from "../../inner.ts";
import { adapterText } from "./adapter.ts";

/** What it says. */
export interface Probed {
  /** Name and driver of the card. */
  readonly adapter?: string;
  /** Why there is none, in the runtime's words. */
  readonly refusal?: string;
}

let found: Probed;
try {
  await openDevice();
  found = { adapter: await adapterText() };
} catch (error) {
  const { cause = error } = error as { readonly cause?: unknown };
  found = { refusal: cause instanceof Error ? cause.message : String(cause) };
}
process.stdout.write(JSON.stringify(found));
