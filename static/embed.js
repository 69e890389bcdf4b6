// Shows a poll in any page: <crowd-poll id="..."> or <script async src=".../embed.js" data-poll="...">.
(() => {
  const here = document.currentScript;
  if (!here) return;
  const LOOKS = ["theme", "accent", "lang", "compact"];

  // On what the poll stands; without a colour of its own, a page is as light or dark as it says.
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) || []).map(Number);
      if (alpha < 0.5) continue;
      if (!colour.startsWith("rgb")) return "auto";
      return 3 * red + 6 * green + blue < 1280 ? "dark" : "light";
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    return scheme.includes("dark") ? "auto" : "light";
  };

  class CrowdPoll extends HTMLElement {
    connectedCallback() {
      addEventListener("message", this);
      if (this.frame || !this.id) return;
      const address = new URL(`embed/${encodeURIComponent(this.id)}`, this.home || here.src);
      for (const name of LOOKS) {
        const value = this.getAttribute(name) ?? (name === "theme" ? ground(this) : null);
        if (value !== null) address.searchParams.set(name, value || "1");
      }
      this.origin = address.origin;
      this.least = this.hasAttribute("compact") ? 280 : 560;
      const frame = (this.frame = document.createElement("iframe"));
      frame.title = this.textContent.trim() || "Poll";
      frame.loading = "lazy";
      frame.src = address;
      frame.style.cssText = `display:block;width:100%;border:0;height:${this.least}px`;
      this.style.display = "block";
      // The link stays in the page, for whatever reads it without scripts.
      this.attachShadow({ mode: "open" }).append(frame);
    }
    disconnectedCallback() {
      removeEventListener("message", this);
    }
    handleEvent({ source, origin, data }) {
      if (source !== this.frame?.contentWindow || origin !== this.origin) return;
      const height = data?.message === "height" ? data.value : 0;
      if (!Number.isInteger(height) || height < 1 || height > 4000) return;
      // Never below what was kept free: the page must not jump.
      this.frame.style.height = `${Math.max(height, this.least)}px`;
    }
  }
  if (!customElements.get("crowd-poll")) customElements.define("crowd-poll", CrowdPoll);

  const { poll, ...looks } = here.dataset;
  if (!poll || !document.body?.contains(here)) return;
  const element = document.createElement("crowd-poll");
  const link = document.createElement("a");
  link.href = new URL(`p/${encodeURIComponent(poll)}`, here.src);
  link.textContent = looks.title || "Poll";
  for (const name of LOOKS) if (name in looks) element.setAttribute(name, looks[name]);
  element.home = here.src;
  element.id = poll;
  element.append(link);
  here.after(element);
})();
