import { shellWord } from "../../inner.ts";
import { createProject } from "../project/create-project.ts";
import type { Output } from "../terminal/output.ts";

/** `init [dir]`: makes a project. */
export async function initCommand(folder: string, { result }: Output): Promise<void> {
  const files = await createProject(folder);
  const go = folder === "." ? "" : `cd ${shellWord(folder)} && `;
  result(
    { folder, files },
    `A project is in ${folder}: ${files.join(", ")}.\n\n  ${go}npm install\n  npm run train    # trains in seconds, and exports the generator\n  npm run dev      # a page that uses it\n\nIts README.md says what lies where.`,
  );
}
