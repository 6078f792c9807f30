/* Verbatims by keyboard: one of them is in the order of tabs, arrows walk, t tags, a assigns, c copies. j, k and ? are everywhere. */
const items = () => [...document.querySelectorAll(".verbatim")];
const say = (value) => document.dispatchEvent(new CustomEvent("clew:say", { detail: { value } }));

function current() {
  return document.activeElement?.closest(".verbatim") ?? null;
}

document.addEventListener("focusin", (event) => {
  const at = event.target.closest(".verbatim");
  if (!at) return;
  for (const item of items()) item.tabIndex = item === at ? 0 : -1;
});

function walk(by) {
  const all = items();
  const next = all[all.indexOf(current()) + by];
  if (!next) return false;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function act(name) {
  const item = current();
  if (!item) return false;
  item.querySelector(".acts").open = true;
  item.querySelector(`.acts [name=${name}]`).focus();
  return true;
}

const keys = {
  ArrowDown: () => walk(1),
  ArrowUp: () => walk(-1),
  t: () => act("name"),
  a: () => act("member"),
  c: () => {
    const link = current()?.querySelector("[data-quote]");
    link?.click();
    return Boolean(link);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && event.target.closest(".acts")) {
    event.target.closest(".acts").open = false;
    event.target.closest(".verbatim").focus();
    return;
  }
  if (event.target.closest("input, select, textarea")) return;
  if (event.key.startsWith("Arrow") && !event.target.matches(".verbatim")) return;
  if (keys[event.key] && keys[event.key]()) event.preventDefault();
});

/* A quote is fetched without personal data and copied; where that fails its page opens. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-quote]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(`${link.href}&form=text`);
    if (!answer.ok) throw new Error(String(answer.status));
    await navigator.clipboard.writeText(await answer.text());
    say(link.dataset.copied);
  } catch {
    location.assign(link.href);
  }
});

/* A verbatim that was shown anew takes the focus back. */
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches?.(".verbatim")) event.detail.elt.focus();
});

const more = document.querySelector("#more-keys");
if (more) document.querySelector("#keys dl")?.append(more.content.cloneNode(true));
