import type { Workload } from "./workloads.mjs";

export interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Peer {
  readonly name: string;
  readonly process?: Started;
  readonly missing?: string;
}

export interface Result {
  readonly peer: string;
  readonly missing?: string;
  readonly failed?: string;
  readonly losses?: readonly number[];
  readonly startSeconds?: number;
  readonly millisecondsPerStep?: readonly number[];
  readonly peakBytes?: number;
  readonly versions?: Readonly<Record<string, string>>;
}

interface Playing {
  readonly rounds: number;
  readonly seconds: number;
  readonly patience: number;
  readonly until?: number;
  readonly say?: (text: string) => void;
  readonly between?: (round: number) => Promise<void>;
}

export const TOLERANCE: number;
export const disagreement: (losses: readonly number[], expected: readonly number[], of: string) => string | undefined;
export const playRounds: (workload: Workload, peers: readonly Peer[], playing: Playing) => Promise<Result[]>;
