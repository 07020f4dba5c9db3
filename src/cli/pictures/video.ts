/** Frames as a video: by ffmpeg, where that is on the path. */
import { spawn } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { problem } from "../../inner.ts";

/** What was said last, of which one line is shown. */
const MOST_SAID = 4000;

/**
 * Writes PNG pictures of one size as an .mp4 that every player knows: H.264 in 4:2:0, with sides made even.
 *
 * @param path is there only when the whole video is.
 */
export async function writeVideo(path: string, frames: readonly Uint8Array[], perSecond: number): Promise<void> {
  const part = `${path}.part.mp4`;
  const input = ["-f", "image2pipe", "-framerate", String(perSecond), "-c:v", "png", "-i", "-"];
  const even = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white";
  const output = ["-vf", even, "-c:v", "libx264", "-crf", "16", "-pix_fmt", "yuv420p", "-movflags", "+faststart", part];
  try {
    await piped(["-loglevel", "error", "-y", ...input, ...output], frames, path);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

function piped(args: readonly string[], frames: readonly Uint8Array[], path: string): Promise<void> {
  const doing = `writing ${path}`;
  return new Promise((done, fail) => {
    const child = spawn("ffmpeg", args, { stdio: ["pipe", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-MOST_SAID);
    });
    child.on("error", (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === "ENOENT";
      fail(
        problem({
          doing,
          expected: "ffmpeg on the path, which makes .mp4 files",
          came: missing ? "none" : cause.message,
          next: "Install it, or write a .webp or .gif file, which need nothing else.",
          cause,
        }),
      );
    });
    child.on("close", (code, signal) => {
      if (code === 0) return done();
      const reason = said.trim().split("\n").at(-1) ?? "";
      const came = `it ended with ${signal ?? String(code)}${reason === "" ? "" : `: ${reason}`}`;
      fail(problem({ doing, expected: "ffmpeg to make a video", came, next: "Write a .webp or .gif file instead." }));
    });
    // It tells by its exit code why it took no more.
    child.stdin.on("error", () => undefined);
    for (const frame of frames) child.stdin.write(frame);
    child.stdin.end();
  });
}
