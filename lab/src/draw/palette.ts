/** The colours of theme.css, for what is drawn on a canvas. */
export interface Palette {
  readonly ink: string;
  readonly paper: string;
  readonly faint: string;
  readonly rule: string;
  readonly accent: string;
  readonly real: string;
  readonly generated: string;
  readonly discriminator: string;
  readonly optimal: string;
  readonly pull: string;
}

const NAMES = [
  "ink",
  "paper",
  "faint",
  "rule",
  "accent",
  "real",
  "generated",
  "discriminator",
  "optimal",
  "pull",
] as const satisfies readonly (keyof Palette)[];

/** As they are in force where the element stands: they change with the theme. */
export function paletteAt(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as unknown as Palette;
}
