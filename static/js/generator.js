// Writes the chosen looks into the codes and shows them; without this script the usual ones stand there.
for (const generator of document.querySelectorAll("[data-generator]")) {
  const poll = generator.dataset.generator;
  const preview = generator.querySelector(".widget-preview");
  const codes = [...generator.querySelectorAll("[data-code]")].map((field) => [field, field.value]);
  const inputs = [...generator.querySelectorAll("[data-look]")];
  const valid = { accent: /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i };
  const chosen = () => inputs
    .map((input) => [input.dataset.look, input.type !== "checkbox" || input.checked ? input.value.trim() : ""])
    .filter(([name, value]) => value && (valid[name] || /./).test(value))
    .map(([name, value]) => [name, name === "accent" ? value.replace("#", "") : value]);
  const write = () => {
    const looks = chosen();
    const query = looks.length ? `?${new URLSearchParams(looks)}` : "";
    // Pictures and pages have a language, and pictures a theme, but no accent and no size.
    const queryOf = (...names) => {
      const some = looks.filter(([name]) => names.includes(name));
      return some.length ? `?${new URLSearchParams(some).toString().replaceAll("&", "&amp;")}` : "";
    };
    const attributes = (prefix) => looks.map(([name, value]) => ` ${prefix}${name}="${value}"`).join("");
    const height = query.includes("compact") ? "280" : "560";
    for (const [field, usual] of codes) {
      field.value = usual
        .replace(` data-poll="${poll}"`, (found) => found + attributes("data-"))
        .replace(`<crowd-poll id="${poll}"`, (found) => found + attributes(""))
        .replace(`/embed/${poll}`, (found) => found + query.replaceAll("&", "&amp;"))
        .replace(`/p/${poll}.svg`, (found) => found + queryOf("theme", "lang"))
        .replace(new RegExp(`/p/${poll}(?=["]|$)`), (found) => found + queryOf("lang"))
        .replace(/(min-height:|height=")560/, (found, before) => before + height);
    }
    const address = `/embed/${poll}${query}`;
    if (preview.getAttribute("src") !== address) {
      preview.setAttribute("src", address);
      preview.height = height;
    }
  };
  generator.querySelector(".looks").hidden = false;
  for (const input of inputs) input.addEventListener("input", write);
}
