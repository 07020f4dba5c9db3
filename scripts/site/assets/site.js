// What a page of the site does by itself: the menu of narrow screens, the theme, the search. All else works without it.
const byId = (id) => document.getElementById(id);
const root = document.body.dataset.root ?? "";

byId("menu").addEventListener("click", ({ currentTarget }) => {
  const open = byId("navigation").classList.toggle("open");
  currentTarget.setAttribute("aria-expanded", String(open));
});

byId("theme").addEventListener("click", () => {
  const { dataset } = document.documentElement;
  const dark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", dataset.theme);
  } catch {
    // A page that may keep nothing forgets the choice.
  }
});

/** Loaded when somebody begins to search; as a script, which pages from a disk may load too. */
let loading;
const index = () => {
  loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = `${root}assets/search-index.js`;
    script.onload = () => {
      const search = new MiniSearch({
        fields: ["title", "page", "text"],
        storeFields: ["title", "page", "text"],
        searchOptions: {
          boost: { title: 4, page: 2 },
          // Pages for those who build it come behind pages for those who use it.
          boostDocument: (id) => (/^(decisions|measurements|messages|tuning|benchmarks|design)\./.test(id) ? 0.4 : 1),
          prefix: true,
          fuzzy: 0.15,
          combineWith: "AND",
        },
      });
      search.addAll(globalThis.siteSections);
      done(search);
    };
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
};

/** The words about the first place that was looked for. */
function excerpt(text, terms) {
  const at = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...at, text.length) - 30);
  return `${from > 0 && at.length > 0 ? "…" : ""}${text.slice(at.length > 0 ? from : 0).slice(0, 140)}`;
}

const found = byId("found");
const field = byId("search");
async function show() {
  const query = field.value.trim();
  found.hidden = query === "";
  if (query === "") return;
  const results = (await index()).search(query).slice(0, 12);
  if (field.value.trim() !== query) return;
  const none = document.createElement("p");
  none.textContent = "Nothing was found.";
  found.replaceChildren(
    ...(results.length === 0 ? [none] : []),
    ...results.map(({ id, title, page, text, terms }) => {
      const link = document.createElement("a");
      link.href = root + id;
      const where = document.createElement("small");
      where.textContent = `${page === title ? "" : `${page}: `}${excerpt(text, terms)}`;
      link.append(title, where);
      return link;
    }),
  );
}
field.addEventListener("input", show);
field.addEventListener("focus", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") found.hidden = true;
  if (event.key === "/" && document.activeElement === document.body) {
    event.preventDefault();
    field.focus();
  }
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest(".search")) found.hidden = true;
});
