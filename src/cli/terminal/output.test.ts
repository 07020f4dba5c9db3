import { expect, it } from "vitest";
import { visible } from "./output.ts";

it("what a terminal would obey is shown as an escape, and lines and letters of all scripts stay", () => {
  expect(visible("a\u001b[31m\u0000\r\u202ex")).toBe("a\\x1b[31m\\x00\\x0d\\u202ex");
  expect(visible("größe\n\tمرحبا 😀")).toBe("größe\n\tمرحبا 😀");
});
