/** One picture of the user's own, made as the pictures of a run were. */
import { basename } from "node:path";
import { type GivenDataOptions, problem, type Shape } from "../../inner.ts";
import { type Form, formOf } from "./form.ts";
import { decodeImage, readHeader } from "./image-decode.ts";
import { measureDepths } from "./image-depth.ts";
import { pictureReason } from "./picture-reason.ts";
import { readBytes } from "./reading.ts";

/**
 * A picture [channels × height × width] in [−1, 1]. What is changed to make it like the run's pictures is said: its sides, and colours
 * that a run of grey pictures has not.
 */
export async function readOnePicture(
  path: string,
  [channels = 1, height = 1, width = 1]: Shape,
  { fit = "cover", background = "#ffffff", range }: GivenDataOptions,
  say: (line: string) => void,
): Promise<Float32Array> {
  const doing = `reading the picture ${path}`;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw problem({ doing, expected: "a run of pictures with 1, 3 or 4 channels", came: `one with ${channels}` });
  }
  // A missing file has its own sentence.
  await readBytes(path, "picture");
  const form: Form = formOf(channels, `${width}x${height}`, fit, { background, range });
  try {
    const [header, depths] = [
      await readHeader(path),
      await measureDepths([{ name: basename(path), path, bytes: 0, changed: 0 }], range),
    ];
    const { pixels, sides } = await decodeImage(path, form, depths);
    const name = basename(path);
    if (sides.width !== width || sides.height !== height) {
      say(
        `${name} is ${sides.width}×${sides.height} and was made ${width}×${height}, as the run's pictures were (fit ${fit}).`,
      );
    }
    if (channels === 1 && !header.grey)
      say(`${name} is stored in colour; the run's pictures are grey, so it is seen in grey.`);
    return Float32Array.from(pixels, (byte) => byte / 127.5 - 1);
  } catch (error) {
    throw problem({ doing, expected: "a picture that can be decoded", came: pictureReason(error), cause: error });
  }
}
