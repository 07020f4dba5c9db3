/**
 * Where a game is computed, and what happens when a graphics card goes away: the game then stands at the last state that is known, on
 * the processor, and goes on from there on whichever of both the user says.
 */
import { createPlay, type Device, isLostDevice } from "#inner";
import { type KeptState, stateOf } from "./keeping.ts";
import { createRules, releaseRules } from "./rules.ts";
import type { Table } from "./table.ts";

/** Milliseconds after which the state of a game on the card is known anew: all of it comes down. */
const KNOWN_FOR = 1000;

export const deviceOf = ({ rules }: Pick<Table, "rules">): Device => rules.play.machine.store.device;

/** What a game on a card would go on from without it; nothing on the processor, whose states do not go away. */
export async function know(table: Table): Promise<void> {
  if (deviceOf(table) === "cpu") return;
  const now = performance.now();
  if (table.known && now - table.known.at < KNOWN_FOR) return;
  table.known = { state: await stateOf(table.rules, table.byHand), at: now };
}

/** The game at a state, computed elsewhere. What is kept of it is taken up there too from now on. */
async function compute(table: Table, { kept, config, before, changes, byHand }: KeptState, device: Device) {
  const { rules } = table;
  const there = table.keeping.elsewhere(device, config);
  const next = await createRules(await createPlay({ config: there, data: table.data }), table, { before, changes });
  await next.play.goBack(kept);
  table.rules = next;
  await releaseRules(rules);
  table.options = { ...table.options, device };
  Object.assign(table, { byHand, known: undefined, broken: false, midRound: false, changed: undefined });
  table.settling.reset();
}

/** The card has gone away: the last state that is known comes to the processor. */
async function rescue(table: Table, error: unknown): Promise<void> {
  if (!isLostDevice(error) || !table.known) throw error;
  await compute(table, table.known.state, "cpu");
  table.pace.stop();
  table.keeping.forgetAfter(table.rules.play.step);
  table.lost = (error as Error).message;
}

/** Does something with a game; where the card goes away meanwhile, once more with the state that was known last. */
export async function surely<T>(table: Table, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    await rescue(table, error);
    return task();
  }
}

/** Moves a game; `false` where the card went away meanwhile, so that it stands where it was known last. */
export async function unlessLost(table: Table, task: () => Promise<boolean>): Promise<boolean> {
  try {
    return await task();
  } catch (error) {
    await rescue(table, error);
    return false;
  }
}

/** The present game goes on here. What fails changes nothing. */
export async function goOnBy(table: Table, device: Device): Promise<void> {
  if (device !== deviceOf(table)) await compute(table, await stateOf(table.rules, table.byHand), device);
  table.lost = null;
  await know(table);
}
