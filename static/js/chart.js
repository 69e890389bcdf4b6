// Values of bars and dots by pointer, touch and arrow keys; the other scale; and the place of a number that a
// reader types, which is not sent anywhere. The page is complete without this script.
const figure = document.querySelector(".picture");
const tools = document.querySelector("[data-chart-tools]");
const words = tools ? tools.dataset : {};

const tip = document.createElement("p");
tip.className = "chart-tip";
tip.setAttribute("role", "status");
tip.hidden = true;

const numberIn = (element, name) => Number(element.getAttribute(name));

// Bars and dots of one chart, from left to right.
const partsOf = (svg) => [...svg.querySelectorAll("[data-range]")].map((element) => {
  const dot = element.tagName === "circle";
  const radius = dot ? numberIn(element, "r") : 0;
  const left = dot ? numberIn(element, "cx") - radius : numberIn(element, "x");
  const top = dot ? numberIn(element, "cy") - radius : numberIn(element, "y");
  const width = dot ? 2 * radius : numberIn(element, "width");
  const { range, count } = element.dataset;
  return { element, dot, top, x: left + width / 2, y: top + radius, width, text: count ? `${range}: ${count}` : range };
}).sort((one, other) => one.x - other.x || one.y - other.y);

/* The words in the chart stay readable: a tip that would cover them goes to their nearer side. */
const besideNotes = (svg, frame, left, top) => {
  const width = tip.offsetWidth;
  const covered = [...svg.querySelectorAll(".note")].map((note) => note.getBoundingClientRect()).filter((box) => (
    box.left - frame.left < left + width && left < box.right - frame.left
    && box.top - frame.top < top + tip.offsetHeight && top < box.bottom - frame.top));
  if (!covered.length) return left;
  const before = Math.min(...covered.map((box) => box.left)) - frame.left - width - 6;
  const after = Math.max(...covered.map((box) => box.right)) - frame.left + 6;
  const sides = [before, after].filter((side) => side >= 0 && side + width <= frame.width);
  return sides.sort((one, other) => Math.abs(one - left) - Math.abs(other - left))[0] ?? left;
};

