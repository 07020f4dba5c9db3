/** Puts into index.html what lab/public/start.js can show: in all languages, as nothing that could choose one runs there. */
import type { Plugin } from "vite";
import { en } from "../src/words/en.ts";
import { ko } from "../src/words/ko.ts";
import type { Messages } from "../src/words/messages.ts";

const NOTICES = ["file", "unsupported", "missing"] as const;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** What stands between backquotes is to be typed. */
const paragraph = (text: string, lang: string): string =>
  `<p lang="${lang}">${escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>")}</p>`;

const notice = (why: (typeof NOTICES)[number]): string =>
  `<template id="notice-${why}"><main class="notice"><h1>${escaped(en.shell.title)}</h1>${both((words) => words.web.notices[why])}</main></template>`;

const both = (textOf: (words: Messages) => string): string => paragraph(textOf(en), "en") + paragraph(textOf(ko), "ko");

export const notices = (): Plugin => ({
  name: "saddlepoint:notices",
  transformIndexHtml: {
    // What is put in last is left as it is: a script that is no module.
    order: "post",
    handler: (html) =>
      html
        .replace("<!--start-->", '<script src="./start.js"></script>')
        .replace("<!--notices-->", NOTICES.map(notice).join("\n    "))
        .replace(
          "<!--noscript-->",
          both((words) => words.web.notices.scripts),
        )
        .replaceAll("%DESCRIPTION%", escaped(en.web.description).replaceAll('"', "&quot;")),
  },
});
