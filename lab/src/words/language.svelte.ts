/** The language of the page. What a reader sees comes from the message file of that language and from nowhere else. */
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import type { Messages } from "./messages.ts";

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

export const language = $state<{ now: Language }>({ now: "en" });

const messages: Readonly<Record<Language, Messages>> = { en, ko };

/** All messages in the language that is in force. */
export const messagesNow = (): Messages => messages[language.now];

/** The messages of a part of the page, in the language that is in force. */
export const inLanguage = <Part extends keyof Messages>(part: Part): Messages[Part] => messages[language.now][part];
