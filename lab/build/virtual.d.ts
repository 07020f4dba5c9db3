/** Where the engines' files are (lab/build/engine.ts). */
declare module "virtual:engine" {
  export const address: string;
}
declare module "virtual:webgpu" {
  export const address: string;
  export const script: string;
}
