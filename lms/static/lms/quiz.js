// Taking a quiz without waiting for pages: all questions are here, one is shown, every change is
// sent at once, and what cannot be sent is kept in this window until it can. Without this file each
// question is a page of its own, and the same forms do the same.
const quiz = document.querySelector("[data-quiz]");
const line = document.querySelector("[data-save-state]");
const signedOut = document.querySelector("[data-signed-out]");
const store = `quiz ${quiz.dataset.quiz}`;
const waits = [2, 5, 15, 30];
let timer = 0;
let failures = 0;
let sending = null;

// --- what is kept in this window -------------------------------------------------------------

const kept = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(store)) || {};
  } catch {
    return {};
  }
})();
const keep = () => {
  try {
    if (Object.keys(kept).length) sessionStorage.setItem(store, JSON.stringify(kept));
    else sessionStorage.removeItem(store);
  } catch {
    // No storage in this browser: what is unsaved stays in the page.
  }
};

// --- one question ----------------------------------------------------------------------------

const questions = [...quiz.querySelectorAll("[data-question]")].map((section) => {
  const form = section.querySelector("form");
  const key = form.dataset.item;
  const revision = form.elements[`${key}.revision`];
  const selects = [...form.querySelectorAll("select")];
  const fields = () =>
    [...new FormData(form)].filter(([name]) => name === key || (name.startsWith(`${key}.`) && name !== revision.name));
  const answer = () => JSON.stringify(fields());
  const fill = (values) => {
    for (const field of form.elements) {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = values.some(([name, value]) => name === field.name && value === field.value);
      } else if (field.tagName === "SELECT") {
        field.value = (values.find(([name]) => name === field.name) || ["", ""])[1];
      }
    }
    section.querySelector(".order")?.dispatchEvent(new Event("restore"));
  };
  // Half a row of partners is kept here, and sent when it is whole. So is one partner chosen twice:
  // whoever goes through the choices by arrow keys passes over those that are taken.
  const isWhole = () => {
    const chosen = selects.map((select) => select.value).filter(Boolean);
    return !chosen.length || new Set(chosen).size === selects.length;
  };
  // Steps that were never put in order are answered as they stand, but not before they were seen.
  const isSeen = () => {
    if (revision.value === "0" && section.querySelector(".order")) question.saved = "";
  };
  const saved = "unsaved" in form.dataset ? "" : answer();
  const question = { section, form, key, revision, fields, answer, fill, isWhole, isSeen, saved, unsure: null };
  return question;
});
const isOpen = (question) => question.unsure !== null || question.answer() !== question.saved;
const isSendable = (question) => question.unsure !== null || (isOpen(question) && question.isWhole());

// --- sending ---------------------------------------------------------------------------------

const say = (state) => {
  line.dataset.state = state;
  line.textContent = line.dataset[state] || "";
};

const note = (question) => {
  if (isOpen(question)) kept[question.key] = { revision: question.revision.value, fields: question.fields() };
  else delete kept[question.key];
  keep();
};

const again = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(send, 1000 * seconds);
};

const post = (batch) => {
  const body = new URLSearchParams();
  body.append("csrfmiddlewaretoken", questions[0].form.elements.csrfmiddlewaretoken.value);
  for (const question of batch) {
    // Whether the last try arrived is not known: the same answer is sent again before a newer one.
    question.unsure ??= question.answer();
    body.append(question.revision.name, question.revision.value);
    for (const [name, value] of JSON.parse(question.unsure)) body.append(name, value);
  }
  return fetch(quiz.dataset.save, { method: "POST", body, redirect: "manual", keepalive: true });
};

const take = (batch, told) => {
  for (const question of batch) {
    if (question.key in (told.saved || {})) {
      question.revision.value = told.saved[question.key];
      question.saved = question.unsure;
    }
    question.unsure = null;
    note(question);
  }
  const stale = batch.find((question) => told.stale?.includes(question.key));
  const unfit = batch.find((question) => question.key in (told.faults || {}));
  // The server shows both answers, or what is amiss, on a page of its own.
  if (told.result) location.assign(told.result);
  else if (stale || unfit) {
    delete kept[(stale || unfit).key];
    keep();
    (stale || unfit).form.submit();
  }
};

