/**
 * How often the 95 % intervals of precision, recall, density and coverage hold what the figure is on average over fresh examples:
 *
 *   node bench/intervals.mjs [repeats]
 *
 * Normals in several dimensions against equal, shifted, narrower and wider ones, and a mixture of which half is lost. Needs `npm run build`.
 */
import { neighbourScores } from "../dist/index.js";

const repeats = Number(process.argv[2] ?? 400);
const names = ["precision", "recall", "density", "coverage"];

/** Uniform on [0, 1): mulberry32. */
function uniforms(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normals(uniform) {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

const kinds = {
  equal: { scale: 1, shift: 0 },
  shifted: { scale: 1, shift: 0.8 },
  narrower: { scale: 0.6, shift: 0 },
  wider: { scale: 1.5, shift: 0 },
  "half lost": { scale: 1, shift: 0, modes: true },
};

/** A set of `count` examples; with `modes`, around one of eight places, of which generated ones know four. */
function draw(count, d, { scale, shift, modes }, fake, uniform, normal) {
  const values = new Float32Array(count * d);
  for (let i = 0; i < count; i++) {
    const place = Math.floor(uniform() * (fake ? 4 : 8));
    for (let j = 0; j < d; j++) {
      const at = modes && j < 2 ? 8 * Math.cos((place * Math.PI) / 4 - (j * Math.PI) / 2) : 0;
      values[i * d + j] = at + (fake ? scale * normal() + shift : normal());
    }
  }
  return values;
}

const rows = [
  { kind: "equal", n: 200, m: 200, d: 2, k: 5 },
  { kind: "equal", n: 200, m: 200, d: 16, k: 3 },
  { kind: "equal", n: 1000, m: 1000, d: 8, k: 5 },
  { kind: "shifted", n: 100, m: 60, d: 4, k: 5 },
  { kind: "shifted", n: 200, m: 200, d: 16, k: 3 },
  { kind: "narrower", n: 200, m: 200, d: 2, k: 5 },
  { kind: "narrower", n: 60, m: 90, d: 6, k: 3 },
  { kind: "wider", n: 100, m: 400, d: 4, k: 3 },
  { kind: "half lost", n: 200, m: 200, d: 2, k: 3 },
];

for (const { kind, n, m, d, k } of rows) {
  const uniform = uniforms(1);
  const normal = normals(uniform);
  const found = [];
  for (let i = 0; i < repeats; i++) {
    const [real, fake] = [false, true].map((of) => draw(of ? m : n, d, kinds[kind], of, uniform, normal));
    found.push(await neighbourScores(real, fake, d, { k, seed: i }));
  }
  const cells = names.map((name) => {
    const mean = found.reduce((sum, scores) => sum + scores[name].value, 0) / repeats;
    const held = found.filter((scores) => scores[name].low <= mean && mean <= scores[name].high).length / repeats;
    return `${name} ${mean.toFixed(3)}: ${(100 * held).toFixed(1)} %`;
  });
  process.stdout.write(`${kind}, ${n} real and ${m} generated, ${d} dimensions, k = ${k}: ${cells.join("; ")}\n`);
}
