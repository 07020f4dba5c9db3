type Shape = readonly number[];
export interface NodeTime {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly flops: number;
  readonly lengths?: readonly [number, number, number];
  readonly milliseconds: number;
  readonly least: number;
}
export interface SessionTimes {
  readonly runs: number;
  readonly run: number;
  readonly nodes: readonly NodeTime[];
}
export const productOf: (
  op: string,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
) => { readonly flops: number; readonly lengths?: readonly number[] };
export const nodesOf: (events: readonly object[]) => SessionTimes;
export const sessionsIn: (folder: string) => SessionTimes[];
