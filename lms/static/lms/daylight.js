// What makes Daylight smoother. Every page works without it.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Menus close with Escape, and when something else is touched.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all(".menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// Printing is offered only where it can be done.
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What is to be put elsewhere can be copied with one touch.
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

// "Close this" replaces the page: going back does not show it again.
for (const link of all("[data-close]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  });
}

// Listen, repeat, slow: three large buttons in place of the browser's small ones.
for (const bar of all("[data-audio]")) {
  const audio = bar.querySelector("audio");
  const play = bar.querySelector("[data-play]");
  const slow = bar.querySelector("[data-slow]");
  const label = play.querySelector("span");
  const use = play.querySelector("use");
  const listen = label.textContent;
  const icons = use.getAttribute("href").split("#")[0];
  const show = () => {
    label.textContent = audio.paused ? listen : play.dataset.pauseLabel;
    use.setAttribute("href", `${icons}#${audio.paused ? "play" : "pause"}`);
  };
  const start = () => {
    for (const other of all("audio")) if (other !== audio) other.pause();
    audio.play().catch(show);
  };
  audio.controls = false;
  bar.querySelector(".row").hidden = false;
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("error", () => {
    audio.controls = true;
  });
  play.addEventListener("click", () => (audio.paused ? start() : audio.pause()));
  bar.querySelector("[data-repeat]").addEventListener("click", () => {
    audio.currentTime = 0;
    start();
  });
  slow.addEventListener("click", () => {
    const isSlow = slow.getAttribute("aria-pressed") !== "true";
    slow.setAttribute("aria-pressed", String(isSlow));
    audio.defaultPlaybackRate = audio.playbackRate = isSlow ? 0.75 : 1;
  });
}

// Ordering: buttons and dragging set the numbered choices, which are what is sent.
for (const field of all("[data-order]")) {
  const list = field.querySelector(".order");
  const voice = field.querySelector('[role="status"]');
  const rows = () => [...list.children];
  const number = () => {
    rows().forEach((row, index) => {
      row.querySelector("select").value = String(index + 1);
      row.querySelector(".place").textContent = row.querySelector("select").selectedOptions[0].textContent;
      row.querySelector("[data-up]").disabled = index === 0;
      row.querySelector("[data-down]").disabled = index === rows().length - 1;
    });
  };
  const settle = (row) => {
    number();
    voice.textContent = `${row.querySelector("label").textContent}: ${row.querySelector(".place").textContent}`;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const chosen = (row) => Number(row.querySelector("select").value);
  for (const row of rows().sort((a, b) => chosen(a) - chosen(b))) {
    const place = document.createElement("span");
    place.className = "place";
    place.setAttribute("aria-hidden", "true");
    row.prepend(place);
    list.append(row);
    row.querySelector("select").hidden = true;
    row.querySelector(".moves").hidden = false;
    const grip = row.querySelector(".grip");
    grip.hidden = false;
    const move = (button, step) => {
      step();
      settle(row);
      (button.disabled ? row.querySelector("button:not([disabled])") : button).focus();
    };
    const up = row.querySelector("[data-up]");
    const down = row.querySelector("[data-down]");
    up.addEventListener("click", () => move(up, () => row.previousElementSibling.before(row)));
    down.addEventListener("click", () => move(down, () => row.nextElementSibling.after(row)));
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      row.classList.add("moving");
    });
    grip.addEventListener("pointermove", (event) => {
      if (!row.classList.contains("moving")) return;
      const before = row.previousElementSibling;
      const after = row.nextElementSibling;
      const middle = (other) => {
        const box = other.getBoundingClientRect();
        return box.top + box.height / 2;
      };
      // The neighbour moves, not the row: a row taken out of the page would lose the finger.
      if (before && event.clientY < middle(before)) row.after(before);
      else if (after && event.clientY > middle(after)) row.before(after);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      grip.addEventListener(end, () => {
        if (!row.classList.contains("moving")) return;
        row.classList.remove("moving");
        settle(row);
      });
    }
  }
  number();
  list.addEventListener("restore", () => {
    list.append(...rows().sort((a, b) => chosen(a) - chosen(b)));
    number();
  });
}

// Keeping answers: a form with data-keep="address" sends itself there after every change,
// and again when the connection returns. The words beside it say what is kept.
for (const form of all("form[data-keep]")) {
  const line = form.querySelector("[data-save-state]") || document.querySelector("[data-save-state]");
  const waits = [2, 5, 15, 30];
  let timer = 0;
  let failures = 0;
  let latest = 0;
  const say = (state) => {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = line.dataset[state] || "";
  };
  const keep = async () => {
    const mine = ++latest;
    say("saving");
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        keepalive: true,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      failures = 0;
      if (mine === latest) say("saved");
    } catch {
      if (mine !== latest) return;
      say("failed");
      timer = setTimeout(keep, 1000 * waits[Math.min(failures++, waits.length - 1)]);
    }
  };
  const soon = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(keep, milliseconds);
  };
  const isUnkept = () => line && ["saving", "failed"].includes(line.dataset.state);
  let isSubmitting = false;
  form.addEventListener("change", () => soon(150));
  form.addEventListener("submit", () => {
    isSubmitting = true;
    clearTimeout(timer);
  });
  window.addEventListener("online", () => isUnkept() && soon(0));
  window.addEventListener("beforeunload", (event) => {
    if (isUnkept() && !isSubmitting) event.preventDefault();
  });
}
