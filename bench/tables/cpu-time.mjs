// Loaded before a program with --import file:…/cpu-time.mjs?to=FILE: writes the CPU seconds of the whole process there when it ends.
import { writeFileSync } from "node:fs";

const to = new URL(import.meta.url).searchParams.get("to");
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  writeFileSync(to, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakBytes: maxRSS * 1024 }));
});
