/** The language of the page. Messages stand in `en.ts` and `ko.ts`; what a reader sees comes from nowhere else. */
export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

export const language = $state<{ now: Language }>({ now: "en" });

/** The messages of the language that is in force. */
export const inLanguage = <T>(messages: Readonly<Record<Language, T>>): T => messages[language.now];
