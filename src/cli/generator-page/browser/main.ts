/** Runs in the reader's browser: takes the generator out of the page, and draws. */
import type { Words } from "../words/words.ts";
import { offerClasses } from "./classes.ts";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import { imagesView } from "./images.ts";
import { offerLanguages, onLanguage, words } from "./language.ts";
import { type Draw, missing, openModel } from "./model.ts";
import { noise } from "./random.ts";
import { rowsView } from "./rows.ts";
import { tableView } from "./table.ts";
import type { View } from "./view.ts";

const MOST_SEED = 2 ** 32 - 1;

declare global {
  interface Window {
    /** For whoever wants the numbers: z in (count × latent), examples out; the noise of a seed, and what was chosen. */
    saddlepoint?: {
      readonly draw: Draw;
      readonly noise: (seed: number, count: number) => Promise<Float32Array>;
      readonly given?: (seed: number, count: number) => Float32Array;
    };
  }
}

/** What the page is doing, for those who look from outside. */
const setState = (state: "ready" | "drawing" | "failed"): void => {
  document.body.dataset.state = state;
};

/** What the page is doing, for its readers: said again when the language changes. */
let said = (_: Words): string => "";
function say(what: (words: Words) => string): void {
  said = what;
  find("status", HTMLParagraphElement).textContent = said(words());
}

async function start(): Promise<void> {
  const facts = JSON.parse(find("facts", HTMLScriptElement).textContent) as PageFacts;
  offerLanguages(facts);
  onLanguage(() => say(said));
  const lacks = missing();
  if (lacks !== undefined) {
    say((of) => of.lacks(lacks));
    setState("failed");
    return;
  }
  say(({ unpacking }) => unpacking);
  const draw = await openModel(facts);
  const noiseOf = (seed: number, count: number): Promise<Float32Array> => noise(facts.prior, seed, count);
  for (const id of ["controls", "drawn"]) find(id, HTMLElement).hidden = false;
  const seed = find("seed", HTMLInputElement);
  const view = viewOf(facts, draw, () => void drawSeed());
  window.saddlepoint = { draw, noise: noiseOf, ...(view.given ? { given: view.given } : {}) };

  /** Counts draws: a new one ends the one before. */
  let current = 0;
  let shown = Number.NaN;
  const drawSeed = async (): Promise<void> => {
    const asked = Number(seed.value);
    const count = view.count();
    if (seed.value.trim() === "" || !Number.isInteger(asked) || asked < 0 || asked > MOST_SEED) {
      say(({ seedExpected }) => seedExpected);
      return;
    }
    if (typeof count !== "number") {
      say(count);
      return;
    }
    const mine = ++current;
    shown = asked;
    setState("drawing");
    say(({ drawing }) => drawing);
    const begun = performance.now();
    const z = await noiseOf(asked, count);
    if (mine !== current) return;
    const given = view.given?.(asked, count);
    view.begin?.(count, asked, given);
    for (let from = 0; from < count; from += view.block) {
      const partOf = (all: Float32Array): Float32Array => {
        const size = all.length / count;
        return all.slice(from * size, (from + view.block) * size);
      };
      const values = await draw(partOf(z), given && partOf(given));
      if (mine !== current) return;
      view.show(from, values);
      // The browser paints, and takes clicks.
      await new Promise((next) => setTimeout(next));
      if (mine !== current) return;
    }
    view.done(z, given);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(({ drawn }) => drawn(count.toLocaleString("en"), view.unit, asked, seconds));
    setState("ready");
  };

  find("controls", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    // A seed that was typed is drawn; one that is shown already gives way to the next.
    if (Number(seed.value) === shown) seed.value = String((shown + 1) % (MOST_SEED + 1));
    void drawSeed();
  });
  find("save", HTMLButtonElement).addEventListener("click", () => {
    view.save().then((blob) => download(blob, `${facts.file}-${seed.value}${view.ending}`), fail);
  });
  await drawSeed();
}

/** @param again draws the seed that is shown once more. */
function viewOf(facts: PageFacts, draw: Draw, again: () => void): View {
  const choice = facts.classes && offerClasses(facts.classes, again);
  if (!facts.rows) return imagesView(facts, draw, choice);
  if (choice) return { ...rowsView(facts), given: choice.given };
  return facts.rows.columns.some(({ cells }) => cells) ? tableView(facts, again) : rowsView(facts);
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  say(({ failed }) => failed(reason));
  setState("failed");
}

// Whatever goes wrong later, while something is drawn.
window.addEventListener("unhandledrejection", ({ reason }) => fail(reason));
start().catch(fail);
