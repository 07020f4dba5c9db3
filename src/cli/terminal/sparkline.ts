/** A curve in one line of text. */

const BLOCKS = [..."▁▂▃▄▅▆▇█"];
/** Where only ASCII can be shown. */
const PLAIN = [..."_.-=+*#"];

/** Whether the terminal's locale has more than ASCII. Systems without locales in the environment have. */
export function showsUnicode(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG;
  return locale === undefined || locale === "" ? process.platform !== "linux" : /utf-?8/i.test(locale);
}

/** Numbers as heights from the least to the greatest; of more than `width` each place is the mean of its share. */
export function sparkline(values: readonly number[], width: number, unicode: boolean): string {
  const finite = values.filter(Number.isFinite);
  const places = Math.min(width, finite.length);
  const means = Array.from({ length: places }, (_, i) => {
    const share = finite.slice(
      Math.floor((i * finite.length) / places),
      Math.floor(((i + 1) * finite.length) / places),
    );
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const steps = unicode ? BLOCKS : PLAIN;
  return means
    .map((value) => steps[high > low ? Math.round(((value - low) / (high - low)) * (steps.length - 1)) : 0])
    .join("");
}

/** The last values of a curve without end in bounded room: where there are too many, two become one. */
export interface Curve {
  readonly add: (value: number) => void;
  readonly values: () => readonly number[];
}

export function createCurve(most = 512): Curve {
  let values: number[] = [];
  let each = 1;
  let [sum, count] = [0, 0];
  return {
    add: (value) => {
      if (!Number.isFinite(value)) return;
      sum += value;
      count++;
      if (count < each) return;
      values.push(sum / count);
      [sum, count] = [0, 0];
      if (values.length < most) return;
      values = Array.from({ length: most / 2 }, (_, i) => ((values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0)) / 2);
      each *= 2;
    },
    values: () => values,
  };
}
