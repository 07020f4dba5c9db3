// Loaded before a peer (node --import): the runtime writes its own profile of every session, into the folder that PROFILES names, when
// the process ends.
import { createRequire } from "node:module";
import { join } from "node:path";

const { InferenceSession } = createRequire(import.meta.url)("onnxruntime-node");
const create = InferenceSession.create.bind(InferenceSession);
const sessions = [];

InferenceSession.create = async (model, options) => {
  const profileFilePrefix = join(process.env.PROFILES, `${sessions.length}-`);
  const session = await create(model, { ...options, enableProfiling: true, profileFilePrefix });
  sessions.push(session);
  return session;
};

process.once("exit", () => {
  for (const session of sessions) {
    try {
      session.endProfiling();
    } catch {
      // It has been released, and its profile written.
    }
  }
});
