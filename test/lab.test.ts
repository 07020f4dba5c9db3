/** The built lab, served by the command and driven in a real browser. */
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchChromium } from "../bench/chromium.mjs";
import { decodeCheckpoint, openModel } from "../src/index.ts";
import { command, TINY } from "./cli/command.ts";
import { executablePath, seriousFindings as findingsOn, openLab as openLabOn, serveLab, skipped } from "./lab-page.ts";

let folder = "";
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[] = [];
const servers: ChildProcess[] = [];

/** Starts `saddlepoint lab` and returns its address. */
async function serve(...args: string[]): Promise<string> {
  const { address: at, child } = await serveLab(folder, ...args);
  servers.push(child);
  return at;
}

const does = (what: string) => page.locator(`[data-do="${what}"]`);
const shown = async (what: string): Promise<number> =>
  Number((await page.locator(`[data-is="${what}"]`).innerText()).replaceAll(",", ""));
const saying = (): Promise<string> => page.locator('[data-is="saying"]').first().innerText();

const openLab = (query: string): Promise<void> => openLabOn(page, address, query);

async function download(what: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), does(what).click()]);
  return readFile(await file.path());
}

/** The parameters of the present state, by player. */
async function parameters(): Promise<{ G: number[]; D: number[] }> {
  const { tensors } = await decodeCheckpoint("it", await download("save-checkpoint"));
  const of = (player: string): number[] =>
    [...tensors].filter(([name]) => name.startsWith(`${player}/`)).flatMap(([, { values }]) => [...values]);
  return { G: of("G"), D: of("D") };
}

const seriousFindings = (): Promise<string[]> => findingsOn(page);

let address = "";

