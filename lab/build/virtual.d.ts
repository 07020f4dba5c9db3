/** Where the engine's file is (lab/build/engine.ts). */
declare module "virtual:engine" {
  const address: string;
  export default address;
}
