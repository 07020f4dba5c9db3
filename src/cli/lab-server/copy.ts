/** The built lab, copied to a folder that another web server serves. */
import { cp, readdir } from "node:fs/promises";
import { listed, problem } from "../../inner.ts";
import { fileProblem, makeFolder } from "../files/writing.ts";
import { requirePages } from "./server.ts";

/** Copies the pages into a new or empty folder; returns how many files there are. */
export async function copyLab(pages: string, folder: string): Promise<number> {
  const doing = `copying the lab to ${folder}`;
  if (folder === "")
    throw problem({ doing: "copying the lab", expected: "the name of a folder", came: "an empty value" });
  await requirePages(pages);
  try {
    const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    if (there.length > 0) {
      throw problem({
        doing,
        expected: "a new or empty folder",
        came: `one with ${listed(there, 3)} in it`,
        next: "Name another one, or delete the old lab first.",
      });
    }
    await makeFolder(folder);
    await cp(pages, folder, { recursive: true });
    return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  } catch (error) {
    throw fileProblem(doing, error, "a new or empty folder");
  }
}
