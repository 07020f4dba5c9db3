/** As much of W&B's server as `wandb sync` talks to, on this machine: it says yes, and keeps what it is sent. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";

/** What a run's owner would find there. */
export interface Sent {
  /** Rows of the history, as they came. */
  readonly rows: Record<string, unknown>[];
  /** Names of files, with their bytes' number. */
  readonly files: Map<string, number>;
  /** What the run was announced with. */
  readonly run: Record<string, unknown>;
  exit: number | undefined;
}

interface Stream {
  readonly files?: Readonly<Record<string, { readonly content: readonly string[] }>>;
  readonly exitcode?: number | null;
}

interface Query {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const bodyOf = (request: IncomingMessage): Promise<string> =>
  text(request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request);

export async function openWandbServer() {
  const sent: Sent = { rows: [], files: new Map(), run: {}, exit: undefined };
  let url = "";
  const answer = ({ query, variables = {} }: Query): object => {
    if (query.includes("upsertBucket")) {
      // Later calls say again what has changed alone.
      Object.assign(sent.run, Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null)));
      const project = { id: "p", name: variables.project, entity: { id: "e", name: "me" } };
      const bucket = { id: "b", name: variables.name, displayName: variables.displayName, config: "{}", project };
      return { upsertBucket: { bucket: { ...bucket, historyLineCount: 0 }, inserted: true } };
    }
    if (query.includes("createRunFiles")) {
      const names = variables.files as readonly string[];
      const files = names.map((name) => ({ name, uploadUrl: `${url}/upload/${name}` }));
      return { createRunFiles: { runID: "b", uploadHeaders: [], files } };
    }
    if (query.includes("viewer")) return { viewer: { id: "1", entity: "me", username: "me", flags: "{}" } };
    return { serverInfo: { features: [] }, model: { bucket: null }, project: null };
  };
  const take = ({ files = {}, exitcode }: Stream): void => {
    for (const row of files["wandb-history.jsonl"]?.content ?? []) sent.rows.push(JSON.parse(row));
    if (typeof exitcode === "number") sent.exit = exitcode;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "";
    let reply: object = {};
    if (request.method === "PUT") {
      let length = 0;
      for await (const chunk of request) length += (chunk as Buffer).length;
      sent.files.set(path.replace("/upload/", ""), length);
    } else if (request.method === "POST") {
      const body = JSON.parse(await bodyOf(request)) as Query & Stream;
      if (path === "/graphql") reply = { data: answer(body) };
      else take(body);
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(reply));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sent,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
