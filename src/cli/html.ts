/** What our pages have in common: text that is safe to put into them, what they may do, and how they look. */
import { createHash } from "node:crypto";

/** Line breaks and tabs apart, control characters; halves of a character; and what is none. XML 1.0 has no way to write them. */
const UNWRITABLE = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** Where Unicode has a sign for it (U+2400 and on) that, else its sign for what cannot be shown. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/** For HTML and SVG, in text and in attributes, whatever the text is. */
export const escapeHtml = (text: string): string =>
  text.replace(UNWRITABLE, visible).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** JSON that cannot end the script element it stands in. */
export const embed = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

export const dataUri = (type: "image/png" | "image/webp" | "image/svg+xml", bytes: Uint8Array): string =>
  `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;

/** A drawing for a page. */
export interface Drawing {
  readonly uri: string;
  /** What it shows, for who does not see it. */
  readonly alt: string;
}

/**
 * As an image and not as elements of the page: a script in a file that somebody else wrote never runs. It takes the focus, since on a
 * phone the arrow keys move it sideways.
 */
export const drawingFigure = ({ uri, alt }: Drawing): string =>
  `<figure tabindex="0"><img class="drawing" alt="${escapeHtml(alt)}" src="${uri}"></figure>`;

/**
 * The head of a page that loads nothing and runs these scripts alone, as they stand in it: texts from a run that somebody else
 * wrote stay texts, even where one of them was not escaped.
 */
export function pagePolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const policy = [
    "default-src 'none'",
    "img-src data:",
    "style-src 'unsafe-inline'",
    `script-src ${hashes.join(" ") || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">`;
}

export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#5b5b6b;--rule:#d9d9e0;--raised:#f5f5f8;--link:#0064a6}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8ee;--paper:#16161a;--faint:#a3a3b1;--rule:#3a3a44;--raised:#222228;--link:#6db7f0}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1120px;margin:0 auto;padding:1rem}
h1{margin:.2em 0 0;font-size:1.7rem;overflow-wrap:anywhere}h2{font-size:1.2rem;border-bottom:1px solid var(--rule);padding-bottom:.2em;margin-top:2em}
header p,footer,figcaption{color:var(--faint)}footer{margin-top:3em;font-size:.85rem}
figure{margin:0}.wide{overflow-x:auto}
`;
