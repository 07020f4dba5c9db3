import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { en } from "../words/en.ts";
import { ko } from "../words/ko.ts";
import type { Messages } from "../words/messages.ts";
import { nonsenseText } from "./nonsense-text.ts";
import { decodePoints, encodePoints, rounded } from "./points.ts";
import { type LabState, readUrl, plainState as start, writeUrl } from "./url.ts";

/** The same values in every run of the suite. */
const seeded = { seed: 2014 };

describe("a link", () => {
  it("has the names of the command line's flags, and says only what was chosen", () => {
    const state: LabState = {
      ...start,
      data: { kind: "built-in", name: "two-normals" },
      options: {
        loss: "minimax",
        dSteps: 5,
        widths: [32, 16],
        nesterov: true,
        generator: { learningRate: 0.01, widths: [] },
        discriminator: { beta1: 0.9 },
      },
      versus: { loss: "non-saturating", generator: { widths: [8] } },
      language: "ko",
      tour: 3,
    };
    const link = writeUrl(state);
    expect(link).toBe(
      "data=two-normals&loss=minimax&d-steps=5&widths=32,16&nesterov=true&d-beta1=0.9&g-learning-rate=0.01&g-widths=none" +
        "&vs=1&vs-loss=non-saturating&vs-g-widths=8&tour=3&lang=ko",
    );
    expect(readUrl(link)).toEqual({ state, nonsense: [] });
    expect(writeUrl(start)).toBe("data=ring");
    expect(readUrl("")).toEqual({ state: start, nonsense: [] });
  });

  it("says what computes each side, and no device that a link cannot ask for", () => {
    const state: LabState = { ...start, options: { device: "webgpu" }, versus: { device: "cpu", seed: 3 } };
    const link = writeUrl(state);
    expect(link).toBe("data=ring&device=webgpu&vs=1&vs-device=cpu&vs-seed=3");
    expect(readUrl(link)).toEqual({ state, nonsense: [] });
    for (const part of ["device=auto", "device=", "vs-device=cuda"]) {
      const { state: read, nonsense } = readUrl(`data=ring&${part}`);
      const [, value] = part.split("=");
      expect(nonsense).toEqual([{ key: "device", value, expected: "device" }]);
      expect(read.options).toEqual({});
      expect(nonsense.map((one) => nonsenseText(one, en))[0]).toContain("webgpu");
    }
  });

  it("carries a drawing, and names a file that it cannot carry", () => {
    const points = [rounded([0.123, -0.9]), rounded([1, -1])];
    const drawn: LabState = { ...start, data: { kind: "drawn", points } };
    expect(readUrl(writeUrl(drawn)).state).toEqual(drawn);
    const file: LabState = { ...start, data: { kind: "file", name: "my table, 2 & more.csv" } };
    expect(readUrl(writeUrl(file)).state).toEqual(file);
    expect(writeUrl(file)).toBe("data=file:my+table,+2+%26+more.csv");
  });

  it("says how a file is read", () => {
    const reading = {
      encode: "cells",
      column: ["zip=category", "a, b=date:DD.MM.YYYY"],
      missing: ["?"],
      nan: "drop",
    } as const;
    const file: LabState = { ...start, data: { kind: "file", name: "t.csv", reading } };
    expect(readUrl(writeUrl(file)).state).toEqual(file);
    expect(readUrl("data=file:t.csv&nan=often").nonsense.map(({ key }) => key)).toEqual(["nan"]);
  });

  it("says what was changed and when, the round, the trained state, the layers, and that there are no controls", () => {
    const state: LabState = {
      ...start,
      trained: true,
      versus: {},
      changes: [
        { step: 0, set: { loss: "minimax" } },
        { step: 120, set: { dSteps: 3, discriminator: { learningRate: 0.01 } } },
      ],
      versusChanges: [{ step: 40, set: { r1: 1 } }],
      round: 500,
      layers: ["real", "manifold"],
      hidden: true,
    };
    const link = writeUrl(state);
    expect(link).toBe(
      "data=ring&trained=1&vs=1&change=0:loss=minimax&change=120:d-steps=3&change=120:d-learning-rate=0.01" +
        "&change=40:vs-r1=1&round=500&layers=real,manifold&controls=hidden",
    );
    expect(readUrl(link)).toEqual({ state, nonsense: [] });
    expect(readUrl(writeUrl({ ...start, layers: [] })).state.layers).toEqual([]);
    const bad =
      "change=loss&change=9:speed=2&change=9:loss=best&change=9:batch=8&round=-1&trained=no&layers=real,hats&controls=some";
    const read = readUrl(bad);
    expect(read.state).toEqual(start);
    expect(read.nonsense.map(({ key, value }) => `${key}=${value}`).join("&")).toBe(bad);
  });

  it("leaves out what means nothing, and says what each should have been", () => {
    const { state, nonsense } = readUrl(
      "data=nowhere&loss=best&batch=0&g-batch=8&speed=9&d-widths=a&tour=x&lang=tlh&vs-k=1&seed=7",
    );
    expect(state).toEqual({ ...start, options: { seed: 7 } });
    expect(nonsense.map(({ key }) => key)).toEqual([
      "data",
      "loss",
      "batch",
      "g-batch",
      "speed",
      "d-widths",
      "tour",
      "lang",
      "vs-k",
    ]);
    const says = (key: string, words: Messages): string => {
      const one = nonsense.find((other) => other.key === key);
      return one ? nonsenseText(one, words) : "nothing";
    };
    expect(says("batch", en)).toBe("The link has batch=0; it is left out. Expected an integer from 1 to 65,536.");
    expect(says("speed", en)).toBe("The link has speed=9, which means nothing here; it is left out.");
    // No sentence is half in one language, half in the other.
    for (const { key } of nonsense) expect(says(key, ko)).not.toMatch(/expected|integer|a number|which/i);
    expect(says("batch", ko)).toContain("1부터 65,536까지의 정수여야 합니다.");
    expect(readUrl("data=drawing&points=%%%").nonsense).toHaveLength(1);
  });

  it("holds no option by a name that every object has", () => {
    for (const name of ["__proto__", "constructor", "d-toString", "vs-__proto__"]) {
      expect(readUrl(`${name}=1`).nonsense).toEqual([{ key: name, value: "1", expected: null }]);
    }
  });

  it("never throws, whatever it holds", () => {
    // Values of every kind under names that exist, beside names of every kind.
    const known = [
      "data",
      "points",
      "tour",
      "lang",
      "vs",
      "run",
      "batch",
      "g-widths",
      "vs-loss",
      "k",
      "seed",
      "prior",
      "change",
      "round",
      "layers",
      "trained",
      "controls",
    ];
    const entry = fc.tuple(
      fc.oneof(fc.constantFrom(...known), fc.string()),
      fc.oneof(fc.string(), fc.double().map(String)),
    );
    fc.assert(
      fc.property(fc.string(), (text) => readUrl(text).state.language.length === 2),
      seeded,
    );
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const { state } = readUrl(new URLSearchParams(entries).toString());
        expect(readUrl(writeUrl(state)).state).toEqual(state);
      }),
      seeded,
    );
  });
});

describe("points in a link", () => {
  it("come back as they were, once rounded", () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 20 }), (points) => {
        const once = points.map(rounded);
        expect(decodePoints(encodePoints(once))).toEqual(once);
        once.forEach(([x], i) => expect(Math.abs(x - (points[i]?.[0] ?? 9))).toBeLessThanOrEqual(1 / 4095 + 1e-12));
      }),
      seeded,
    );
  });
});
