/** Rules that change while a game is played: now, because the user says so, or when their round comes. */
import { discriminatorStep, type GivenOptions, gameOf, generatorStep, problem } from "#inner";
import { type ChangeMade, changesWith, changeTo, configWith, inForceAt, optionsAt } from "./changes.ts";
import { type KeptState, stateOf } from "./keeping.ts";
import { resolvedHere } from "./resolved.ts";
import { movesOf, releaseRules, rulesAfter } from "./rules.ts";
import type { Table } from "./table.ts";

const changeBetween = ({ data }: Table, before: GivenOptions, after: GivenOptions): ChangeMade | undefined =>
  changeTo(before, after, (given) => resolvedHere(data, given));

/** The options that are in force. */
const optionsNow = ({ options, changes, rules }: Table): GivenOptions =>
  optionsAt(options, changes.slice(0, rules.changes), Number.POSITIVE_INFINITY);

/** Whether the game can go on under these options; an error says why there is no such game. */
export function canChange(table: Table, options: GivenOptions): boolean {
  const made = changeBetween(table, optionsNow(table), options);
  if (!made) return false;
  const game = gameOf(configWith(table.rules.play.config, made.values));
  // To make the steps is to check the rules.
  discriminatorStep(game);
  generatorStep(game);
  return true;
}

function required(made: ChangeMade | undefined): ChangeMade {
  if (made) return made;
  throw problem({
    doing: "changing settings while the game is played",
    expected: "losses, penalties, optimisers, rates or numbers of steps",
    came: "settings of networks, data or minibatches",
    next: "Reset the game with them.",
  });
}

/** The present state under another configuration, of which so many changes are part. */
async function goOn(table: Table, { values }: ChangeMade, changes: number): Promise<void> {
  const { rules } = table;
  const from = await stateOf(rules, table.byHand);
  table.rules = await rulesAfter(rules, table, configWith(rules.play.config, values), changes);
  await releaseRules(rules);
  table.changed = { from, moves: movesOf(table.rules) };
  table.settling.reset();
  await table.keeping.after(table.rules, table.byHand, true);
}

/** Puts in force what is due at the present round. */
export async function applyChanges(table: Table): Promise<void> {
  const { rules, changes, options } = table;
  const due = inForceAt(changes, rules.play.step);
  if (due === rules.changes) return;
  const after = optionsAt(options, changes, rules.play.step);
  await goOn(table, required(changeBetween(table, optionsNow(table), after)), due);
}

/** Other options from the next round on; what was to change later is forgotten. */
export async function change(table: Table, options: GivenOptions): Promise<void> {
  if (table.midRound) await table.rules.play.round();
  table.midRound = false;
  const { changed } = table;
  const moves = movesOf(table.rules);
  // Two changes at one round are one: what an optimiser remembers would else be lost on the way there and back.
  if (changed && changed.moves.G === moves.G && changed.moves.D === moves.D) await takeUp(table, changed.from);
  const { step } = table.rules.play;
  const made = required(changeBetween(table, optionsNow(table), options));
  const before = table.changes.slice(0, table.rules.changes);
  table.changes = Object.keys(made.set).length === 0 ? before : changesWith(before, { step, set: made.set });
  table.keeping.forgetAfter(step);
  await goOn(table, made, table.changes.length);
}

/** Goes back to a state, under the rules that were in force then. */
export async function takeUp(table: Table, { kept, config, before, changes, byHand }: KeptState): Promise<void> {
  const { rules } = table;
  if (config !== rules.play.config) {
    table.rules = await rulesAfter(rules, table, config, changes);
    await releaseRules(rules);
  }
  table.rules = { ...table.rules, before, changes };
  await table.rules.play.goBack(kept);
  table.byHand = byHand;
  table.broken = false;
  table.midRound = false;
  table.changed = undefined;
  table.settling.reset();
}
