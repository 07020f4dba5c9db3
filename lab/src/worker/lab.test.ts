import { describe, expect, it } from "vitest";
import { readCsv } from "#inner";
import { createLab } from "./lab.ts";
import { MANIFOLD, MAP_CELLS, type Opening, PULLS, type Source, type Values } from "./protocol.ts";

const builtIn = (name: string): Source => ({ kind: "built-in", name });
const ring: Opening = { source: builtIn("ring"), options: { widths: [16], batch: 32 } };
const everything = { field: true, manifold: true, pulls: true, flow: "G", bothLosses: true } as const;
const once = { times: 1, milliseconds: 0 };
const rounds = (count: number) => ({ rounds: count, milliseconds: 1e6 });

describe("a game in the lab", () => {
  it("shows nothing of steps that were not made, and everything that is wished for afterwards", async () => {
    const lab = createLab();
    const opened = await lab.open(ring);
    expect(opened).toMatchObject({ view: "plane", probability: true, step: 0 });
    expect(opened.density).toHaveLength(48 * 48);
    const before = await lab.look(everything);
    expect(before).toMatchObject({ step: 0, moves: { G: 0, D: 0 }, flow: null, lossNorms: null, kept: [0] });
    expect(before.measures.dLoss).toBeNaN();
    const after = await lab.advance(rounds(20), everything);
    expect(after).toMatchObject({ step: 20, moves: { G: 20, D: 20 } });
    expect(after.field).toHaveLength(48 * 48);
    expect(after.field?.every((value) => value > 0 && value < 1)).toBe(true);
    expect(after.manifold).toHaveLength(2 * MANIFOLD ** 2);
    expect(after.pulls).toHaveLength(2 * PULLS);
    expect(after.flow?.length).toBeGreaterThan(4);
    expect(after.lossNorms?.minimax).toBeGreaterThan(0);
    const plain = await lab.look({});
    expect(plain).toMatchObject({ field: null, manifold: null, pulls: null, flow: null, lossNorms: null });
    expect(plain.generated).toEqual(after.generated);
  });

  it("shows D's units over x and G's units over z, where those are one or two numbers", async () => {
    const lab = createLab();
    const { networks, grid } = await lab.open(ring);
    const { field, units } = await lab.look({ field: true, units: true });
    const layers = networks.generator.length + networks.discriminator.length;
    expect(units?.map(({ layer }) => layer)).toEqual(Array.from({ length: layers }, (_, i) => i));
    for (const { units: some, values } of units ?? []) expect(values).toHaveLength(some.length * MAP_CELLS[2] ** 2);
    // The last unit is D's logit: in a corner the map and the field nearly meet.
    const corner = units?.at(-1)?.values[0] ?? Number.NaN;
    expect(grid?.bins).toEqual([48, 48]);
    expect(Math.abs(1 / (1 + Math.exp(-corner)) - (field?.[0] ?? 9))).toBeLessThan(0.05);
    await lab.open({ source: builtIn("two-normals"), options: { widths: [8], batch: 8, latent: 3 } });
    const line = (await lab.look({ units: true })).units ?? [];
    expect(Math.min(...line.map(({ layer }) => layer))).toBeGreaterThan(2);
    expect(line.at(-1)?.values).toHaveLength(MAP_CELLS[1]);
    await lab.open({ source: builtIn("glyphs"), options: { network: "mlp", widths: [8], batch: 8, latent: 16 } });
    expect((await lab.look({ units: true })).units).toBeNull();
  });

  it("moves only the player that was asked for", async () => {
    const lab = createLab();
    await lab.open(ring);
    const start = await lab.look({ field: true });
    const { frame: afterD } = await lab.move("D", once, { field: true });
    expect(afterD.generated).toEqual(start.generated);
    expect(afterD.field).not.toEqual(start.field);
    const { frame: afterG, made } = await lab.move("G", { times: 3, milliseconds: 1e6 }, { field: true });
    expect(afterG.field).toEqual(afterD.field);
    expect(afterG.generated).not.toEqual(afterD.generated);
    expect([afterG.moves, made]).toEqual([{ G: 3, D: 1 }, 3]);
  });

  it("plays line by line what it plays round by round, and goes back", async () => {
    const [a, b] = [createLab(), createLab()];
    await a.open(ring);
    await b.open(ring);
    const whole = await a.advance(rounds(32), {});
    let last = await b.look({});
    const seen = new Set<string>();
    while (last.step < 32) {
      const { moment, frame } = await b.line({});
      seen.add(`${moment?.player} ${moment?.did}`);
      last = frame;
    }
    expect(last.generated).toEqual(whole.generated);
    expect([...seen]).toEqual([
      "D noise",
      "D examples",
      "D gradient",
      "D update",
      "G noise",
      "G gradient",
      "G update",
      "G round",
    ]);
    expect(whole.kept).toEqual([0, 16, 32]);
    const back = await a.goBack(16, {});
    expect(back.step).toBe(16);
    const again = await a.advance(rounds(16), {});
    expect(again.generated).toEqual(whole.generated);
    await expect(a.goBack(17, {})).rejects.toThrow("going back to step 17");
  });

  it("trains D with G frozen until it has settled, nearer to D*", async () => {
    const lab = createLab();
    await lab.open({ source: builtIn("normal"), options: { latent: 1, average: 0, activation: "tanh" } });
    await lab.advance(rounds(100), {});
    const before = await lab.read();
    let ended = null;
    let moves = 0;
    while (!ended) ({ ended, moves } = await lab.trainDiscriminator(200, {}));
    const after = await lab.read();
    expect(moves).toBeGreaterThan(500);
    expect(after.jsd).toEqual(before.jsd); // G has not moved
    expect(after.distance?.mean).toBeLessThan(0.5 * (before.distance?.mean ?? 0));
  });

  it("writes the files of the command line: a checkpoint that goes on, an ONNX generator that draws the same", async () => {
    const lab = createLab();
    await lab.open(ring);
    await lab.advance(rounds(10), {});
    const checkpoint = await lab.checkpoint();
    expect(checkpoint.name).toBe("step-10.safetensors");
    const other = createLab();
    const resumed = await other.open({ ...ring, checkpoint: checkpoint.bytes });
    expect(resumed.step).toBe(10);
    expect((await other.advance(rounds(5), {})).generated).toEqual((await lab.advance(rounds(5), {})).generated);

    const drawn: Values[] = [];
    await lab.goBack(0, {});
    await lab.open({ ...ring, checkpoint: checkpoint.bytes });
    for (const file of [checkpoint, await lab.onnx()]) {
      const opened = await lab.openGenerator(file.name, file.bytes);
      expect(opened).toMatchObject({ shape: [2], data: "ring", step: 10 });
      drawn.push(await lab.draw(await lab.noise(7, 5)));
    }
    drawn[0]?.forEach((value, i) => expect(drawn[1]?.[i]).toBeCloseTo(value, 5));
  });
});

