// What the search looks through: each page from heading to heading.
const textOf = (html) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();

export function sectionsOf({ address, title, body }) {
  return body.split(/(?=<h[123] id=")/).flatMap((part) => {
    const [heading = "", anchor = ""] = /^<h[123] id="([^"]*)">[\s\S]*?<\/h[123]>/.exec(part) ?? [];
    const text = textOf(part.slice(heading.length));
    const named = textOf(heading) || title;
    return text === "" && heading === "" ? [] : [{ id: `${address}#${anchor}`, title: named, page: title, text }];
  });
}
