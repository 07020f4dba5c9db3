/**
 * Games that are near their equilibrium, to look at without waiting. The states are checkpoints of the command line:
 *
 *     saddlepoint train ring --g-widths 64,64 --d-widths 32,32
 *     saddlepoint train two-normals --latent 1
 */
const files: Readonly<Record<string, URL>> = {
  ring: new URL("./ring.safetensors", import.meta.url),
  "two-normals": new URL("./two-normals.safetensors", import.meta.url),
};

/** Whether there is a trained state for built-in data of this name. */
export const isTrained = (name: string): boolean => Object.hasOwn(files, name);

/** The checkpoint of the trained state; an error says why it could not be read. */
export async function trainedState(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(files[name] as URL);
  if (!response.ok)
    throw new Error(`The trained state of ${name} could not be read: ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}
