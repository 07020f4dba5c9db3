/** Where the engine's file is (lab/build/engine.ts). */
declare module "virtual:engine" {
  export const address: string;
}
