/** Draws both networks: a column of cells for each layer, and the way of activations and gradients. */
import type { LayerFlow } from "#inner";
import { type Rgb, rgbOf } from "../draw/colours.ts";
import type { Palette } from "../draw/palette.ts";
import type { NetworkWords } from "../words/messages.ts";
import type { UnitMaps } from "../worker/protocol.ts";
import { gradientReaches, HEIGHT, type NetworkLayout, type Place, pooled } from "./network-layout.ts";
import { BAR, layTiles, type MapPainter, type Tiles, tileAt } from "./unit-maps.ts";

type Words = NetworkWords;

/** Gradients from 10^−DECADES to 1 have a length. */
const DECADES = 6;
const [CELLS_TOP, CELLS_HEIGHT, LARGEST_CELL] = [64, 188, 14];
const MIDDLE = CELLS_TOP + CELLS_HEIGHT / 2;
/** Where gradients go back. */
const BACK = HEIGHT - 30;
const [CELL_WIDTH, BAR_GAP, BAR_WIDTH] = [18, 3, 26];
const COLUMN_WIDTH = CELL_WIDTH + BAR_GAP + BAR_WIDTH;
const RAMP = 32;

export interface NetworkColours extends Palette {
  /** The line that no gradient crosses. */
  readonly bad: string;
  readonly raised: string;
  /** Colours of activations from −1 to 1, at 0 that of the paper. */
  readonly ramp: readonly string[];
  /** The same, three bytes each. */
  readonly shades: Uint8ClampedArray;
}

/** Colours of activations from the most negative to the most positive. */
export function rampBetween(negative: string, zero: string, positive: string): string[] {
  const [low, middle, high] = [negative, zero, positive].map(rgbOf) as [Rgb, Rgb, Rgb];
  return Array.from({ length: 2 * RAMP + 1 }, (_, i) => {
    const [end, share] = i < RAMP ? [low, 1 - i / RAMP] : [high, i / RAMP - 1];
    return `rgb(${middle.map((from, channel) => Math.round(from + ((end[channel] ?? from) - from) * share)).join(" ")})`;
  });
}

/** The bytes of colours that {@link rampBetween} gives. */
export const bytesOf = (ramp: readonly string[]): Uint8ClampedArray =>
  Uint8ClampedArray.from(ramp.flatMap((colour) => colour.match(/\d+/g)?.map(Number) ?? []));

interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly colours: NetworkColours;
  readonly layout: NetworkLayout;
  readonly flow: readonly LayerFlow[] | null;
  /** Of the layers that have maps: each unit is one, in the place of its cell. */
  readonly maps: ReadonlyMap<number, UnitMaps>;
  readonly painter: MapPainter;
  /** Whose step is shown. */
  readonly player: "G" | "D";
  /** Real examples take part in this step. */
  readonly real: boolean;
  readonly words: Words;
}

function arrow({ context }: Drawing, from: number, to: number, y: number, colour: string, dash: number[] = []): void {
  const head = Math.sign(to - from) * 6;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to - head, y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(to, y);
  context.lineTo(to - head, y - 3.5);
  context.lineTo(to - head, y + 3.5);
  context.fill();
}

/** Lines no wider than `width`, the first at y. */
function write({ context }: Drawing, text: string, x: number, y: number, width: number): void {
  let line = "";
  let at = y;
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > width) {
      context.fillText(line, x, at);
      at += 14;
      line = word;
    } else line = longer;
  }
  context.fillText(line, x, at);
}

const tilesOf = (maps: UnitMaps, place: Place): Tiles =>
  layTiles(maps.units.length, { width: place.width - 26, height: CELLS_HEIGHT });

/** Half the width of what is drawn of a layer, with some room. */
function halfOf({ maps }: Drawing, place: Place): number {
  if (place.kind === "connector") return 4;
  const own = maps.get(place.flowAt);
  return (own ? tilesOf(own, place).width : COLUMN_WIDTH) / 2 + 5;
}

