// What Wagtail's pages would do in inline scripts, which our content security policy refuses.
for (const place of document.querySelectorAll("[data-chooser]")) {
  window[place.dataset.chooser]?.(place.dataset.for, JSON.parse(place.dataset.config));
}
for (const place of document.querySelectorAll("[data-widget]")) {
  const widget = window[place.dataset.widget];
  if (widget) new widget(place.dataset.for, JSON.parse(place.dataset.config));
}

// The cutter of pictures would find this out by writing event handlers into the page.
if (window.jQuery?.Jcrop) jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;

// Asking for a translation into all languages at once.
const all = document.querySelector("[name=select_all]");
all?.addEventListener("change", () => {
  for (const one of document.querySelectorAll("[name=locales]")) one.checked = all.checked;
});

// A recording is called like its file until the author says otherwise.
const file = document.querySelector("#id_file");
const title = document.querySelector("#id_title");
if (file && title) {
  file.addEventListener("change", () => {
    title.value ||= file.files[0]?.name.replace(/\.[^.]+$/, "") ?? "";
  });
}
