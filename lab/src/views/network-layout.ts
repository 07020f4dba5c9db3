/** Where everything stands in the picture of both networks, in CSS pixels. */
import { formatNumber, type LayerFlow, type LayerSummary } from "#inner";
import type { NetworkWords } from "../words/messages.ts";
import { MOST_MAPS, type Opened, type UnitMaps } from "../worker/protocol.ts";

type Words = NetworkWords;

export const HEIGHT = 304;
/** Units that have a cell of their own. */
const MOST_CELLS = MOST_MAPS;

const WIDTHS = { noise: 66, layer: 90, connector: 74, boundary: 158, answer: 92 } as const;
const WIDEST_LAYER = 150;

export interface Place {
  /** `connector`: changes the shape only. */
  readonly kind: keyof typeof WIDTHS;
  readonly left: number;
  readonly width: number;
  readonly player: "G" | "D" | null;
  readonly summary: LayerSummary | null;
  /** Of the layer in what flows. */
  readonly flowAt: number;
  readonly units: number;
  readonly cells: number;
}

export interface NetworkLayout {
  readonly places: readonly Place[];
  readonly width: number;
}

const isConnector = ({ layer }: LayerSummary): boolean => /^(flatten|reshape)\b/.test(layer);

/** @param available what there is to fill; the picture may be wider, then it scrolls. */
export function layoutOf({ networks, config }: Opened, available: number): NetworkLayout {
  const { generator, discriminator } = networks;
  const layersOf = (player: "G" | "D", layers: readonly LayerSummary[], before: number) =>
    layers.map((summary, i) => ({
      kind: isConnector(summary) ? ("connector" as const) : ("layer" as const),
      player,
      summary,
      flowAt: before + i,
      units: summary.output[0] ?? 1,
    }));
  const plain = { player: null, summary: null, flowAt: -1, units: 0 };
  const parts = [
    { ...plain, kind: "noise" as const, units: config.latent },
    ...layersOf("G", generator, 0),
    { ...plain, kind: "boundary" as const },
    ...layersOf("D", discriminator, generator.length),
    { ...plain, kind: "answer" as const },
  ];
  const least = parts.reduce((sum, { kind }) => sum + WIDTHS[kind], 0);
  const columns = parts.filter(({ kind }) => kind === "layer").length;
  const layer = Math.min(WIDEST_LAYER, WIDTHS.layer + Math.max(0, Math.floor((available - least) / columns)));
  let left = 0;
  const places = parts.map((part): Place => {
    const width = part.kind === "layer" ? layer : WIDTHS[part.kind];
    const place = { ...part, left, width, cells: Math.min(MOST_CELLS, part.units) };
    left += width;
    return place;
  });
  return { places, width: left };
}

/** What flows belongs to these networks: a game may have been opened since. */
export function belongs(flow: readonly LayerFlow[] | null, { networks }: Opened): flow is readonly LayerFlow[] {
  const layers = [...networks.generator, ...networks.discriminator];
  return (
    flow !== null &&
    flow.length === layers.length &&
    flow.every(({ layer, activation }, i) => layer === layers[i]?.layer && activation.length === layers[i]?.output[0])
  );
}

/** The maps of the layers of these networks, by their place; those of another game are none. */
export function mapsByLayer(maps: readonly UnitMaps[] | null, { networks }: Opened): Map<number, UnitMaps> {
  const layers = [...networks.generator, ...networks.discriminator];
  const fits = maps?.every(({ layer, units }) => (units.at(-1) ?? 0) < (layers[layer]?.output[0] ?? 0)) ?? false;
  return new Map(fits ? maps?.map((map) => [map.layer, map]) : []);
}

/** Means of neighbours, so that so many cells are left. */
export function pooled(values: Float32Array, cells: number): Float32Array {
  if (values.length <= cells) return values;
  const means = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [Math.floor((cell * values.length) / cells), Math.floor(((cell + 1) * values.length) / cells)];
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i] as number;
    means[cell] = sum / (to - from);
  }
  return means;
}

export const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Two digits are enough to see a gradient vanish. */
export function formatSmall(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : String(+value.toPrecision(2));
  return text.replaceAll("-", "−");
}

/** What comes out of a layer: units, or channels with their height and width. */
export const outputOf = ({ summary, units }: Place, t: Words): string =>
  summary && summary.output.length > 1 ? summary.output.join("×") : t.units(units);

/** For how many units or channels a cell stands, if not for one. */
export function poolingOf({ units, cells }: Place, t: Words, mapped = false): string {
  if (cells >= units) return "";
  if (mapped) return t.mapsOf(String(cells));
  const [least, most] = [Math.floor(units / cells), Math.ceil(units / cells)];
  return t.perCell(least === most ? String(least) : `${least}–${most}`);
}

export const parametersOf = ({ summary }: Place, t: Words): string =>
  summary && summary.parameters > 0 ? t.parameters(formatNumber(summary.parameters)) : "";

/** G's layers get no gradient in D's step. */
export const gradientReaches = (player: "G" | "D" | null, step: "G" | "D"): boolean => player === "D" || step === "G";
