/**
 * Ends the process with a code while its main thread is inside a call that does not return. Node's own exit needs that thread,
 * and a signal leaves no code of ours: so it is the C library's `_exit`, which any thread may call.
 */
export async function exitAtOnce(): Promise<(code: number) => void> {
  const { default: koffi } = await import("koffi");
  return koffi.load(null).func("void _exit(int)") as (code: number) => void;
}
