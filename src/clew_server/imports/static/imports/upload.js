/* Sends a file in pieces, each with its SHA-256, and goes on where it stopped: after a broken line, a reload, a restart.
   Without this script the form sends the file whole. */

const form = document.querySelector("form[data-pieces]");
if (form && window.crypto?.subtle && window.fetch) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-state]");
  const bar = form.querySelector("progress");
  const pause = form.querySelector("[data-pause]");
  const words = state.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const waits = [1, 2, 5, 10, 20, 30];
  let stopped = false;

  const say = (text) => { state.textContent = text; state.hidden = false; };
  const percent = (share) => new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
  const sleep = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
  const name = (file) => `clew-upload:${form.dataset.begin}:${file.name}:${file.size}:${file.lastModified}`;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const ask = (address, options = {}) =>
    fetch(address, { credentials: "same-origin", ...options, headers: { "X-CSRFToken": token, Accept: "application/json", ...options.headers } });

  async function reason(answer) {
    try { return (await answer.json()).error || words.refused; } catch { return words.refused; }
  }

  async function known(file) {
    let address = null;
    try { address = localStorage.getItem(name(file)); } catch { /* no storage: begin anew */ }
    if (!address) return null;
    const answer = await ask(address);
    if (!answer.ok) return null;
    const told = await answer.json();
    return told.is_complete || told.size !== file.size ? null : told;
  }

  async function begun(file) {
    const body = new URLSearchParams({ filename: file.name, size: file.size });
    const answer = await ask(form.dataset.begin, { method: "POST", body });
    if (!answer.ok) throw new Error(await reason(answer));
    const told = await answer.json();
    try { localStorage.setItem(name(file), told.address); } catch { /* then it cannot go on after a reload */ }
    return told;
  }

  async function send(file, told) {
    let offset = told.offset;
    let failed = 0;
    while (!stopped) {
      bar.value = offset / file.size;
      say(words.sending.replace("{share}", percent(offset / file.size)));
      if (offset >= file.size) return true;
      const piece = await file.slice(offset, offset + told.piece).arrayBuffer();
      const hash = hex(await crypto.subtle.digest("SHA-256", piece));
      let answer = null;
      try {
        answer = await ask(`${told.address}?offset=${offset}`, {
          method: "POST", body: piece, headers: { "Content-Type": "application/octet-stream", "X-Piece-SHA256": hash },
        });
      } catch { /* the line broke: asked again below */ }
      if (answer && (answer.ok || answer.status === 409)) {
        offset = (await answer.json()).offset;
        failed = 0;
      } else if (answer && answer.status < 500 && answer.status !== 422 && answer.status !== 429) {
        throw new Error(await reason(answer));
      } else {
        say(words.waiting);
        await sleep(waits[Math.min(failed++, waits.length - 1)]);
      }
    }
    return false;
  }

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    stopped = false;
    const button = form.querySelector("button:not([data-pause])");
    button.disabled = true;
    bar.hidden = pause.hidden = false;
    try {
      const told = (await known(file)) ?? (await begun(file));
      if (await send(file, told)) {
        try { localStorage.removeItem(name(file)); } catch { /* nothing was kept */ }
        window.removeEventListener("beforeunload", warn);
        location.assign(told.page);
        return;
      }
      say(words.stopped);
    } catch (error) {
      say(error.message || words.refused);
    }
    button.disabled = false;
    bar.hidden = pause.hidden = true;
  });
  const warn = (event) => { if (!bar.hidden) event.preventDefault(); };
  window.addEventListener("beforeunload", warn);
  pause.addEventListener("click", () => { stopped = true; });
}
