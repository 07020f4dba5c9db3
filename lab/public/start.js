/**
 * A script of the old kind, which runs where modules do not: it says what to do where the page would stay blank. The texts are in
 * index.html, from the messages (lab/build/notices.ts).
 */
(() => {
  const show = (why) => {
    const notice = document.getElementById(`notice-${why}`);
    if (notice && !document.querySelector(".notice")) document.body.append(notice.content.cloneNode(true));
  };
  document.addEventListener("DOMContentLoaded", () => {
    if (location.protocol === "file:") show("file");
    else if (!("noModule" in document.createElement("script"))) show("unsupported");
  });
  // Errors of scripts that cannot be loaded or read do not bubble.
  addEventListener(
    "error",
    (event) => {
      const page = document.getElementById("app");
      if (location.protocol === "file:" || (page && page.childElementCount > 0)) return;
      if (event.target instanceof HTMLScriptElement) show("missing");
      else if (event.error instanceof SyntaxError) show("unsupported");
    },
    true,
  );
})();