/** 1 for a gradient of 1 and more, 0 for one that is next to nothing. */
const shareOf = (gradient: number): number => Math.min(1, Math.max(0, 1 + Math.log10(gradient) / DECADES));

/** Units as maps, each with the bar of its gradient beneath. */
function mapped(drawing: Drawing, place: Place, maps: UnitMaps): void {
  const { context, colours, flow, player, painter } = drawing;
  const tiles = tilesOf(maps, place);
  const left = place.left + (place.width - tiles.width) / 2;
  const top = MIDDLE - tiles.height / 2;
  const own = flow?.[place.flowAt];
  const gradient = own && gradientReaches(place.player, player) ? own.gradient : undefined;
  maps.units.forEach((unit, i) => {
    const [across, down] = tileAt(tiles, i);
    const tile = { left: left + across, top: top + down, side: tiles.side };
    painter.draw(context, maps, i, tile, colours);
    context.strokeStyle = colours.faint;
    context.lineWidth = 0.75;
    context.strokeRect(tile.left, tile.top, tile.side, tile.side);
    if (!gradient) return;
    context.fillStyle = colours.pull;
    context.fillRect(tile.left, tile.top + tile.side + 1, tile.side * shareOf(gradient[unit] as number), BAR);
  });
}

function column(drawing: Drawing, place: Place): void {
  const { context, colours, flow, player } = drawing;
  const { cells, left, width, flowAt } = place;
  const height = Math.min(LARGEST_CELL, CELLS_HEIGHT / cells);
  const inner = height - (height > 4 ? 1 : 0);
  const top = MIDDLE - (height * cells) / 2;
  const x = left + (width - COLUMN_WIDTH) / 2;
  const barX = x + CELL_WIDTH + BAR_GAP;
  const own = flow?.[flowAt];
  const activation = own && pooled(own.activation, cells);
  const gradient = own && gradientReaches(place.player, player) ? pooled(own.gradient, cells) : undefined;
  let scale = 0;
  if (activation) for (const value of activation) scale = Math.max(scale, Math.abs(value));
  for (let i = 0; i < cells; i++) {
    const share = activation && scale > 0 ? (activation[i] as number) / scale : 0;
    context.fillStyle = colours.ramp[Math.round(RAMP * (1 + share))] ?? colours.paper;
    context.fillRect(x, top + i * height, CELL_WIDTH, inner);
  }
  context.strokeStyle = colours.faint;
  context.lineWidth = 1;
  if (inner >= 5)
    for (let i = 0; i < cells; i++) context.strokeRect(x + 0.5, top + i * height + 0.5, CELL_WIDTH - 1, inner - 1);
  else context.strokeRect(x - 0.5, top - 0.5, CELL_WIDTH + 1, height * cells + 1);
  if (!gradient) return;
  context.fillStyle = colours.rule;
  context.fillRect(barX - 1, top, 1, height * cells);
  context.fillStyle = colours.pull;
  for (let i = 0; i < cells; i++) {
    context.fillRect(barX, top + i * height, BAR_WIDTH * shareOf(gradient[i] as number), inner);
  }
}

/** A player's part of the picture, with a dashed frame if it is frozen. */
function frame(drawing: Drawing, who: "G" | "D"): void {
  const { context, colours, layout, player, words } = drawing;
  const own = layout.places.filter((place) => place.player === who);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return;
  const frozen = who !== player;
  context.fillStyle = colours.raised;
  context.strokeStyle = frozen ? colours.faint : who === "G" ? colours.generated : colours.discriminator;
  context.lineWidth = frozen ? 1 : 2;
  context.setLineDash(frozen ? [5, 4] : []);
  context.beginPath();
  context.roundRect(first.left + 1, 6, last.left + last.width - first.left - 2, HEIGHT - 12, 8);
  context.fill();
  context.stroke();
  context.setLineDash([]);
  context.textAlign = "left";
  context.fillStyle = colours.ink;
  context.font = "600 13px system-ui, sans-serif";
  context.fillText(words[who], first.left + 12, 25);
  if (!frozen) return;
  context.font = "12px system-ui, sans-serif";
  context.fillStyle = colours.faint;
  const width = last.left + last.width - first.left - 24;
  write(drawing, who === "D" ? words.passes : words.frozen, first.left + 12, 42, width);
}

