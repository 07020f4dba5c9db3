/**
 * The command line as the child of another command, which has a channel to it: it ends when that process does, however that ended, as
 * if it had been interrupted. So a sweep that is killed leaves no runs behind.
 */
import process from "node:process";

process.on("disconnect", () => {
  // On systems without signals a handler can be called all the same.
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(130);
});
// Listening alone shall not keep it alive.
process.channel?.unref();

await import("./start.ts");
