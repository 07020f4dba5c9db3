/**
 * The native runtime (since 1.29, on Linux) reports sessions and a device number to its maker unless this variable is set when
 * it loads, and leaves files in the home folder. Training is nobody else's business: it is set before the runtime is imported.
 */
const { process } = globalThis as { readonly process?: { readonly env?: Record<string, string | undefined> } };
if (process?.env) process.env.ORT_DISABLE_TELEMETRY ??= "1";

export {};
