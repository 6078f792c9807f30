/*! Clew's snippet: page views and marked elements. No cookie, nothing stored unless data-store says so; Do Not Track and Global Privacy Control are honoured. */
(function (w, d, n) {
  "use strict";
  var script = d.currentScript, said = (script && script.dataset) || {}, nothing = function () {};
  var there = w.clew || {}, early = there.q || [];
  var refused = n.doNotTrack === "1" || w.doNotTrack === "1" || n.globalPrivacyControl === true;
  var names = ["track", "page", "identify", "alias", "reset", "flush", "consent"];
  if (refused || !said.key || there.on) {
    if (!there.on) { w.clew = { survey: there.survey }; names.forEach(function (name) { w.clew[name] = nothing; }); }
    return;
  }
  var where = said.host || new URL(script.src).origin, kind = said.store, kept = "clew";
  var store = null, waiting = [], timer = 0, pause = 1000, busy = false, off = said.consent === "asked", told = false, known = off ? { a: id() } : read();

  function id() {
    if (w.crypto && w.crypto.randomUUID) return w.crypto.randomUUID();
    return Array.from(w.crypto.getRandomValues(new Uint8Array(16)), function (b) { return (b + 256).toString(16).slice(1); }).join("");
  }
  function read() {
    var found = null;
    try {
      store = kind === "session" ? w.sessionStorage : kind === "local" ? w.localStorage : null;
      found = store && JSON.parse(store.getItem(kept));
    } catch (_) { /* forbidden, or not ours: a visitor of their own */ }
    return found && found.a ? found : { a: id() };
  }
  function keep() { try { if (store && !off) store.setItem(kept, JSON.stringify(known)); } catch (_) { /* full or forbidden: this page only */ } }
  function put(type, more) {
    if (off) return;
    var message = { type: type, messageId: id(), anonymousId: known.a, timestamp: new Date().toISOString(),
      context: { page: { path: w.location.pathname, title: d.title, url: w.location.origin + w.location.pathname }, locale: n.language, library: { name: "clew.js", version: "1" } } };
    if (known.u) message.userId = known.u;
    for (var name in more) message[name] = more[name];
    waiting.push(message);
    later();
  }
  function later() { if (!timer) timer = w.setTimeout(flush, pause); }
  function flush(leaving) {
    w.clearTimeout(timer); timer = 0;
    if (!waiting.length || busy && leaving !== true) return;
    var batch = waiting.splice(0, 40), body = JSON.stringify({ writeKey: said.key, sentAt: new Date().toISOString(), batch: batch });
    if (leaving === true) { if (!n.sendBeacon || !n.sendBeacon(where + "/v1/batch", body)) waiting = batch.concat(waiting); return; }
    busy = true;
    w.fetch(where + "/v1/batch", { method: "POST", body: body, keepalive: body.length < 60000, credentials: "omit", headers: { "Content-Type": "text/plain" } })
      .then(function (reply) { if (reply.status === 429 || reply.status > 499) throw reply; pause = 1000; })
      .catch(function () { if (off) return; waiting = batch.concat(waiting).slice(-500); pause = Math.min(pause * 2, 60000); })
      .then(function () { busy = false; if (waiting.length) later(); });
  }
  function page(name, properties) {
    var p = properties || {};
    p.path = p.path || w.location.pathname;
    put("page", { name: name || d.title, properties: p });
  }
  function forget() { waiting = []; known = { a: id() }; try { [w.sessionStorage, w.localStorage].forEach(function (s) { s.removeItem(kept); }); } catch (_) { /* nothing can be kept */ } }
  function consent(yes) {
    var was = off;
    off = !yes;
    if (off) forget(); else if (was) { known = read(); keep(); if (!told) view(); }
  }
  var api = {
    on: 1,
    consent: consent,
    track: function (event, properties) { put("track", { event: event, properties: properties || {} }); },
    page: page,
    identify: function (user, traits) { if (off) return; known.u = String(user); keep(); put("identify", { traits: traits || {} }); },
    alias: function (user, previous) { put("alias", { userId: user, previousId: previous || known.u || known.a }); },
    reset: function () { known = { a: id() }; keep(); },
    flush: function () { flush(); }
  };
  api.survey = there.survey; // of the widget, if it came first
  w.clew = api;
  keep();
  d.addEventListener("click", function (event) {
    var marked = event.target.closest && event.target.closest("[data-clew-event]");
    if (!marked) return;
    var properties = {};
    for (var name in marked.dataset) if (name.slice(0, 4) === "clew" && name !== "clewEvent") properties[name.charAt(4).toLowerCase() + name.slice(5)] = marked.dataset[name];
    api.track(marked.dataset.clewEvent, properties);
  }, true);
  if (said.pages !== "off") {
    var path = w.location.pathname, seen = function () { if (w.location.pathname !== path) { path = w.location.pathname; page(); } };
    ["pushState", "replaceState"].forEach(function (name) {
      var real = w.history[name];
      w.history[name] = function () { var done = real.apply(this, arguments); w.setTimeout(seen, 0); return done; };
    });
    w.addEventListener("popstate", seen);
  }
  function view() { if (said.pages !== "off" && !off) { told = true; page(); } }
  view();
  w.addEventListener("pagehide", function () { flush(true); });
  early.forEach(function (call) { if (names.indexOf(call[0]) > -1) api[call[0]].apply(null, [].slice.call(call, 1)); });
})(window, document, navigator);
