/* What makes pages smoother. Every page works without it; nothing here writes HTML, only text. */

const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

/* Filters send themselves when a choice changes; their button is for those without a script. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && !event.target.closest("[data-wait]")) form.requestSubmit();
});

/* An open panel closes when one looks elsewhere, or with Escape, and the focus goes back to where it was opened. */
const open = () => [...document.querySelectorAll(".filters > details[open], .help[open]")];
document.addEventListener("click", (event) => {
  for (const panel of open()) if (!panel.contains(event.target)) panel.open = false;
});

const actions = {
  "?": () => document.querySelector("#keys")?.showModal(),
  "/": () => {
    const aim = document.querySelector("main input[type=search], .filters summary, .filters a, .filters button");
    aim?.focus();
    return Boolean(aim);
  },
  j: () => step(1),
  k: () => step(-1),
};

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent);
  if (!items.length) return false;
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1)];
  const aim = next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button, summary, [tabindex]");
  aim?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const panel of open()) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (actions[event.key] && actions[event.key]() !== false) event.preventDefault();
});

/* `<button data-copy="#id">` or `data-copy-text="..."` copies; `data-copied` is what is then said. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const text = button.dataset.copyText ?? document.querySelector(button.dataset.copy)?.textContent ?? "";
  await navigator.clipboard.writeText(text.trim());
  say(button.dataset.copied ?? "✓");
});
for (const button of document.querySelectorAll("[data-copy][hidden], [data-copy-text][hidden]")) button.hidden = false;

/* A toast stays until it is closed or 8 seconds have passed without the pointer or the focus on it. */
function say(text) {
  const note = document.createElement("p");
  note.className = "note done";
  note.textContent = text;
  document.querySelector("#toasts")?.append(note);
  const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : note.remove());
  setTimeout(leave, 8000);
}
document.addEventListener("clew:say", (event) => say(event.detail.value ?? ""));

/* Charts bring their own module, once, and only where there is one. */
function charts() {
  const from = document.querySelector("meta[name=clew-chart]");
  if (from && document.querySelector("clew-chart")) import(from.content);
}
charts();
document.addEventListener("htmx:load", charts);

/* What a job has finished comes into the page once, and never under somebody's hands: not while the focus, a selection
   or something opened is in it. Then a button stands there. */
const isBusy = (place) =>
  (place !== document.activeElement && place.contains(document.activeElement)) ||
  place.querySelector("details[open], dialog[open]") !== null ||
  (String(getSelection()) !== "" && place.contains(getSelection().anchorNode));
let asked = null;

function bring() {
  const ready = document.querySelector("[data-ready]");
  const place = ready && document.querySelector(ready.getAttribute("hx-target"));
  if (place && !isBusy(place)) ready.dispatchEvent(new CustomEvent("clew:quiet"));
}
document.addEventListener("click", (event) => {
  const ready = event.target.closest("[data-ready]");
  if (ready && event.target.closest("button")) asked = ready.getAttribute("hx-target");
});
document.addEventListener("htmx:load", (event) => {
  if (asked && event.target.matches(asked)) {
    event.target.focus({ preventScroll: true });
    asked = null;
  }
  bring();
});
document.addEventListener("focusout", () => setTimeout(bring));
document.addEventListener("toggle", () => setTimeout(bring), true);
document.addEventListener("selectionchange", () => String(getSelection()) === "" && bring());

/* A request that failed is said, not swallowed. */
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, () => {
    const words = document.querySelector("meta[name=clew-failed]")?.content;
    if (words) say(words);
  });
}
