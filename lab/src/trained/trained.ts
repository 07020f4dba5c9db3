/**
 * States near their equilibrium, to look at without waiting: checkpoints of the command line, made by scripts/train-lab-states.mjs and read only
 * when they are asked for.
 */
const files: Readonly<Record<string, URL>> = {
  normal: new URL("./normal.safetensors", import.meta.url),
  "two-normals": new URL("./two-normals.safetensors", import.meta.url),
  uniform: new URL("./uniform.safetensors", import.meta.url),
  ring: new URL("./ring.safetensors", import.meta.url),
  grid: new URL("./grid.safetensors", import.meta.url),
  line: new URL("./line.safetensors", import.meta.url),
  blobs: new URL("./blobs.safetensors", import.meta.url),
  "swiss-roll": new URL("./swiss-roll.safetensors", import.meta.url),
  moons: new URL("./moons.safetensors", import.meta.url),
  glyphs: new URL("./glyphs.safetensors", import.meta.url),
  digits: new URL("./digits.safetensors", import.meta.url),
  clothes: new URL("./clothes.safetensors", import.meta.url),
};

/** Those whose data do not come with the lab: their generators can be drawn from. */
export const trainedGenerators = ["digits", "clothes"] as const;

/** Whether there is a trained state of this name. */
export const isTrained = (name: string): boolean => Object.hasOwn(files, name);

/** The checkpoint of the trained state; an error says why it could not be read. */
export async function trainedState(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(files[name] as URL);
  if (!response.ok)
    throw new Error(`The trained state of ${name} could not be read: ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}
