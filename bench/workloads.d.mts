export type LayerRow = readonly [kind: string, ...numbers: number[]];

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly batch: number;
  readonly noise: { readonly kind: string; readonly latent: number; readonly halfWidth?: number };
  readonly example: { readonly shape: readonly number[]; readonly from: number; readonly to: number };
  readonly generator: readonly LayerRow[];
  readonly discriminator: readonly LayerRow[];
  readonly optimizer: {
    readonly name: string;
    readonly beta1?: number;
    readonly beta2?: number;
    readonly epsilon?: number;
    readonly momentum?: number;
  };
  readonly rates: { readonly generator: number; readonly discriminator: number };
  readonly dSteps: number;
  readonly realLabel: number;
  readonly sample?: number;
  readonly piece?: number;
}

export interface PlannedLayer {
  readonly kind: string;
  readonly numbers: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly parameters: readonly { readonly role: string; readonly shape: readonly number[] }[];
}

export const workloads: Readonly<Record<string, Workload>>;
export const plan: (layers: readonly LayerRow[], input: readonly number[]) => PlannedLayer[];
export const planned: (workload: Workload) => { generator: PlannedLayer[]; discriminator: PlannedLayer[] };
export const parametersIn: (layers: readonly PlannedLayer[]) => number;
export const startValues: (layers: readonly PlannedLayer[], first: number) => Float32Array[];
export const firstExamples: (workload: Workload, i?: number) => Float32Array;
export const firstNoise: (workload: Workload, i?: number) => Float32Array;
export const firstMask: (i: number, count: number, keep: number) => Float32Array;
export const flopsOf: (workload: Workload) => number;
