// What becomes of files: bits that flip, ends that are cut, numbers and kinds that nobody expects.

const DEEP = 10_000;

/** Values that stand in the place of others. Those in {@link raw} are put into the text as they are. */
const hostileValues = [
  null,
  true,
  -1,
  0,
  0.5,
  -5,
  1e9,
  2 ** 31,
  2 ** 53 + 2,
  1e308,
  "",
  "abc",
  "-1",
  "NaN",
  "<script>alert(1)</script>",
  "\0\x01\x1b[31m\x7f\ufffe",
  "\ud800",
  "../../etc/passwd",
  "x".repeat(100_000),
  [],
  {},
  [null],
  [[]],
  { length: -1 },
  new Array(10_000).fill(0),
  raw("1e999"),
  raw("-0"),
  raw("NaN"),
  raw("-Infinity"),
  raw("01"),
  raw("undefined"),
  raw("9".repeat(500)),
  raw("[".repeat(DEEP) + "]".repeat(DEEP)),
  raw(`${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`),
  raw('{"__proto__":{"step":1}}'),
];
const hostileKeys = ["__proto__", "constructor", "toString", "", "\0", "<b>", "x".repeat(1000), "unknown"];

/** A value that JSON has no way to write; {@link jsonText} puts it in. */
function raw(text) {
  return `\0raw:${text}`;
}

export const jsonText = (value) =>
  JSON.stringify(value).replace(/"\\u0000raw:([^"\\]*(?:\\.[^"\\]*)*)"/g, (_, text) => JSON.parse(`"${text}"`));

/** Every place in a tree of JSON, as its parent and its key there. */
function placesIn(value, found = []) {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    placesIn(value[key], found);
  }
  return found;
}

/** Changes a tree of JSON in one place. The top itself is never another value: {@link mutateBytes} sees to that. */
export function mutateTree(random, tree) {
  const places = placesIn(tree);
  if (places.length === 0) return;
  const [parent, key] = random.pick(places);
  const value = parent[key];
  // JSON may stand in a text within JSON.
  if (typeof value === "string" && value.startsWith("{") && random.chance(0.6)) {
    try {
      const inner = JSON.parse(value);
      mutateTree(random, inner);
      parent[key] = jsonText(inner);
      return;
    } catch {
      // A text like any other.
    }
  }
  const list = Array.isArray(parent);
  const change = random.integer(10);
  if (change === 0) {
    if (list) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (change === 1) {
    if (list) parent.push(value);
    else {
      const other = random.pick(hostileKeys);
      // Plain assignment would set the prototype.
      Object.defineProperty(parent, other, { value, enumerable: true, writable: true, configurable: true });
    }
  } else if (change === 2) parent[key] = { [key]: value };
  else if (change === 3) parent[key] = [value, value];
  else if (change === 4 && typeof value === "number") parent[key] = -value;
  else if (change === 5 && typeof value === "number") parent[key] = String(value);
  else parent[key] = random.pick(hostileValues);
}

/** The same text with a key once more, before the first one: which of the two counts? */
export function withKeyTwice(random, text) {
  const keys = [...text.matchAll(/([{,])("[^"\\]{1,40}":)/g)];
  if (keys.length === 0) return text;
  const { index, 1: before, 2: key } = random.pick(keys);
  const value = jsonText(random.pick(hostileValues));
  return `${text.slice(0, index)}${before}${key}${value},${text.slice(index + 1)}`;
}

/** Bytes, anywhere, without regard to what they mean. */
export function mutateBytes(random, bytes) {
  const at = random.integer(bytes.length + 1);
  switch (random.integer(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return bytes.subarray(at);
    case 2:
      return Buffer.concat([bytes, bytes]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0]), bytes.subarray(at)]);
    case 4:
      return Buffer.alloc(random.pick([0, 1, 9, 100_000]), random.pick([0, 0x20, 0x5b, 0x22, 0xff]));
    case 5:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(random.pick([1, 1000, 2 ** 21]), random.pick([0, 0x20, 0x39, 0x41])),
      ]);
    case 6:
      return Buffer.from(random.pick(["null", "[]", "{}", "0", '""', "\ufeff{}", "[".repeat(DEEP), "\n".repeat(DEEP)]));
    default: {
      const changed = Buffer.from(bytes);
      for (let i = random.integer(8); i >= 0 && changed.length > 0; i--) {
        const place = random.integer(changed.length);
        changed[place] ^= 1 << random.integer(8);
      }
      return changed;
    }
  }
}

/** A file of JSON: mostly changed as a tree, else as text or bytes. */
export function mutateJson(random, bytes) {
  if (random.chance(0.2)) return mutateBytes(random, bytes);
  const tree = JSON.parse(bytes.toString());
  for (let i = random.integer(3); i >= 0; i--) mutateTree(random, tree);
  const text = jsonText(tree);
  return Buffer.from(random.chance(0.15) ? withKeyTwice(random, text) : text);
}

/** Numbers for a field of so many bits. */
export const hostileNumber = (random, bits) =>
  random.pick(
    [0, 1, 2, 3, 7, 255, 256, 65_535, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1].filter((n) => n < 2 ** bits),
  );