const refuse = (status) => {
  if (status === 403 && !kept.renewed) {
    // Signed in anew in another tab: a fresh page has a fresh token, and sends what is kept here.
    kept.renewed = true;
    keep();
    location.reload();
  } else if (status === 401 || status === 403) {
    say("failed");
    const link = signedOut.querySelector("a");
    link.href = `${signedOut.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
    signedOut.hidden = false;
  } else {
    say("failed");
    again(waits[Math.min(failures++, waits.length - 1)]);
  }
};

const sendOnce = async () => {
  const batch = questions.filter(isSendable);
  if (!batch.length) return true;
  say("saving");
  try {
    const reply = await post(batch);
    if (![200, 409, 422].includes(reply.status)) {
      refuse(reply.status);
      return false;
    }
    const told = await reply.json();
    failures = 0;
    delete kept.renewed;
    signedOut.hidden = true;
    take(batch, told);
    if (reply.status !== 200) return false;
  } catch {
    refuse(0);
    return false;
  }
  if (questions.some(isSendable)) return sendOnce();
  say("saved");
  return true;
};

// One letter at a time: who calls while one is under way gets the next.
const send = () => {
  clearTimeout(timer);
  sending = (sending || Promise.resolve()).then(sendOnce);
  return sending;
};

// --- going from question to question ---------------------------------------------------------

const language = document.querySelector('input[name="next"]');
const title = document.title;
const firstPlace = questions.find((question) => !question.section.hidden).section.dataset.question;
const named = (question) => question.section.querySelector(".progress-line span").textContent;

const buttons = quiz.querySelector(".lesson-nav");
const button = (way) => buttons.querySelector(`[value="${way}"]`);
// The buttons submit the form of the question that is shown.
const lead = (question) => {
  const number = Number(question.section.dataset.question);
  const isLast = number === questions.length;
  for (const one of buttons.querySelectorAll("button")) one.setAttribute("form", question.form.id);
  button("next").querySelector("span").textContent = buttons.dataset[isLast ? "lastLabel" : "nextLabel"];
  button("previous").hidden = number === 1;
  buttons.classList.toggle("pair", number > 1);
  button("review").parentElement.hidden = isLast;
};

const show = (number) => {
  const shown = questions.find((question) => question.section.dataset.question === String(number));
  lead(shown);
  for (const question of questions) question.section.hidden = question !== shown;
  document.title = title.replace(named(questions[firstPlace - 1]), named(shown));
  if (language) language.value = location.pathname;
  const legend = shown.section.querySelector("legend");
  legend.tabIndex = -1;
  legend.focus();
  window.scrollTo(0, 0);
};

const go = async (question, way) => {
  const number = Number(question.section.dataset.question);
  const next = way === "previous" ? number - 1 : number + 1;
  if (way !== "review" && next <= questions.length) {
    history.pushState({ number: next }, "", questions[next - 1].form.action);
    show(next);
    send();
  } else if (await send()) {
    const half = questions.find(isOpen);
    if (half) half.form.submit();
    else location.assign(quiz.dataset.review);
  }
};

for (const question of questions) {
  question.form.addEventListener("change", () => {
    note(question);
    again(0.2);
  });
  question.form.addEventListener("submit", (event) => {
    // A row of partners that is not whole goes to the server, which says so.
    if (!question.isWhole()) return;
    event.preventDefault();
    question.isSeen();
    note(question);
    go(question, event.submitter?.value || "next");
  });
}

history.replaceState({ number: firstPlace }, "");
window.addEventListener("popstate", (event) => event.state?.number && show(event.state.number));
window.addEventListener("online", send);
window.addEventListener("pagehide", () => questions.some(isSendable) && !sending && send());
window.addEventListener("beforeunload", (event) => {
  if (line.dataset.state === "failed" && signedOut.hidden) event.preventDefault();
});
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

// What was kept in this window when the page was left unsaved.
for (const question of questions) {
  const unsent = kept[question.key];
  if (!unsent) continue;
  question.revision.value = unsent.revision;
  question.fill(unsent.fields);
}
if (questions.some(isSendable)) send();
