/** Why a request gets no samples: a sentence, and the status that programs go by. */
import { problem } from "../../inner.ts";

export interface Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Parts = Parameters<typeof problem>[0];

/** An error that is answered with a status of HTTP. */
export const refusal = (status: number, parts: Parts, headers: Readonly<Record<string, string>> = {}): Refusal =>
  Object.assign(problem(parts), { status, headers });

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && typeof (error as Partial<Refusal>).status === "number";

/** A request whose words are at fault. */
export const badRequest = (parts: Parts): Refusal => refusal(400, parts);
