// Builds the site into site/ (npm run site), and checks every link in it.
//   node scripts/site.mjs [FOLDER] [--pages]     --pages: without the reference, the runs and the lab
import { buildSite } from "./site/build.mjs";
import { checkLinks } from "./site/check.mjs";

const [folder = "site"] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const all = !process.argv.includes("--pages");
await buildSite(folder, { reference: all, runs: all, lab: all });
const { dead, count, pages } = await checkLinks(folder);
for (const line of dead) process.stderr.write(`${line}\n`);
process.stdout.write(`${pages} pages in ${folder}, ${count} links, ${dead.length} of them dead\n`);
if (dead.length > 0) process.exit(1);
