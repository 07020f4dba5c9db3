/** Has the lab kept in this browser, once it runs: what it loads first is not to wait for it. */
export async function keepOffline(): Promise<void> {
  // Absent outside of secure contexts, and where the user has forbidden it: then the network is needed, as before.
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker
    .register(new URL("service-worker.js", document.baseURI), { updateViaCache: "none" })
    .catch(() => undefined);
}
