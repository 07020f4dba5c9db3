import { play } from "./play.js";

play().then(
  (losses) => postMessage({ losses }),
  (error) => postMessage({ error: String(error) }),
);
