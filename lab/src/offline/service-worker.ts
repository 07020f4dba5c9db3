/**
 * After a visit the lab works without a network. The page itself is asked for anew each time and comes from here only where nobody answers; what
 * belongs to it has names that tell its content, so that one version is never shown with parts of another. A run that a server gives is never kept.
 * The list of files is put in when all of them are known (lab/build/offline.ts).
 */

interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** The little of a service worker's surroundings that is used here; they are not those of a page. */
interface Surroundings {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Asked) => void): void;
}

const here = self as unknown as Surroundings;
const { files, later, script, version } = JSON.parse("__OFFLINE__") as {
  /** Addresses within the folder of the lab, without the page itself. */
  readonly files: readonly string[];
  /** Those that are kept once they have been asked for. */
  readonly later: readonly string[];
  /** What the page begins with: by it a page of another version is known. */
  readonly script: string;
  readonly version: string;
};
const { scope } = here.registration;
const ours = `saddlepoint-lab ${scope} `;
const present = ours + version;

const tellsContent = (file: string): boolean => file.startsWith("assets/");

async function keepAll(): Promise<void> {
  const page = await fetch(scope, { cache: "no-cache" });
  // The server has gone on to another version meanwhile: its own service worker will come.
  if (!page.ok || !(await page.clone().text()).includes(script)) throw new Error("The page is of another version.");
  const cache = await caches.open(present);
  await cache.put(scope, page);
  await cache.addAll(
    files.map((file) => new Request(scope + file, { cache: tellsContent(file) ? "default" : "no-cache" })),
  );
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((one) => one.startsWith(ours) && one !== present).map((one) => caches.delete(one)));
  await here.clients.claim();
}

const kept = async (address: string): Promise<Response | undefined> => (await caches.open(present)).match(address);

/** From here once it is here. */
async function once(request: Request, address: string): Promise<Response> {
  const found = await kept(address);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(present)).put(address, answer.clone());
  return answer;
}

/** From the server, and from here only where nobody answers. */
async function anew(request: Request, address: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(address);
    if (found) return found;
    throw error;
  }
}

here.addEventListener("install", (event) => event.waitUntil(keepAll()));
here.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
here.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  if (request.method !== "GET" || !address.startsWith(scope)) return;
  const path = address.slice(scope.length);
  if (request.mode === "navigate") {
    if (path === "" || path === "index.html") event.respondWith(anew(request, scope));
  } else if (later.includes(path)) {
    event.respondWith(once(request, address));
  } else if (files.includes(path)) {
    event.respondWith(
      tellsContent(path) ? kept(address).then((found) => found ?? fetch(request)) : anew(request, address),
    );
  }
});

export {};
