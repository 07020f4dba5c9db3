// The system's Chromium: what is timed in a browser and what is tested in one use the same.
import { existsSync } from "node:fs";

/** Absent where there is none at its usual places. */
export const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
