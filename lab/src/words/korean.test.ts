import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const text = await readFile(new URL("ko.ts", import.meta.url), "utf8");

describe("the Korean messages", () => {
  it("have one word for each thing", () => {
    // Player, semicolon, phase, pixel: the first of each pair is not what the page says.
    expect(text.match(/선수|쌍반점|국면|화소|뜻대로|까닭/g)).toBeNull();
    // 그림 is Figure 1 of the paper, and what was drawn by hand; everything else is an image or a graph.
    const others = text.split("\n").filter((line) => /그림(?! 1)/.test(line) && !/그린 그림|이 그림 쓰기/.test(line));
    expect(others).toEqual([]);
  });

  it("have the particles that follow a vowel", () => {
    expect(text.match(/(이미지|그래프|이유|플레이어|데이터|표|차이)(은|을|과|으로)(?![가-힣])/g)).toBeNull();
  });
});
