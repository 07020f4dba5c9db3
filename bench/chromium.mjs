// The system's Chromium: what is timed in a browser and what is tested in one use the same.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Absent where there is none at its usual places. */
export const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

/** Starts it with a profile of its own, so that it does nothing but what it is asked for. */
export const launchChromium = (...more) =>
  chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      ...["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", ...(more.length > 0 ? more : ["--disable-gpu"])],
    ],
  });
