// On a device that a group uses: back to its first page after a pause, and nothing to go back to.
"use strict";

{
  const { idle, start, alive } = document.currentScript.dataset;
  const pause = Number(idle) * 1000;
  const between = Math.min(60_000, pause / 3);
  let touched = Date.now();
  let told = touched;

  // Reading and typing are no pause, though nothing is sent: the server is told now and then.
  const touch = () => {
    touched = Date.now();
    if (touched - told < between) return;
    told = touched;
    fetch(alive, { credentials: "same-origin", cache: "no-store" }).catch(() => {});
  };
  for (const event of ["pointerdown", "keydown", "scroll", "input"]) {
    document.addEventListener(event, touch, { passive: true });
  }
  const look = () => {
    if (Date.now() - touched >= pause) window.location.replace(start);
  };
  setInterval(look, Math.min(5_000, pause / 2));
  document.addEventListener("visibilitychange", look);

  // Links replace the page, so that "back" shows nothing of who was here before.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== window.location.origin) return;
    if (link.pathname === window.location.pathname && link.hash) return;
    event.preventDefault();
    window.location.replace(link.href);
  });
}
