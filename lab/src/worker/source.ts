/** What the user chose as data, as the library's data sets. */
import { builtIn, byteImages, type DataSet, densityData, isBuiltIn, normalMixture, problem, sha256 } from "#inner";
import { openArray } from "./array-source.ts";
import type { Opened, Source } from "./protocol.ts";
import { openTable } from "./table-source.ts";

/** What is drawn by hand is a mixture of normals of this deviation around the points, so that its density is known. */
const BRUSH = 0.04;

export interface OpenedSource extends Pick<Opened, "notices" | "read"> {
  readonly data: DataSet;
}

const plain = (data: DataSet): OpenedSource => ({ data, notices: [], read: null });

export async function openSource(source: Source): Promise<OpenedSource> {
  switch (source.kind) {
    case "built-in": {
      if (isBuiltIn(source.name)) return plain(builtIn(source.name));
      throw problem({
        doing: `opening data ${source.name}`,
        expected: "one of the built-in distributions",
        came: source.name,
        next: "Choose one from the list, or load a file.",
      });
    }
    case "drawn":
      return plain(await drawn(source.points));
    case "table":
      return openTable(source);
    case "array":
      return { ...(await openArray(source)), read: null };
    case "images": {
      const { name, shape, bytes } = source;
      const [channels = 1, height = 1, width = 1] = shape;
      const count = bytes.length / (channels * height * width);
      const fingerprint = `${count}×${shape.join("×")} sha256:${await sha256(bytes)}`;
      return plain(byteImages(name, bytes, [channels, height, width], fingerprint, count));
    }
  }
}

async function drawn(points: readonly (readonly [number, number])[]): Promise<DataSet> {
  if (points.length === 0) {
    throw problem({
      doing: "opening the drawing",
      expected: "at least one point",
      came: "none",
      next: "Draw in the square first.",
    });
  }
  const { modes: _, ...density } = normalMixture(points, BRUSH);
  const digest = await sha256(new Uint8Array(Float64Array.from(points.flat()).buffer));
  return densityData("drawing", density, `drawing of ${points.length} points sha256:${digest}`);
}
