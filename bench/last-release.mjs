// What the last release of this project is: the newest tag that `npm run release` has made in the history of the checkout, else the commit
// that last-release.json names, for 0.1.0 was never tagged.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkout } from "../scripts/same-bytes/builds.mjs";

const git = (...args) => spawnSync("git", args, { cwd: checkout, encoding: "utf8" });

/** Its name, for sentences, and what git knows it by. */
export function lastRelease() {
  const { status, stdout } = git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*");
  const tag = stdout?.trim();
  if (status === 0 && tag) return { name: tag, commit: tag };
  const { version, commit } = JSON.parse(readFileSync(new URL("last-release.json", import.meta.url), "utf8"));
  if (git("cat-file", "-e", `${commit}^{commit}`).status === 0) return { name: `v${version}`, commit };
  throw new Error(
    `finding the last release: expected a tag such as v${version} or the commit ${commit.slice(0, 7)} in this checkout; neither is there. ` +
      "Fetch the whole history (git fetch --unshallow --tags), or name a commit by --against.",
  );
}
