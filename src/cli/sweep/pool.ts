/** Tasks done several at a time, in their order. */

/** Calls `work` on every item, at most `most` at a time; none is begun after `signal` is aborted. The first error ends all. */
export async function inPool<T>(
  items: readonly T[],
  most: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (!failure && !signal.aborted) {
      const item = waiting.shift();
      if (item === undefined) return;
      await work(item).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  if (failure) throw failure.error;
}
