import { describe, expect, it } from "vitest";
import { isNohup, type Start } from "./nohup.ts";

const plain: Start = {
  command: "/usr/bin/node",
  writesNohupOut: false,
  unreadableInput: false,
  ignoredByParent: "0000000001001000", // SIGPIPE and SIGXFSZ
};

describe("a process was started by nohup", () => {
  it.each<[string, Partial<Start>]>([
    ["where the shell says so", { command: "/usr/bin/nohup" }],
    ["where its output goes to nohup.out", { writesNohupOut: true }],
    ["where its input cannot be read", { unreadableInput: true }],
    ["where its parent ignores SIGHUP", { ignoredByParent: "0000000000001001" }],
  ])("%s", (_, seen) => {
    expect(isNohup({ ...plain, ...seen })).toBe(true);
  });

  it.each<[string, Start]>([
    ["from a terminal", plain],
    ["where nothing is known", { ...plain, command: undefined, ignoredByParent: undefined }],
    ["as a script with nohup in its name", { ...plain, command: "/usr/local/bin/nohup-train" }],
  ])("but not %s", (_, seen) => {
    expect(isNohup(seen)).toBe(false);
  });
});
