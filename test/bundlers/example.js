// The README's program, in a worker whose words are read from the console.
new Worker(new URL("./readme.js", import.meta.url), { type: "module" });
