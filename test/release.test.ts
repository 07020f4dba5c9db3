/** What a release writes: npm run release. */
import { describe, expect, it } from "vitest";
import { readTexts, releaseTexts } from "../scripts/release.mjs";

const texts = await readTexts();
const { version } = JSON.parse(texts["package.json"] ?? "") as { version: string };
const heading = /^## (\S+) \(unreleased\)$/m.exec(texts["CHANGELOG.md"] ?? "")?.[1];

describe("a release", () => {
  it("can be made of this checkout, if its changes are written down", () => {
    if (heading === undefined) return expect(texts["CHANGELOG.md"]).toContain(`## ${version} (`);
    const { files, notes } = releaseTexts(texts, heading, "2030-01-02");
    expect(notes).toMatch(/^- /m);
    expect(notes).not.toMatch(/^## /m);
    expect(JSON.parse(files["package.json"] ?? "")).toEqual({
      ...JSON.parse(texts["package.json"] ?? ""),
      version: heading,
    });
    const lock = JSON.parse(files["package-lock.json"] ?? "");
    expect([lock.version, lock.packages[""].version]).toEqual([heading, heading]);
    expect(files["CHANGELOG.md"]).toContain(`\n## ${heading} (2030-01-02)\n`);
    expect(files["CITATION.cff"]).toMatch(new RegExp(`^version: ${heading}$`, "m"));
    expect(files["CITATION.cff"]?.match(/^date-released: .*$/gm)).toEqual(["date-released: 2030-01-02"]);
    expect(files["docs/getting-started.md"]).toContain(`saddlepoint-${heading}.tgz`);
    // No page goes on to name the tarball of the last version.
    for (const [path, text] of Object.entries({ ...texts, ...files })) {
      expect(text, path).not.toContain(`saddlepoint-${version}.tgz`);
    }
  });

  const changelog = "# Changes\n\n## 9.1.0 (unreleased)\n\n- A change.\n\n## 0.1.0\n\n- The first.\n";
  const made = (asked: string, changes = changelog) =>
    releaseTexts({ ...texts, "CHANGELOG.md": changes }, asked, "2030-01-02");

  it("has the notes of its own section", () => {
    expect(made("9.1.0").notes).toBe("- A change.");
    expect(made("9.1.0", changelog.replace(/\n## 0[\s\S]*/, "")).notes).toBe("- A change.");
  });

  it.each([
    ["9.1", changelog, "releasing 9.1: expected a version such as 0.2.0."],
    [version, changelog, `expected one later than ${version}`],
    ["0.0.9", changelog, `expected one later than ${version}`],
    ["9.2.0", changelog, 'expected a section "## 9.2.0 (unreleased)" in CHANGELOG.md'],
    ["9.1.0", changelog.replace("- A change.", ""), 'expected changes below "## 9.1.0 (unreleased)"'],
  ])("of %s is refused in words where it cannot be", (asked, changes, words) => {
    expect(() => made(asked, changes)).toThrow(words);
  });
});
