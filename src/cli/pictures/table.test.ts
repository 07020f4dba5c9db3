import { expect, it } from "vitest";
import { tableSvg } from "./table.ts";

const columns = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `n${i}`, center: 10 * i, scale: 2 }));
const rows = (count: number, width: number): Float32Array =>
  Float32Array.from({ length: count * width }, (_, i) => Math.sin(i));

it("shows the first eight of many columns in the data's units, and says how many there are", () => {
  const svg = tableSvg(columns(1200), rows(5, 1200), rows(5, 1200));
  expect(svg.match(/<path /g)).toHaveLength(2 * 8);
  expect(svg.match(/<g transform/g)).toHaveLength(8 * 8);
  expect(svg).toContain("the first 8 of 1,200 columns");
  expect(svg).toContain(">n7<");
  expect(svg).not.toContain(">n8<");
});

it("says nothing of columns where all are shown", () => {
  const svg = tableSvg(columns(3), rows(5, 3), rows(5, 3));
  expect(svg.match(/<g transform/g)).toHaveLength(9);
  expect(svg).not.toContain(" of 3 columns");
});
