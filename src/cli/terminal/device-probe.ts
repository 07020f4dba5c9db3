/**
 * A process of its own that opens the graphics card and says on its output, as JSON, what it found: a driver that ends the process
 * that loads it, or writes on its error output, does so here.
 */
import { openDevice } from "../../inner.ts";
import { type Adapter, adapterFacts } from "./adapter.ts";

/** What it says. */
export interface Probed {
  /** Name, driver and memory of the card. */
  readonly adapter?: Adapter;
  /** Why there is none, in the runtime's words. */
  readonly refusal?: string;
}

let found: Probed;
try {
  await openDevice();
  found = { adapter: await adapterFacts() };
} catch (error) {
  const { cause = error } = error as { readonly cause?: unknown };
  found = { refusal: cause instanceof Error ? cause.message : String(cause) };
}
process.stdout.write(JSON.stringify(found));
