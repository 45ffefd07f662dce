// What makes a lesson smoother: a check or a story answers in its place. Every page works without it.

// Checks and stories: the same form, fetched; the block alone is put in place of itself.
const practice = document.querySelector("form#practice");
if (practice && window.fetch) {
  practice.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const block = button && button.closest("[data-block]");
    if (!block) return;
    event.preventDefault();
    const form = new FormData(practice);
    form.append(button.name, button.value);
    block.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(practice.action, {
        method: "POST",
        body: form,
        headers: { "X-Requested-With": "fetch" },
      });
      if (answer.redirected || !(answer.ok || answer.status === 422)) throw new Error(String(answer.status));
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = document.importNode(parsed.querySelector("[data-block]"), true);
      block.replaceWith(fresh);
      (fresh.querySelector("[data-told]") || fresh).focus();
    } catch {
      // No connection, or signed out: send it as a page, which says what is the matter.
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = button.name;
      field.value = button.value;
      practice.append(field);
      practice.action = button.formAction || practice.action;
      practice.submit();
    }
  });
}

// Open modules: each page takes the place of the one before, so that going back does not show them.
const open = document.querySelector("[data-replacing]");
if (open) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || link.hasAttribute("data-close") || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    location.replace(link.href);
  });
  const finished = document.querySelector("form#finished");
  if (finished) {
    finished.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(finished.action, { method: "POST", body: new FormData(finished) });
        if (!answer.ok) throw new Error(String(answer.status));
        location.replace(answer.url);
      } catch {
        finished.submit();
      }
    });
  }
}
