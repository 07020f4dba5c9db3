import { play } from "./play.js";

const inWorker = () =>
  new Promise((done) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = ({ message }) => done({ error: message });
  });

const inPage = () =>
  play().then(
    (losses) => ({ losses }),
    (error) => ({ error: String(error) }),
  );

window.result = inPage().then(async (page) => ({ page, worker: await inWorker() }));
