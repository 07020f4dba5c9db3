/** Examples as CSV. */

const quoted = (name: string): string => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** What the numbers of an example are called, as on the command line. */
export function namesOf(size: number, columns: readonly { readonly name: string }[] | null, images: boolean): string[] {
  if (columns) return columns.map(({ name }) => name);
  const letter = images ? "p" : "x";
  return size <= 3 && !images
    ? ["x", "y", "z"].slice(0, size)
    : Array.from({ length: size }, (_, i) => `${letter}${i}`);
}

/** One example per line, under the names. Nine digits tell any two float32 apart. */
export function samplesCsv(names: readonly string[], values: Float32Array): string {
  const lines = [names.map(quoted).join(",")];
  for (let from = 0; from + names.length <= values.length; from += names.length) {
    const example = values.subarray(from, from + names.length);
    lines.push(Array.from(example, (value) => Number(value.toPrecision(9))).join(","));
  }
  return `${lines.join("\n")}\n`;
}
