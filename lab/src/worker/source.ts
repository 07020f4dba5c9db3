/** What the user chose as data, as the library's data sets. */
import {
  builtIn,
  byteImages,
  type DataSet,
  densityData,
  isBuiltIn,
  normalMixture,
  problem,
  readCsv,
  sha256,
  tableData,
} from "#inner";
import type { Opened, Source } from "./protocol.ts";

/** What is drawn by hand is a mixture of normals of this deviation around the points, so that its density is known. */
const BRUSH = 0.04;

export interface OpenedSource {
  readonly data: DataSet;
  readonly notices: Opened["notices"];
}

export async function openSource(source: Source): Promise<OpenedSource> {
  switch (source.kind) {
    case "built-in": {
      if (isBuiltIn(source.name)) return { data: builtIn(source.name), notices: [] };
      throw problem({
        doing: `opening data ${source.name}`,
        expected: "one of the built-in distributions",
        came: source.name,
        next: "Choose one from the list, or load a file.",
      });
    }
    case "drawn":
      return { data: await drawn(source.points), notices: [] };
    case "csv": {
      const table = readCsv(source.name, source.text);
      const data = await tableData(source.name, table);
      return { data, notices: [...(source.notices ?? []), ...table.notices, ...data.notices] };
    }
    case "images": {
      const { name, shape, bytes } = source;
      const [channels = 1, height = 1, width = 1] = shape;
      const count = bytes.length / (channels * height * width);
      const fingerprint = `${count}×${shape.join("×")} sha256:${await sha256(bytes)}`;
      return { data: byteImages(name, bytes, [channels, height, width], fingerprint, count), notices: [] };
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
