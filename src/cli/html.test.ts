import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "./html.ts";
import { svgPage } from "./pictures/chart.ts";
import { tableSvg } from "./pictures/table.ts";

/** Every UTF-16 code unit by itself: halves of characters, control characters, what marks up. */
const every = Array.from({ length: 2 ** 16 }, (_, code) => String.fromCharCode(code));

describe("text on a page or in a picture", () => {
  it("is nothing but text, and can be written in XML, whatever it is", async () => {
    const plain = /^(&#\d+;|[\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd])$/;
    expect(every.map(escapeHtml).filter((escaped) => !plain.test(escaped) || /[<>"']/.test(escaped))).toEqual([]);
    // The XML parser under sharp is the judge of the odd ones.
    const odd = every.filter((text) => escapeHtml(text) !== text);
    expect(odd).toHaveLength(2048 + 2 + 32 + 32 - 3 + 1 + 5);
    const page = svgPage(100, 100, [
      { x: 0, y: 0, svg: `<text>${escapeHtml([...odd.slice(0, 100), ...odd.slice(-2)].join(" "))}</text>` },
    ]);
    expect((await sharp(Buffer.from(page)).png().toBuffer()).length).toBeGreaterThan(0);
  });

  it("keeps what can be written, and shows what cannot", () => {
    expect(escapeHtml("é 日本 𝄞 a\tb\n")).toBe("é 日本 𝄞 a\tb\n");
    expect(escapeHtml("a\0b\x1bc\x7fd\x85e\ud834f\uffff")).toBe("a␀b␛c␡d\ufffde\ufffdf\ufffd");
    expect(escapeHtml(`<b title="x" id='y'>&amp;`)).toBe("&#60;b title=&#34;x&#34; id=&#39;y&#39;&#62;&#38;amp;");
  });

  it("in the picture of a table may be any name of a column, cut between the halves of a character too", async () => {
    const names = ["\0\x01\x1b[31m", "<script>&\"'", "\x7f\x85\ud834", "𝄞".repeat(60), "\ufffe\uffff"];
    const columns = names.map((name) => ({ name, center: 0, scale: 1 }));
    const rows = Float32Array.from({ length: 4 * names.length }, (_, i) => Math.sin(i));
    const picture = tableSvg(columns, rows, rows);
    expect(picture).not.toContain("<script>");
    expect((await sharp(Buffer.from(picture)).png().toBuffer()).length).toBeGreaterThan(0);
  });
});
