// The frame of every page: the head, the navigation, the text, and what is on the page.
import { escapeHtml } from "./markdown.mjs";
import { wayTo } from "./pages.mjs";

/** Before anything is drawn, so that nothing flashes in the other theme. */
const THEME = `try { const theme = localStorage.getItem("theme"); if (theme) document.documentElement.dataset.theme = theme; } catch {}`;

const list = (links, address) =>
  `<ul>${links
    .map(
      ({ title, address: to }) =>
        `<li><a href="${wayTo(address, to)}"${to === address ? ' aria-current="page"' : ""}>${escapeHtml(title)}</a></li>`,
    )
    .join("")}</ul>`;

export function pageHtml({ address, title, body, headings, navigation }) {
  const to = (target) => wayTo(address, target);
  const onPage = headings.filter(({ level }) => level === "h2");
  const contents =
    onPage.length < 3
      ? ""
      : `<aside class="contents"><nav aria-label="On this page"><p>On this page</p><ul>${onPage
          .map(({ text, anchor }) => `<li><a href="#${anchor}">${escapeHtml(text)}</a></li>`)
          .join("")}</ul></nav></aside>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${address === "index.html" ? "saddlepoint" : `${escapeHtml(title)} · saddlepoint`}</title>
<script>${THEME}</script>
<link rel="stylesheet" href="${to("assets/style.css")}">
</head>
<body data-root="${to("index.html").replace(/index\.html$/, "")}">
<a class="skip" href="#text">To the text</a>
<header>
<button type="button" id="menu" aria-expanded="false" aria-controls="navigation">Menu</button>
<a class="name" href="${to("index.html")}">saddlepoint</a>
<div class="search" role="search"><input id="search" type="search" placeholder="Search" aria-label="Search the pages" autocomplete="off"><div id="found" class="found" hidden></div></div>
<button type="button" id="theme">Theme</button>
</header>
<div class="frame">
<nav id="navigation" class="pages" aria-label="Pages">${navigation
    .map((group) => `<p>${escapeHtml(group.title)}</p>${list(group.links, address)}`)
    .join("\n")}</nav>
<main id="text" tabindex="-1">
${body}</main>
${contents}
</div>
<script src="${to("assets/minisearch.js")}" defer></script>
<script src="${to("assets/site.js")}" defer></script>
</body>
</html>
`;
}
