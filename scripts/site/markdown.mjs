// Markdown as the repository's page shows it, as HTML: the same anchors, coloured code, and links that lead within the site.
import { posix } from "node:path";
import {
  bundledLanguages,
  bundledThemes,
  codeToTokensWithThemes,
  createOnigurumaEngine,
  createShikiInternal,
  loadBuiltinWasm,
} from "@gerrit0/mini-shiki";
import markdownIt from "markdown-it";
import { addressOf, wayTo } from "./pages.mjs";

const languages = {
  sh: "bash",
  ts: "typescript",
  js: "javascript",
  mjs: "javascript",
  py: "python",
  python: "python",
  json: "json",
};
const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" };

export const escapeHtml = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Code as spans that have a colour for each theme. */
export async function createHighlighter() {
  await loadBuiltinWasm();
  const shiki = await createShikiInternal({
    engine: createOnigurumaEngine(),
    themes: Object.values(themes).map((name) => bundledThemes[name]),
    langs: [...new Set(Object.values(languages))].map((name) => bundledLanguages[name]),
  });
  return (code, ending) => {
    const lang = languages[ending];
    if (!lang) return escapeHtml(code);
    const span = ({ content, variants: { light, dark } }) =>
      content.trim() === ""
        ? content
        : `<span style="--l:${light.color};--d:${dark.color}">${escapeHtml(content)}</span>`;
    // Without a limit: on a busy machine the first lines would stay in one colour.
    return codeToTokensWithThemes(shiki, code, { lang, themes, tokenizeTimeLimit: 0 })
      .map((line) => line.map(span).join(""))
      .join("\n");
  };
}

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/**
 * Turns pages into HTML. `linked` hears of every file that a page leads to.
 * What comes back: the body, and its headings of the second and third order with their anchors.
 */
export function createRenderer(highlight, linked) {
  const markdown = markdownIt({ html: true, linkify: false });
  const { rules } = markdown.renderer;
  const plain = (name) => rules[name] ?? ((tokens, i, options, _, self) => self.renderToken(tokens, i, options));
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";
  rules.fence = (tokens, i) => {
    const { content, info } = tokens[i];
    return `<pre tabindex="0"><code>${highlight(content.trimEnd(), info.trim())}</code></pre>\n`;
  };
  rules.code_inline = (tokens, i) => {
    const { content } = tokens[i];
    return `<code${/^--[a-z-]+$/.test(content) ? ' class="flag"' : ""}>${escapeHtml(content)}</code>`;
  };
  rules.code_block = (tokens, i) => `<pre tabindex="0"><code>${escapeHtml(tokens[i].content.trimEnd())}</code></pre>\n`;
  rules.heading_open = (tokens, i, options, env, self) => {
    const text = tokens[i + 1].children.map(({ content }) => content).join("");
    const base = anchorOf(text);
    const times = env.anchors.get(base) ?? 0;
    env.anchors.set(base, times + 1);
    const anchor = times === 0 ? base : `${base}-${times}`;
    tokens[i].attrSet("id", anchor);
    if (["h2", "h3"].includes(tokens[i].tag)) env.headings.push({ level: tokens[i].tag, text, anchor });
    return self.renderToken(tokens, i, options);
  };
  const lead = (env, target) => {
    if (target.startsWith("site:")) return wayTo(env.address, target.slice(5));
    if (/^[a-z]+:|^#/.test(target)) return target;
    const [path, anchor] = target.split("#");
    const file = posix.normalize(posix.join(posix.dirname(env.file), path));
    linked(file);
    return wayTo(env.address, addressOf(file)) + (anchor === undefined ? "" : `#${anchor}`);
  };
  const link = plain("link_open");
  rules.link_open = (tokens, i, options, env, self) => {
    tokens[i].attrSet("href", lead(env, tokens[i].attrGet("href")));
    return link(tokens, i, options, env, self);
  };
  const image = plain("image");
  rules.image = (tokens, i, options, env, self) => {
    tokens[i].attrSet("src", lead(env, tokens[i].attrGet("src")));
    tokens[i].attrSet("loading", "lazy");
    return image(tokens, i, options, env, self);
  };
  return ({ file, address, text }) => {
    const env = { file, address, anchors: new Map(), headings: [] };
    return { body: markdown.render(text, env), headings: env.headings };
  };
}
