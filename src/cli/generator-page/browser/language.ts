/** The language of the page: the reader's browser's, that of the address (`?lang=ko`), or the one that is chosen in the page. */
import { en } from "../words/en.ts";
import { ko } from "../words/ko.ts";
import type { Language, Words } from "../words/words.ts";
import { find } from "./elements.ts";
import type { PageFacts } from "./facts.ts";
import { pageLabels, pageTexts } from "./texts.ts";

const all: Readonly<Record<Language, Words>> = { en, ko };
let now: Language = "en";
const listeners: (() => void)[] = [];

/** The texts in the language that is in force. */
export const words = (): Words => all[now];

/** Says again what was said by script, whenever another language is chosen. */
export function onLanguage(sayAgain: () => void): void {
  listeners.push(sayAgain);
}

/** Puts the page into the reader's language, and lets him choose another. */
export function offerLanguages(facts: PageFacts): void {
  const select = find("language", HTMLSelectElement);
  speak(firstLanguage(), facts);
  select.value = now;
  select.parentElement?.removeAttribute("hidden");
  select.addEventListener("change", () => {
    speak(select.value as Language, facts);
    const address = new URL(location.href);
    address.searchParams.set("lang", now);
    // So that the page comes back, and is passed on, in this language.
    history.replaceState(null, "", address);
  });
}

function firstLanguage(): Language {
  const asked = [new URLSearchParams(location.search).get("lang") ?? "", ...navigator.languages];
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag === "en" || tag === "ko");
  return known ?? "en";
}

function speak(language: Language, facts: PageFacts): void {
  now = language;
  document.documentElement.lang = language;
  const texts: Readonly<Record<string, string>> = pageTexts(words(), facts);
  const labels: Readonly<Record<string, string>> = pageLabels(words());
  for (const element of document.querySelectorAll<HTMLElement>("[data-says]")) {
    element.innerHTML = texts[element.dataset.says ?? ""] ?? "";
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]")) {
    element.ariaLabel = labels[element.dataset.label ?? ""] ?? "";
  }
  for (const sayAgain of listeners) sayAgain();
}
