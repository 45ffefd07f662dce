// Looks again how far an import is, until it is through; then shows the page anew.
const PAUSE = 1500;
const part = () => document.querySelector("[data-look-again]");

const look = async () => {
  const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-look-again]");
    if (!now) {
      window.location.reload();
      return;
    }
    part().querySelector("[role=status]").replaceChildren(...now.querySelector("[role=status]").childNodes);
  }
  setTimeout(look, PAUSE);
};
if (part()) setTimeout(look, PAUSE);
