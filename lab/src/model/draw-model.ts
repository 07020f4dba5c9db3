/** Draws the model: its ways, its parts with what is in them, and what does not work at present, fainter. */
import { FONT } from "../draw/axes.ts";
import type { Palette } from "../draw/palette.ts";
import type { ModelPart } from "../words/messages.ts";
import type { Activity, Current } from "./activity.ts";
import { type Graph, NAME, PARTS, type Segment } from "./graph.ts";
import type { Miniatures, Seen } from "./miniatures.ts";

const FAINT = 0.28;
const SMALL = `11px ${FONT.slice(FONT.indexOf("system-ui"))}`;

interface Names {
  /** With a word, where there is room for it, and without. */
  readonly [part: string]: { readonly name: string; readonly short: string };
}

export interface ModelScene {
  readonly graph: Graph;
  readonly activity: Activity;
  readonly seen: Seen;
  readonly names: Names;
  /** The part that is explained. */
  readonly told: ModelPart | null;
  readonly stop: string;
}

const colourOf = (part: ModelPart, palette: Palette): string =>
  ({
    z: palette.faint,
    G: palette.generated,
    generated: palette.generated,
    real: palette.real,
    D: palette.discriminator,
    answers: palette.faint,
  })[part];

function arrow(
  context: CanvasRenderingContext2D,
  { from, to }: Segment,
  look: { colour: string; width: number; dash: number[] },
): void {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const head = 5;
  const end = [to[0] - head * Math.cos(angle), to[1] - head * Math.sin(angle)] as const;
  context.strokeStyle = look.colour;
  context.fillStyle = look.colour;
  context.lineWidth = look.width;
  context.setLineDash(look.dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...end);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...to);
  for (const turn of [-1, 1]) {
    context.lineTo(
      to[0] - head * 1.5 * Math.cos(angle + turn * 0.5),
      to[1] - head * 1.5 * Math.sin(angle + turn * 0.5),
    );
  }
  context.fill();
}

function wires(context: CanvasRenderingContext2D, palette: Palette, { graph, activity }: ModelScene): void {
  const runs = (from: string, to: string, what: Current["what"]): Current | undefined =>
    activity.currents.find((current) => current.from === from && current.to === to && current.what === what);
  for (const { wire, data, gradient } of graph.wires) {
    for (const [what, segment] of [
      ["data", data],
      ["gradient", gradient],
    ] as const) {
      if (!segment) continue;
      const current = runs(wire[0], wire[1], what);
      context.globalAlpha = current || !activity.lit ? 1 : FAINT;
      arrow(context, segment, {
        colour: current ? palette[current.of] : palette.faint,
        width: current ? 1.8 : 1,
        dash: what === "gradient" ? [3, 3] : [],
      });
    }
  }
  context.globalAlpha = 1;
}

/** Between G's samples and D: no gradient crosses it while D moves. */
function stopLine(context: CanvasRenderingContext2D, { graph, stop }: ModelScene, colour: string): void {
  const { D, generated } = graph.squares;
  const left = D.left - Math.min(7, (D.left - generated.left - generated.side) / 3);
  context.fillStyle = colour;
  context.fillRect(left - 1.5, D.top + 2, 3, D.side - 4);
  if (D.left - generated.left - generated.side < 60) return;
  context.font = SMALL;
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText(stop, left - 5, D.top + 8);
}

export function drawModel(
  context: CanvasRenderingContext2D,
  palette: Palette & { readonly bad: string; readonly raised: string },
  miniatures: Miniatures,
  scene: ModelScene,
): void {
  const { graph, activity, seen, names, told } = scene;
  wires(context, palette, scene);
  for (const part of PARTS) {
    const square = graph.squares[part];
    const { left, top, side } = square;
    const lit = activity.lit?.has(part) ?? false;
    const strength = activity.lit && !lit ? FAINT : 1;
    context.globalAlpha = strength;
    context.fillStyle = palette.raised;
    context.fillRect(left, top, side, side);
    context.save();
    miniatures[part](context, square, palette, seen);
    context.restore();
    context.globalAlpha = strength;
    const strong = lit || told === part;
    context.strokeStyle = strong && told === part ? palette.accent : colourOf(part, palette);
    context.lineWidth = strong ? 3 : 1.5;
    context.strokeRect(left, top, side, side);
    context.font = lit ? `600 ${SMALL}` : SMALL;
    context.fillStyle = palette.ink;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    const { name = part, short = part } = names[part] ?? {};
    const room = Math.min(side + 40, 2 * Math.min(left, graph.width - left - side) + side);
    context.fillText(context.measureText(name).width <= room ? name : short, left + side / 2, top - NAME + 11);
  }
  context.globalAlpha = 1;
  if (activity.stops) stopLine(context, scene, palette.bad);
}
