// What Wagtail's pages would do in inline scripts, which our content security policy refuses.
for (const place of document.querySelectorAll("[data-chooser]")) {
  window[place.dataset.chooser]?.(place.dataset.for, JSON.parse(place.dataset.config));
}

// A recording is called like its file until the author says otherwise.
const file = document.querySelector("#id_file");
const title = document.querySelector("#id_title");
if (file && title) {
  file.addEventListener("change", () => {
    title.value ||= file.files[0]?.name.replace(/\.[^.]+$/, "") ?? "";
  });
}
