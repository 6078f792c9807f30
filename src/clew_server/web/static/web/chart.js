/* The one island: <clew-chart> draws the Vega-Lite document of its data, in the page's own colours.

   Expressions are interpreted, never compiled, hints are texts, styles are set by properties: the page's Content
   Security Policy needs no exception. Without scripts the chart is not there and its table is. */

/* What the charts of the library call the light page's colours, and the page's names for them: they are drawn as those
   names, so that a chart follows the theme, and the paper, without being drawn again. */
const COLOURS = {
  "#1b2430": "--ink", "#56616f": "--ink-2", "#e1e5ea": "--line",
  "#a3263f": "--thread", "#0f6b61": "--good", "#9a4b00": "--bad",
};
const NARROWEST = 200;
/* Room beside a small chart for its axis. */
const FRAME = 60;

let bundle;
const vega = (from) => (bundle ??= import(from).then(() => window.clewVega));

const painted = (node) => {
  if (typeof node === "string") return Object.hasOwn(COLOURS, node) ? `var(${COLOURS[node]})` : node;
  if (Array.isArray(node)) return node.map(painted);
  if (node && typeof node === "object") {
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === "values" ? value : painted(value)]));
  }
  return node;
};

/* A chart that is wider than its place becomes as wide as it; small ones keep their size. */
function fitted(spec, room) {
  if (typeof spec.width === "number" && spec.width > room - 60) {
    const groups = new Set(spec.data?.values?.map((value) => value.group)).size;
    const height = spec.height?.step ? spec.height.step * Math.max(groups, 1) : spec.height;
    return { ...spec, width: Math.max(room, NARROWEST), height, autosize: { type: "fit-x", contains: "padding" } };
  }
  if (spec.facet && spec.columns) {
    const one = Math.min((spec.spec?.width ?? 240) + FRAME, Math.max(room, NARROWEST));
    const columns = Math.max(1, Math.min(spec.columns, Math.floor(room / one)));
    return { ...spec, columns, spec: { ...spec.spec, width: one - FRAME } };
  }
  return spec;
}

class Chart extends HTMLElement {
  #view = null;
  #width = 0;
  #size = new ResizeObserver(([entry]) => {
    if (this.#width && Math.abs(entry.contentRect.width - this.#width) > 8) this.#draw();
  });

  connectedCallback() {
    this.document ??= JSON.parse(this.dataset.document);
    this.setAttribute("role", "img");
    this.#size.observe(this.parentElement);
    this.#draw();
  }

  disconnectedCallback() {
    this.#size.disconnect();
    this.#view?.finalize();
  }

  async #draw() {
    const { embed } = await vega(this.dataset.bundle);
    if (!this.isConnected) return;
    this.dataset.drawn = "";
    this.#width = this.parentElement.clientWidth;
    const spec = fitted(painted(this.document.spec), this.#width);
    spec.config = { ...spec.config, aria: false };
    const place = document.createElement("div");
    this.#view?.finalize();
    const { formatLocale, timeFormatLocale } = this.document;
    try {
      this.#view = await embed(place, spec, {
        ast: true, actions: false, renderer: "svg", defaultStyle: false, mode: "vega-lite", logLevel: 1,
        formatLocale: formatLocale ?? undefined, timeFormatLocale: timeFormatLocale ?? undefined,
        tooltip: (_handler, event, _item, value) => this.#hint(event, value),
      });
    } catch (error) {
      delete this.dataset.drawn;
      console.error("a chart could not be drawn; its table is below", error.message);
      return;
    }
    place.ariaHidden = "true"; // the element itself is the picture and says what it shows
    this.querySelector(":scope > div:not(.hint-box)")?.remove();
    this.append(place);
  }

  /* The hint of what is pointed at: names and values, as text. */
  #hint(event, value) {
    this.querySelector(".hint-box")?.remove();
    if (value === null || value === undefined || value === "") return;
    const box = document.createElement("div");
    box.className = "hint-box";
    if (typeof value === "object") {
      const list = box.appendChild(document.createElement("dl"));
      for (const [name, what] of Object.entries(value)) {
        if (what === null || what === undefined || what === "" || what === "null") continue;
        list.appendChild(document.createElement("dt")).textContent = this.document.words[name] ?? name;
        list.appendChild(document.createElement("dd")).textContent = String(what);
      }
    } else {
      box.textContent = String(value);
    }
    this.append(box);
    box.style.left = `${Math.min(event.clientX + 12, innerWidth - box.offsetWidth - 8)}px`;
    box.style.top = `${Math.min(event.clientY + 12, innerHeight - box.offsetHeight - 8)}px`;
  }
}

customElements.get("clew-chart") ?? customElements.define("clew-chart", Chart);