describe.skipIf(!executablePath)(`the lab${skipped}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddlepoint-lab-"));
    const { code, stderr } = await command(folder, "train", "ring", "--steps", "40", ...TINY, "--out", "run");
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    address = await serve("--port", "0");
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const child of servers) child.kill();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, acceptDownloads: true });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  it("plays the ring until all 8 modes are found", async () => {
    await openLab("data=ring");
    await does("play").click();
    await page.locator('[data-modes="8"]').waitFor({ timeout: 100_000 });
    await does("play").click();
    expect(await shown("step")).toBeGreaterThan(100);
    expect(await saying()).toMatch(/8/);
  });

  it.each([
    ["ring", 25_000, 8],
    ["two-normals", 15_000, 2],
  ])("starts %s from a trained state, and goes on from there", async (name, step, modes) => {
    await openLab(`data=${name}`);
    await does("trained").click();
    await page.locator('[data-is="step"]', { hasText: step.toLocaleString("en") }).waitFor();
    await page.locator(`[data-modes="${modes}"]`).waitFor();
    await does("round").click();
    await page.locator('[data-is="step"]', { hasText: (step + 1).toLocaleString("en") }).waitFor();
    expect(new URL(page.url()).searchParams.get("data") ?? "ring").toBe(name);
  });

  it("makes one D step that moves only D, and one G step that moves only G", async () => {
    await openLab("data=ring&widths=16");
    const start = await parameters();
    await does("move-d").click();
    await page.locator('[data-is="moves-d"]', { hasText: "1" }).waitFor();
    const afterD = await parameters();
    expect(afterD.G).toEqual(start.G);
    expect(afterD.D).not.toEqual(start.D);
    await does("move-g").click();
    await page.locator('[data-is="moves-g"]', { hasText: "1" }).waitFor();
    const afterG = await parameters();
    expect(afterG.D).toEqual(afterD.D);
    expect(afterG.G).not.toEqual(afterD.G);
  });

  it("trains D to convergence with G frozen, and D comes nearer to D*", async () => {
    await openLab("data=normal&latent=1&average=0&activation=tanh&g-activation=tanh&init=glorot");
    for (let i = 0; i < 5; i++) await does("round").click();
    await page.locator('[data-is="step"]', { hasText: "5" }).waitFor();
    const distance = async (): Promise<number> =>
      Number(await page.locator("[data-distance]").first().getAttribute("data-distance"));
    const before = await distance();
    const { G } = await parameters();
    await does("train-d").click();
    await page.getByText("D has settled").waitFor({ timeout: 100_000 });
    expect(await distance()).toBeLessThan(0.5 * before);
    expect((await parameters()).G).toEqual(G);
  });

  it("makes the same run again from its link", async () => {
    const metrics = async (): Promise<string> => {
      for (let i = 1; i <= 4; i++) {
        await does("round").click();
        await page.locator(`[data-is="step"]`, { hasText: String(i) }).waitFor();
      }
      return (await download("save-csv")).toString();
    };
    await openLab("data=moons&widths=12&seed=5");
    await page.locator("#first-loss").selectOption("minimax");
    await page.locator('[data-ready="true"]').waitFor();
    const link = page.url();
    expect(link).toMatch(/data=moons.*loss=minimax/);
    const first = await metrics();
    expect(first.split("\n").length).toBeGreaterThan(4);
    await openLab(new URL(link).search.slice(1));
    expect(await metrics()).toBe(first);
  });

  it("speaks English and Korean, and the link says which", async () => {
    await openLab("data=normal");
    await does("language").selectOption("ko");
    await page.getByRole("heading", { name: "알고리즘 1" }).waitFor();
    expect(page.url()).toContain("lang=ko");
    expect(await page.locator("html").getAttribute("lang")).toBe("ko");
    await openLab("data=normal&lang=ko");
    await page.getByRole("heading", { name: "알고리즘 1" }).waitFor();
  });

  it("loads a CSV file, says what it left out, and plays on it", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${Math.cos(i)},${Math.sin(i)},n`).join("\n");
    await writeFile(join(folder, "circle.csv"), `a,b,name\n${rows}\n`);
    await openLab("data=ring");
    await page.locator("#csv-file").setInputFiles(join(folder, "circle.csv"));
    await page.getByText("name (n) never changes, and is written as it is instead of learned.").waitFor();
    await does("round").click();
    await page.locator('[data-is="step"]', { hasText: "1" }).waitFor();
    expect(page.url()).toContain("data=file:circle.csv");
  });

  it("opens a mixed table, plays on it, shows columns and pairs, and draws rows under conditions", async () => {
    const colours = ["red", "green", "blue", "grey"];
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${colours[i % 4]},${i % 5 === 0 ? "" : 20 + ((i * 13) % 50)},2024-0${1 + (i % 9)}-15,${i % 3 === 0}`,
    );
    await writeFile(join(folder, "things.csv"), `colour,age,when,flag\n${rows.join("\n")}\n`);
    await openLab("data=ring&widths=16&batch=50&latent=4");
    await page.locator("#csv-file").setInputFiles(join(folder, "things.csv"));
    await page.locator('[data-is="columns"][data-read="0"]').waitFor();
    const kinds = page.locator('[data-is="read-columns"] select');
    expect(await kinds.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value))).toEqual([
      "category",
      "integer",
      "date",
      "boolean",
    ]);
    await page.locator('[data-kind="when"]').selectOption("ignored");
    await page.locator('[data-kind="when"].said').waitFor();
    await page.locator('[data-ready="true"]').waitFor();
    expect(await page.locator('[data-do="pair-first"] option').allInnerTexts()).toEqual(["colour", "age", "flag"]);
    await does("play").click();
    await page.locator('[data-is="columns"][data-read]:not([data-read="0"])').waitFor();
    await does("play").click();
    await page.locator('[data-do="play"][aria-pressed="false"]').waitFor();
    expect(await saying()).toMatch(/agree with real ones to \d+ % by column/);
    await does("pair-second").selectOption({ label: "age" });
    await page.locator('[data-is="columns"] summary').first().click();
    await page.locator('[data-is="columns"] td', { hasText: "no value" }).first().waitFor();
    expect(await seriousFindings()).toEqual([]);

    await does("rows-now").click();
    await page.locator('[data-column="colour"]').selectOption("=grey");
    await page.locator('[data-column="age"]').selectOption("range");
    await page.locator('[data-from="age"]').fill("30");
    await page.locator('[data-to="age"]').fill("40");
    await page.locator('[data-to="age"]').blur();
    await page.locator('[data-drawn="colour=grey,age>=30,age<=40"]').waitFor();
    await page.getByText('--where "colour=grey,age>=30,age<=40"').waitFor();
    const [names, ...drawn] = (await download("save-rows")).toString().trim().split("\n");
    expect(names).toBe("colour,age,flag");
    expect(drawn).toHaveLength(1000);
    const held = (row: string): boolean => /^grey,(3\d|40),(true|false)$/.test(row);
    expect(drawn.filter((row) => !held(row))).toEqual([]);
    await page.locator('[data-from="age"]').fill("300");
    await page.locator('[data-from="age"]').blur();
    await page.locator('[data-is="rows"] [role="alert"]', { hasText: "age" }).waitFor();
    expect(await seriousFindings()).toEqual([]);
  });

  it("opens a checkpoint of the command line, draws what sample draws, and goes on with the run", async () => {
    const { code } = await command(folder, "sample", "run", "--count", "30", "--seed", "9", "--out", "theirs.csv");
    expect(code).toBe(0);
    await openLab("data=moons");
    await does("open-file").setInputFiles(join(folder, "run/checkpoints/step-40.safetensors"));
    await page.locator("#generator").waitFor();
    await does("sheet-seed").fill("9");
    await does("sheet-count").fill("30");
    await page.locator('[data-drawn="9"]').waitFor();
    const numbers = (text: string): number[] =>
      text
        .trim()
        .split("\n")
        .slice(1)
        .flatMap((line) => line.split(",").map(Number));
    const ours = numbers((await download("save-samples")).toString());
    const theirs = numbers(await readFile(join(folder, "theirs.csv"), "utf8"));
    expect(ours).toHaveLength(60);
    ours.forEach((value, i) => expect(Math.abs(value - (theirs[i] ?? 9))).toBeLessThan(1e-5));

    await does("resume").click();
    await page.locator('[data-is="step"]', { hasText: "40" }).waitFor();
    await does("round").click();
    await page.locator('[data-is="step"]', { hasText: "41" }).waitFor();
    const saved = await decodeCheckpoint("it", await download("save-checkpoint"));
    expect(saved.step).toBe(41);
  });

  it("exports an ONNX generator that runs in Node", async () => {
    await openLab("data=ring&widths=8");
    const model = await openModel(await download("save-onnx"));
    const { x } = await model.run({ z: { values: new Float32Array(6), shape: [3, 2] } });
    expect(x?.shape).toEqual([3, 2]);
    await model.release();
  });

  it("compares two losses from the same seed, round for round", async () => {
    await openLab("data=two-normals&latent=1&vs=1&vs-loss=minimax");
    await does("round").click();
    await page.locator('[data-is="step"]', { hasText: "1" }).waitFor();
    expect(await page.locator('[data-is="saying"]').count()).toBe(2);
  });

  it("shows a run of the command line while it is served", async () => {
    const served = await serve("run", "--port", "0");
    await page.goto(served);
    await page.locator('[data-do="open-checkpoint"]').click();
    await page.locator("#generator").waitFor();
  });

  it("answers bad input in a sentence, and goes on", async () => {
    await openLab("data=nowhere&loss=best&speed=3");
    await page.getByText("expected the name of a built-in distribution").waitFor();
    await page.getByText("loss=best").waitFor();
    await page.getByText("speed=3, which means nothing here").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    const files: [string, string, RegExp][] = [
      ["bad.csv", "a,b\n1,2\n3\n", /reading bad\.csv as CSV, line 3/],
      ["bad.safetensors", "no weights at all, but text", /reading.*bad\.safetensors/],
      ["bad.onnx", "no model at all, but text", /opening bad\.onnx as a generator/],
      ["bad.pdf", "nothing", /bad\.pdf/],
    ];
    for (const [name, content, says] of files) {
      await writeFile(join(folder, name), content);
      await does("open-file").setInputFiles(join(folder, name));
      await page.getByRole("alert").filter({ hasText: says }).waitFor();
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
    await does("round").click();
    await page.locator('[data-is="step"]', { hasText: "1" }).waitFor();
    await openLab("data=ring&lang=ko");
    await does("open-file").setInputFiles(join(folder, "bad.onnx"));
    await page.getByRole("alert").getByText("프로그램이 영어로 알려 준").waitFor();
    await page.locator('[role="alert"] [lang="en"]', { hasText: /opening bad\.onnx as a generator/ }).waitFor();
  });

  it.each(["en", "ko"])("has no serious findings of accessibility (%s)", async (language) => {
    await openLab(`data=ring&widths=16&tour=1&lang=${language}`);
    expect(await seriousFindings()).toEqual([]);
  });

  it("can be played by keyboard alone", async () => {
    await openLab("data=ring&widths=16");
    await page.locator("h1").click();
    await page.keyboard.press("d");
    await page.locator('[data-is="moves-d"]', { hasText: "1" }).waitFor();
    await page.keyboard.press("g");
    await page.locator('[data-is="moves-g"]', { hasText: "1" }).waitFor();
    await page.keyboard.press("0");
    await page.locator('[data-is="moves-d"]', { hasText: "0" }).waitFor();
    await page.locator('[data-ready="true"]').waitFor();
    await page.keyboard.press(" ");
    await page.locator('[data-do="play"][aria-pressed="true"]').waitFor();
    await page.keyboard.press(" ");
    await page.locator('[data-do="play"][aria-pressed="false"]').waitFor();
  });
});
