// Six taps on pictures are sent as one. Without JavaScript each is sent by itself.
"use strict";

for (const form of document.querySelectorAll("[data-pad]")) {
  const length = Number(form.dataset.pad);
  const kept = form.elements.namedItem("picked");
  const dots = [...form.querySelectorAll(".dots > *")];
  const said = form.querySelector("[data-said]");
  const says = JSON.parse(form.dataset.says);
  let picked = kept.value ? kept.value.split("-") : [];

  const show = () => {
    dots.forEach((dot, place) => dot.classList.toggle("full", place < picked.length));
    said.textContent = says[picked.length];
  };
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (button && button.name === "again") {
      event.preventDefault();
      picked = [];
      show();
      return;
    }
    if (button && button.name === "picture") {
      event.preventDefault();
      picked.push(button.value);
      show();
      if (picked.length < length) return;
      kept.value = picked.join("-");
      form.dataset.sent = "yes";
      form.submit();
    }
  });
  // Shown again by "back": empty.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    picked = [];
    delete form.dataset.sent;
    show();
  });
}
