// Says how long it is until the close, counted from the service's clock: the visitor's may be wrong.
const MAX_DIFFERENCE = 120000; // Milliseconds between the clocks from which on the visitor's is not relied on.
const MAX_JUMP = 2000; // Milliseconds between two counts of this browser, from which on one was set or stood still.
const lines = [...document.querySelectorAll("[data-countdown]")];

// Milliseconds by which the service's clock is ahead of this page's own count, which nobody can set.
const arrival = performance.getEntriesByType("navigation")[0];
let ahead = Date.parse(lines[0]?.dataset.now) - (arrival?.responseStart ?? 0);
let jump = Date.now() - performance.now();

const askService = async () => {
  try {
    const begin = performance.now();
    const reply = await fetch("/robots.txt", { method: "HEAD", cache: "no-store" });
    const now = Date.parse(reply.headers.get("Date")) + 1000 * Number(reply.headers.get("Age"));
    // The header leaves out the fraction of the second, half of one on average.
    if (now) ahead = now + 500 - (begin + performance.now()) / 2;
  } catch { /* Without a connection, what is known goes on counting. */ }
  lines.forEach(show);
};

const show = (line) => {
  clearTimeout(line.countdown);
  const now = performance.now() + ahead;
  const closes = new Date(line.dataset.countdown);
  // Arabic with the digits of the rest of the page.
  const lang = `${document.documentElement.lang}-u-nu-latn`;
  const clock = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  // The page's times are written as in Britain where its words are English.
  const time = new Intl.DateTimeFormat(lang.startsWith("en") ? "en-GB" : lang, clock).format(closes);
  const inWords = new Intl.RelativeTimeFormat(lang, { numeric: "always" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const left = (closes - now) / 1000;
  const [unit, seconds] = units.find(([, size]) => left >= 2 * size) ?? ["minute", 60];
  const count = Math.max(1, Math.floor(left / seconds));
  const { left: sentence, otherClock, over } = line.dataset;
  const differs = Math.abs(Date.now() - now) > MAX_DIFFERENCE;
  line.textContent = left > 0
    ? (differs ? otherClock : sentence).replace("{time}", time).replace("{left}", inWords.format(count, unit))
    : over;
  if (left > 0) line.countdown = setTimeout(() => tick(line), Math.min(30000, left * 1000 + 500));
};

const tick = (line) => {
  const last = jump;
  jump = Date.now() - performance.now();
  show(line);
  // The clock was set, or the machine slept while one of the two counts stood still.
  if (Math.abs(jump - last) > MAX_JUMP) askService();
};

if (lines.length) {
  lines.forEach(show);
  // A page from a cache has the time at which it was made.
  if (arrival?.type === "back_forward" || arrival?.transferSize === 0) askService();
  addEventListener("pageshow", (event) => { if (event.persisted) askService(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lines.forEach(tick); });
}