describe("what can be shown of other data", () => {
  it("of a drawing: its density is known, so D* and JSD are", async () => {
    const lab = createLab();
    const opened = await lab.open({
      source: {
        kind: "drawn",
        points: [
          [0, 0],
          [0.5, 0.5],
        ],
      },
      options: { widths: [8] },
    });
    expect(opened).toMatchObject({ view: "plane", modes: null });
    expect(opened.density).not.toBeNull();
    expect((await lab.read()).jsd?.value).toBeGreaterThan(0.1);
  });

  it("of numbers alone: what was left out, and the distance to real rows", async () => {
    const text = `name,a,b,c\n${Array.from({ length: 300 }, (_, i) => `n${i},${Math.sin(i)},${i === 5 ? "" : Math.cos(i)},${i % 7}`).join("\n")}`;
    expect(readCsv("t.csv", text).dropped).toBe(1);
    const lab = createLab();
    const opened = await lab.open({
      source: { kind: "table", name: "t.csv", text, reading: { encode: "scaled" } },
      options: { widths: [8], batch: 16 },
    });
    expect(opened).toMatchObject({ view: "table", grid: null, density: null, mixed: null, read: null });
    expect(opened.notices).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^name \(text, 300 different\) is not taken/),
        expect.stringMatching(/^1 row of 300 is left out, as values are missing \(b 1\)/),
      ]),
    );
    expect(await lab.advance(rounds(2), everything)).toMatchObject({ field: null, manifold: null, pulls: null });
    expect(await lab.read()).toMatchObject({ jsd: null, modes: null, optimal: null, rows: null });
  });

  it("of pictures: samples and their distance to real ones", async () => {
    const lab = createLab();
    const bytes = Uint8Array.from({ length: 40 * 3 * 64 }, (_, i) => (i * 37) % 256);
    const source: Source = { kind: "images", name: "mine", shape: [3, 8, 8], bytes };
    const opened = await lab.open({ source, options: { network: "mlp", widths: [8], batch: 8 } });
    expect(opened).toMatchObject({ view: "images", grid: null });
    expect((await lab.advance(rounds(1), {})).generated).toHaveLength(64 * 3 * 64);
    expect((await lab.read()).sampleDistance).toBeGreaterThan(0);
  });

  it("of scores, which have no D*", async () => {
    const lab = createLab();
    const opened = await lab.open({ ...ring, options: { ...ring.options, loss: "wasserstein" } });
    expect(opened.probability).toBe(false);
    const frame = await lab.advance(rounds(3), everything);
    expect(frame.lossNorms).toBeNull();
    expect((await lab.read()).distance).toBeNull();
  });
});

describe("what cannot be opened", () => {
  const junk = new TextEncoder().encode("This is neither weights nor a model, whatever its name says.");
  it.each([
    ["a.safetensors", "reading a.safetensors"],
    ["a.onnx", "opening a.onnx as a generator"],
  ])("is refused in a sentence, and the generator before it stays (%s)", async (name, says) => {
    const lab = createLab();
    await lab.open(ring);
    const file = await lab.checkpoint();
    await lab.openGenerator(file.name, file.bytes);
    await expect(lab.openGenerator(name, junk)).rejects.toThrow(says);
    expect(await lab.draw(await lab.noise(1, 2))).toHaveLength(4);
  });

  it("a broken table, an unknown name, an empty drawing: a sentence each, and the game before goes on", async () => {
    const lab = createLab();
    await expect(lab.look({})).rejects.toThrow("expected a game that was set up");
    await lab.open(ring);
    const bad: [Source, string][] = [
      [{ kind: "table", name: "b.csv", text: "a,b\n1,2\n3" }, "reading b.csv as CSV, line 3"],
      [builtIn("nothing"), "expected one of the built-in distributions"],
      [{ kind: "drawn", points: [] }, "Draw in the square first."],
    ];
    for (const [source, says] of bad) await expect(lab.open({ source, options: {} })).rejects.toThrow(says);
    expect((await lab.advance(rounds(1), {})).step).toBe(1);
  });
});