/** Between G and D: G(z) goes on, x joins, and in D's step the red line stands. */
function boundary(drawing: Drawing, { left, width }: Place): void {
  const { context, colours, player, real, words } = drawing;
  const join = left + width - 34;
  context.textAlign = "center";
  context.font = "13px system-ui, sans-serif";
  context.fillStyle = colours.generated;
  context.fillText("G(z)", left + 28, MIDDLE - 9);
  arrow(drawing, left + 4, left + width - 4, MIDDLE, colours.ink);
  if (real) {
    context.fillStyle = colours.real;
    context.fillText(words.real, join - 8, MIDDLE + 66);
    context.strokeStyle = colours.ink;
    context.beginPath();
    context.moveTo(join, MIDDLE + 50);
    context.lineTo(join, MIDDLE);
    context.stroke();
    context.fillStyle = colours.ink;
    context.beginPath();
    context.arc(join, MIDDLE, 3, 0, 2 * Math.PI);
    context.fill();
  }
  if (player !== "D") return;
  const x = left + 64;
  context.strokeStyle = colours.bad;
  context.lineWidth = 4;
  context.beginPath();
  context.moveTo(x, 12);
  context.lineTo(x, HEIGHT - 12);
  context.stroke();
  context.fillStyle = colours.bad;
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "left";
  write(drawing, words.stops, x + 8, 22, width - 76);
}

export function drawNetworks(drawing: Drawing): void {
  const { context, colours, layout, player } = drawing;
  const { places } = layout;
  context.clearRect(0, 0, layout.width, HEIGHT);
  context.textBaseline = "alphabetic";
  frame(drawing, "G");
  frame(drawing, "D");
  for (const [i, place] of places.entries()) {
    const { kind, left, width } = place;
    const next = places[i + 1];
    const maps = drawing.maps.get(place.flowAt);
    if (maps) mapped(drawing, place, maps);
    else if (kind === "layer" || kind === "noise") column(drawing, place);
    if (kind === "connector") {
      context.fillStyle = colours.faint;
      context.fillRect(left + width / 2 - 1, CELLS_TOP + 12, 2, CELLS_HEIGHT - 24);
    }
    if (kind === "boundary") boundary(drawing, place);
    if (next && kind !== "boundary") {
      const from = left + width / 2 + halfOf(drawing, place);
      const to = next.kind === "boundary" ? next.left - 3 : next.left + next.width / 2 - halfOf(drawing, next);
      // Into the answer, the arrow ends before the text.
      arrow(drawing, from, next.kind === "answer" ? next.left + 12 : to, MIDDLE, colours.ink);
    }
    if (kind === "answer") {
      context.font = "13px system-ui, sans-serif";
      context.textAlign = "left";
      context.fillStyle = colours.ink;
      context.fillText("D(G(z))", left + 18, MIDDLE + 4);
    }
    const previous = places[i - 1];
    const reached = previous && previous.kind !== "noise" && gradientReaches(previous.player ?? player, player);
    if (!reached || kind === "noise") continue;
    // The gradient's arrows end where it stops: at the red line, or at G's first layer.
    const stop = previous.kind === "boundary" && player === "D" ? previous.left + 68 : undefined;
    const middle = (of: Place): number => of.left + of.width / 2;
    arrow(drawing, middle(place) - 3, stop ?? middle(previous) + 3, BACK, colours.pull, [4, 3]);
  }
}
