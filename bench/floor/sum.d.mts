import type { SessionTimes } from "./profile.d.mts";

interface Part {
  readonly part: string;
  readonly inStep: number;
  readonly floor: number;
  readonly says: string;
}
export const updateBytes: (workload: object) => number;
export const floorOf: (
  workload: object,
  measured: { step: number; profiledStep: number; times: object; sessions: readonly SessionTimes[] },
  costs: {
    alone: ReadonlyMap<string, readonly { form: string; warm: number; cold: number }[]>;
    call: number;
    node: number;
    bytesPerSecond: number;
  },
) => {
  readonly products: readonly { times: number; inStep: number; cold: number; gflops: number; form: string }[];
  readonly parts: readonly Part[];
  readonly floor: number;
};