const lively = new WeakSet();
const enliven = (svg) => {
  const parts = partsOf(svg);
  if (!parts.length || lively.has(svg)) return;
  lively.add(svg);
  let chosen = -1;
  const choose = (place) => {
    parts[chosen]?.element.classList.remove("chosen");
    chosen = place;
    const part = parts[place];
    tip.hidden = !part;
    if (!part) return;
    part.element.classList.add("chosen");
    tip.textContent = part.text;
    const matrix = svg.getScreenCTM();
    const frame = figure.getBoundingClientRect();
    const x = matrix.a * part.x + matrix.e - frame.left;
    const width = tip.offsetWidth;
    const left = Math.max(0, Math.min(x - width / 2, frame.width - width));
    const top = matrix.d * part.top + matrix.f - frame.top - tip.offsetHeight - 6;
    tip.style.left = `${besideNotes(svg, frame, left, top)}px`;
    tip.style.top = `${top}px`;
  };
  const distance = (part, point) => (part.dot
    ? Math.hypot(part.x - point.x, part.y - point.y)
    : Math.max(0, Math.abs(part.x - point.x) - part.width / 2));
  const point = (event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    let nearest = 0;
    for (let place = 1; place < parts.length; place++) {
      if (distance(parts[place], { x, y }) < distance(parts[nearest], { x, y })) nearest = place;
    }
    // As far from the data as this, nobody points at them.
    choose(distance(parts[nearest], { x, y }) < 24 ? nearest : -1);
  };
  svg.tabIndex = 0;
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-roledescription", words.role);
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") choose(-1); });
  svg.addEventListener("blur", () => choose(-1));
  svg.addEventListener("keydown", (event) => {
    const last = parts.length - 1;
    const place = {
      ArrowRight: Math.min(last, chosen + 1),
      ArrowLeft: chosen < 0 ? last : Math.max(0, chosen - 1),
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(place);
    if (event.key === "Escape") svg.blur();
  });
};

// A mark below the axis, as the reader's own answer has one.
const SVG = "http://www.w3.org/2000/svg";
const mark = (svg, value, label) => {
  svg.querySelector(".found-mark")?.remove();
  svg.querySelector(".own-mark")?.toggleAttribute("hidden", value !== null);
  if (value === null) return;
  const { scale, low, high, start, end, baseline, ownLabelY } = svg.dataset;
  const transform = scale === "log" ? Math.log : Number;
  const [first, last] = [Number(low), Number(high)];
  const share = scale === "log" && value <= 0 ? 0 : (transform(value) - transform(first)) / (transform(last) - transform(first));
  const x = Number(start) + Math.max(0, Math.min(1, share)) * (end - start);
  const group = document.createElementNS(SVG, "g");
  const [path, text] = ["path", "text"].map((name) => group.appendChild(document.createElementNS(SVG, name)));
  group.setAttribute("class", "found-mark");
  path.setAttribute("class", "mark-you");
  path.setAttribute("d", `M${x} ${Number(baseline) + 1}l5 8h-10z`);
  text.setAttribute("class", "mark-label mark-you-label");
  text.setAttribute("y", ownLabelY);
  text.setAttribute("text-anchor", "middle");
  text.textContent = value < first ? `\u2190 ${label}` : value > last ? `${label} \u2192` : label;
  svg.append(group);
  const half = text.getComputedTextLength() / 2;
  text.setAttribute("x", Math.max(half, Math.min(x, svg.viewBox.baseVal.width - half)));
};

// What is typed, as a number on the axis; NaN where it is none.
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const readNumber = (typed, decimal) => {
  const western = typed.trim().replace(DIGITS, (digit) => digit.charCodeAt(0) & 15);
  const plain = western.replace(/[\s\u00a0\u202f'\u2019%\u066a]/g, "").replace("\u2212", "-");
  const group = decimal === "," ? /\.(?=\d{3}(?!\d))/g : /,(?=\d{3}(?!\d))/g;
  const text = plain.replace(group, "").replace(decimal, ".");
  return /^-?(\d+\.?\d*|\.\d+)(e\d{1,3})?$/i.test(text) ? Number(text) : NaN;
};
const readers = {
  number: ([field]) => readNumber(field.value, words.decimal) * Number(words.factor),
  date: ([field]) => (field.value ? Date.parse(`${field.value}T00:00:00Z`) / 86400000 : NaN),
  duration: (fields) => fields.reduce((sum, field) => sum + (field.value ? readNumber(field.value, words.decimal) : 0) * field.dataset.seconds, 0),
};
const labels = {
  number: ([field]) => readNumber(field.value, words.decimal).toLocaleString(words.locale, { maximumFractionDigits: 6 }),
  date: ([field]) => new Date(`${field.value}T00:00:00Z`).toLocaleDateString(words.locale, { dateStyle: "medium", timeZone: "UTC" }),
  duration: (fields) => fields.filter((field) => field.value).map((field) => `${field.value.trim()} ${field.dataset.short}`).join(" "),
};

// How many people were farther off, by the errors of all of them or, of many, by hundredths.
const told = (value, label) => {
  if (!words.errors) return "";
  const truth = Number(words.truth);
  const error = Math.abs(value - truth);
  if (error <= 1e-9 * Math.abs(truth)) return words.right.replace("{value}", label);
  // Errors are rounded to seven digits.
  const most = error + 1e-6 * Math.max(error, Math.abs(truth));
  const errors = words.errors.split(" ").map(Number);
  const count = errors.filter((each) => each > most).length;
  if (!count) return words.last.replace("{value}", label);
  const percent = Math.max(1, Math.min(99, Math.round(100 * count / errors.length)));
  return words.closer.replace("{value}", label).replace("{count}", count)
    .replace("{share}", words.percent.replace("62", percent));
};

const find = (fields, said) => {
  const { kind } = words;
  const value = readers[kind](fields);
  const empty = fields.every((field) => !field.value.trim());
  const label = Number.isFinite(value) && !empty ? labels[kind](fields).slice(0, 24) : "";
  for (const svg of figure.querySelectorAll("svg[data-chart]")) {
    mark(svg, label ? value : null, words.you.replace("{figure}", label));
  }
  const badInput = !empty && !label;
  said.textContent = label ? told(value, label) : badInput ? words.unreadable : "";
};

if (figure && tools) {
  figure.append(tip);
  const redraw = [];
  const other = figure.querySelector("template[data-scale-alternative]");
  const toggle = figure.querySelector("[data-scale-toggle]");
  const start = () => {
    for (const svg of figure.querySelectorAll("svg[data-chart]")) enliven(svg);
    toggle?.setAttribute("aria-pressed", figure.querySelector("svg[data-chart]")?.dataset.scale === "log");
    for (const draw of redraw) draw();
  };
  if (other && toggle) {
    toggle.addEventListener("click", () => {
      tip.hidden = true;
      const shown = [...figure.children].filter((child) => child !== other && child !== tip && child !== toggle);
      const own = figure.querySelector(".own-mark");
      const value = own && { value: Number(own.dataset.value), label: own.textContent.trim().replace(/[\u2190\u2192]/g, "").trim() };
      const hidden = [...other.content.children];
      other.before(...hidden);
      other.content.append(...shown);
      if (value) {
        for (const svg of figure.querySelectorAll("svg[data-chart]")) {
          if (svg.querySelector(".own-mark")) continue;
          mark(svg, value.value, value.label);
          const made = svg.querySelector(".found-mark");
          made.setAttribute("class", "own-mark");
          made.dataset.value = value.value;
        }
      }
      start();
    });
  }
  const place = tools.querySelector("[data-find]");
  if (place) {
    const fields = [...place.querySelectorAll("input")];
    const said = place.querySelector("[role=status]");
    redraw.push(() => find(fields, said));
    place.addEventListener("input", () => find(fields, said));
  }
  start();
}
