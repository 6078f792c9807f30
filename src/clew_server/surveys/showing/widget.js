/*! Clew's widget: asks who visits a page. No cookie; nothing is stored unless data-remember says so. */
((w, d) => {
  "use strict";
  const script = d.currentScript;
  if (!script || !script.dataset.survey) return;
  const said = script.dataset, slug = said.survey, host = new URL(script.src).origin, kept = "clew.survey." + slug;
  const about = host + "/s/w/" + encodeURIComponent(slug) + ".json";
  const api = ((w.clew = w.clew || {}).survey = w.clew.survey || {});
  const early = (api.q = api.q || []), doors = (api.doors = api.doors || {});
  let set = null, root = null, box = null, frame = null, before = null, timer = 0, path = "", over = false, asked = false;

  /* What decides whether it is shown. */
  const refused = () => w.navigator.doNotTrack === "1" || w.doNotTrack === "1" || w.navigator.globalPrivacyControl === true;
  const store = () => { try { return !refused() && "remember" in said ? w.localStorage : null; } catch (_) { return null; } };
  const read = () => { try { return JSON.parse(store().getItem(kept)) || {}; } catch (_) { return {}; } };
  const keep = (more) => { try { store().setItem(kept, JSON.stringify(Object.assign(read(), more))); } catch (_) { /* this page view only */ } };
  const number = (name, least, most) => Math.min(Math.max(parseFloat(said[name] === undefined ? set[name] : said[name]) || 0, least), most);
  const rested = () => Date.now() - (read().over || 0) >= (parseFloat(said.remember) || set.days || 0) * 864e5;
  const drawn = () => {
    let draw = read().draw;
    if (typeof draw !== "number") keep({ draw: (draw = Math.random() * 100) });
    return draw < number("percent", 0, 100);
  };
  const fits = () => {
    const patterns = said.path ? said.path.split(/\s+/) : set.paths;
    return !patterns.length || patterns.some((one) => new RegExp("^" + one.split("*").map((part) => part.replace(/[^\w]/g, "\\$&")).join(".*") + "$", "i").test(w.location.pathname));
  };
  const chance = () => {
    w.clearTimeout(timer);
    if (!over && !root && rested() && fits() && drawn()) timer = w.setTimeout(open, number("delay", 0, 86400) * 1000);
  };

  /* What is shown. */
  const STYLE = ":host{all:initial;color-scheme:light dark}section{box-sizing:border-box;background:Canvas;color:CanvasText}section:focus{outline:0}iframe{display:block;width:100%;border:0;color-scheme:light dark}p{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.float{position:fixed;z-index:2147483000;bottom:16px;right:16px;width:384px;max-width:calc(100vw - 32px);max-height:calc(100vh - 32px);max-height:calc(100dvh - 32px);display:flex;flex-direction:column;overflow:hidden;border:1px solid GrayText;border-radius:10px;box-shadow:0 6px 24px rgb(0 0 0/.22)}.left{right:auto;left:16px}.float iframe{flex:0 1 auto;min-height:0}.wait{opacity:0;pointer-events:none}button{all:unset;box-sizing:border-box;flex:none;align-self:flex-end;width:32px;height:32px;margin:4px;border-radius:6px;text-align:center;font:22px/32px sans-serif;cursor:pointer}button:hover{background:rgb(128 128 128/.2)}button:focus-visible{outline:2px solid;outline-offset:-2px}@media(max-width:480px){.float{left:0;right:0;bottom:0;width:100%;max-width:none;max-height:85vh;max-height:85dvh;border-radius:10px 10px 0 0}}@media(forced-colors:active){button{border:1px solid}}@media(prefers-reduced-motion:no-preference){.float:not(.wait){animation:come .2s ease-out}@keyframes come{from{transform:translateY(12px);opacity:0}}}@media print{:host{display:none}}";
  const dress = () => {
    if (root.adoptedStyleSheets && w.CSSStyleSheet) {
      const sheet = new w.CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else make("style", root).textContent = STYLE;
  };
  const make = (name, within, attributes) => {
    const made = d.createElement(name);
    for (const one in attributes) made.setAttribute(one, attributes[one]);
    return within.appendChild(made);
  };
  const language = () => {
    const wanted = (said.language || d.documentElement.lang || "").toLowerCase(), offered = Object.keys(set.words);
    return offered.find((one) => one.toLowerCase() === wanted) || offered.find((one) => one === wanted.split("-")[0]) || "";
  };
  function open(byHand) {
    const aim = said.target && d.querySelector(said.target), chosen = language();
    if (root && !root.host.isConnected) root = null;
    if (root || over && !byHand || said.target && !aim) return;
    const words = set.words[chosen] || set.words[Object.keys(set.words)[0]];
    before = byHand ? d.activeElement : null;
    asked = byHand === true;
    root = make("div", aim || d.body, chosen && { lang: chosen }).attachShadow({ mode: "open" });
    dress();
    box = make("section", root, { role: aim ? "region" : "dialog", "aria-label": words.title, tabindex: -1, class: aim ? "wait" : "wait float " + (said.place || "") });
    if (!aim) {
      const button = make("button", box, { type: "button", "aria-label": words.close, title: words.close });
      button.textContent = "\u00d7";
      button.onclick = close;
      box.onkeydown = (event) => { if (event.key === "Escape") close(); };
      make("p", root, { role: "status" });
    }
    frame = make("iframe", box, { title: words.title, src: host + (set.frame || "/s/" + slug) + "?frame=1" + (chosen && "&lang=" + chosen), referrerpolicy: "no-referrer" });
    box.inert = true; /* not to be seen or reached before it speaks; a hidden frame would not be drawn, nor know its height */
    frame.style.height = "150px";
    grow(set.height);
  }
  const grow = (height) => {
    frame.style.height = Math.ceil(height) + "px";
    if (!height || !box.classList.contains("wait")) return;
    box.classList.remove("wait");
    box.inert = false;
    const status = root.querySelector("p");
    if (asked) box.focus({ preventScroll: !said.target });
    else if (status) w.setTimeout(() => { status.textContent = box.getAttribute("aria-label"); }, 100);
    tell("shown");
    count(box);
  };
  /* That it came into sight is counted by the hour, and nothing of who saw it. */
  const count = (seen) => {
    if (said.config || refused() || !w.IntersectionObserver) return;
    new w.IntersectionObserver((all, eye) => {
      if (!all.some((one) => one.isIntersecting)) return;
      eye.disconnect();
      w.fetch(about, { method: "POST", credentials: "omit", keepalive: true }).catch(() => { /* it is not counted */ });
    }).observe(seen);
  };
  const close = () => {
    if (!root) return;
    const had = d.activeElement === root.host;
    root.host.remove();
    root = box = frame = null;
    over = true;
    keep({ over: Date.now() });
    if (had && before && before.isConnected) before.focus();
    tell("closed");
  };
  const tell = (what) => d.dispatchEvent(new CustomEvent("clew:survey-" + what, { detail: slug }));

  /* What the answer page says: it alone is heard. */
  w.addEventListener("message", (event) => {
    const said = event.data || {};
    if (!frame || event.origin !== host || event.source !== frame.contentWindow) return;
    if (said.clew === "height" && said.value > 0 && said.value < 1e5) grow(said.value);
    else if (said.clew === "close" && box.role !== "region") close();
    else if (said.clew === "done") {
      over = true;
      keep({ over: Date.now() });
      tell("done");
    }
  });

  /* When. */
  const begin = (found) => {
    set = found;
    doors[slug] = { show: () => open(true), hide: close };
    early.filter((one) => one === slug).slice(0, 1).forEach(api.show);
    const event = said.event === undefined ? set.event : said.event;
    if (event) {
      w.addEventListener(event, chance, true);
      return;
    }
    const look = () => { if (w.location.pathname !== path) { path = w.location.pathname; chance(); } };
    ["pushState", "replaceState"].forEach((name) => {
      const real = w.history[name];
      w.history[name] = function () { const done = real.apply(this, arguments); w.setTimeout(look); return done; };
    });
    w.addEventListener("popstate", look);
    look();
  };
  api.show = (name) => { if (doors[name]) doors[name].show(); else early.push(name); };
  api.hide = (name) => { if (doors[name]) doors[name].hide(); };
  const ready = (found) => {
    if (found.on) (d.readyState === "loading" ? d.addEventListener("DOMContentLoaded", () => begin(found)) : begin(found));
  };
  if (said.config) ready(JSON.parse(said.config));
  else w.fetch(about, { credentials: "omit" }).then((reply) => reply.json()).then(ready).catch(() => { /* no survey is no fault of the page */ });
})(window, document);
