/** Samples over training as animations: progress.webp in a run, and the page of all runs. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { command, filesIn, inFolder, TINY } from "./command.ts";

const pagesOf = async (webp: Buffer): Promise<Record<string, unknown>> => {
  const { format, pages, width, pageHeight, delay, loop } = await sharp(webp, { animated: true }).metadata();
  return { format, pages, width, pageHeight, ends: [delay?.[0], delay?.at(-1)], loop };
};

describe.concurrent("the samples over training", () => {
  it("are joined into an animation when a run ends, to which the report leads", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "120", "--sample-every", "2", "--out", "r", ...TINY);
      // 61 sheets, of which 48 are shown.
      expect(await pagesOf(await readFile(join(cwd, "r/samples/progress.webp")))).toEqual({
        format: "webp",
        pages: 48,
        width: 560,
        pageHeight: 560,
        ends: [900, 900],
        loop: 0,
      });
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).toContain('href="samples/progress.webp" download');
    }));

  it("never cost a run: what cannot be joined is only said", () =>
    inFolder(async (cwd) => {
      await command(cwd, "train", "ring", "--steps", "20", "--sample-every", "10", "--out", "r", ...TINY);
      await writeFile(join(cwd, "r/samples/step-10.png"), "no picture");
      const { code, stdout, stderr } = await command(cwd, "resume", "r", "--steps", "30");
      expect([code, stdout]).toEqual([0, expect.stringContaining("Modes found")]);
      expect(stderr).toContain("The samples were not joined into r/samples/progress.webp: ");
      // The one of the earlier end would be taken for that of this one.
      expect(await filesIn(join(cwd, "r"))).not.toContain("samples/progress.webp");
      expect(await readFile(join(cwd, "r/report.html"), "utf8")).not.toContain("progress.webp");
    }));

  it("stand on one page with the figures of all runs, newest first", () =>
    inFolder(async (cwd) => {
      const older = await command(cwd, "train", "ring", "--steps", "60", "--sample-every", "2", "--json", ...TINY);
      expect(older.code).toBe(0);
      const odd = "runs/<b> & #1%";
      await command(cwd, "train", "two-normals", "--steps", "10", "--out", odd, ...TINY);
      await rm(join(cwd, odd, "samples"), { recursive: true });
      await mkdir(join(cwd, "pages"));
      const { code, stdout } = await command(cwd, "runs", "--out", "pages/runs.html");
      const page = await readFile(join(cwd, "pages/runs.html"), "utf8");
      expect([code, stdout]).toEqual([
        0,
        `2 runs of runs are in pages/runs.html (${new Intl.NumberFormat("en").format(Buffer.byteLength(page))} bytes).\n`,
      ]);
      // The figures of the text table, in the same order of columns.
      const text = (await command(cwd, "runs")).stdout.split("\n").map((line) => line.split(/ {2,}/));
      const headings = [...page.matchAll(/<th scope="col"[^>]*><button type="button">(.*?)<\/button>/g)].map(
        ([, name = ""]) => name,
      );
      const cells = [...page.matchAll(/<tr><th scope="row".*<\/tr>/g)].map(([row]) =>
        [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = ""]) =>
          cell.replace(/<span class="hidden-text">.*?<\/span>/g, "").replace(/<[^>]*>/g, ""),
        ),
      );
      const shared = text[0]?.slice(1, 12) ?? [];
      expect(shared).toHaveLength(11);
      expect(cells.map((row) => shared.map((name) => row[headings.indexOf(name)]))).toEqual(
        [1, 2].map((i) => text[i]?.slice(1, 12)),
      );
      expect(cells.map(([name]) => name)).toEqual(["runs/&#60;b&#62; &#38; #1%", "runs/ring"]);
      // Links lead from where the page is.
      const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
      expect([...new Set(links)]).toEqual(["../runs/%3Cb%3E%20%26%20%231%25/report.html", "../runs/ring/report.html"]);
      expect(page.match(/src(set)?="(?!data:)|<link|<script src/g)).toBeNull();
      const moving = [...page.matchAll(/src="data:image\/webp;base64,([^"]*)"/g)].map(([, data = ""]) => data);
      expect(moving).toHaveLength(1);
      expect(page).toContain("No samples yet.");
      expect(await pagesOf(Buffer.from(moving[0] ?? "", "base64"))).toMatchObject({
        pages: 24,
        width: 320,
        pageHeight: 320,
      });

      await mkdir(join(cwd, "empty"));
      const refused: [string[], string][] = [
        [
          ["runs", "--out", "a.pdf"],
          "listing runs in runs: expected --out with a name that ends in .html, but got a.pdf.",
        ],
        [["runs", "--out", ""], "but got an empty value."],
        [
          ["runs", "--out", "no/such/a.html"],
          "writing no/such/a.html: expected to be able to, but got no such file or folder (ENOENT).",
        ],
        [["runs", "empty", "--out", "a.html"], "writing a.html: expected runs in empty, but got none."],
      ];
      for (const [args, says] of refused) {
        const { code, stderr } = await command(cwd, ...args);
        expect([args.join(" "), code, stderr]).toEqual([args.join(" "), 2, expect.stringContaining(says)]);
      }
      expect((await filesIn(cwd)).filter((file) => file.startsWith("a."))).toEqual([]);
    }));
});
