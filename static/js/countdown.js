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

// Arabic with the digits of the rest of the page.
const lang = `${document.documentElement.lang}-u-nu-latn`;

const show = (line) => {
  clearTimeout(line.countdown);
  const now = performance.now() + ahead;
  const left = (new Date(line.dataset.countdown) - now) / 1000;
  const sentence = line.closest("[data-over]");
  if (left <= 0) {
    if (sentence) sentence.textContent = sentence.dataset.over;
    return;
  }
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, seconds] = units.find(([, size]) => left >= 2 * size) ?? ["minute", 60];
  const count = Math.max(1, Math.floor(left / seconds));
  line.textContent = new Intl.RelativeTimeFormat(lang, { numeric: "always" }).format(count, unit);
  const wrong = line.closest("p").querySelector("[data-wrong-clock]");
  if (wrong) wrong.hidden = Math.abs(Date.now() - now) <= MAX_DIFFERENCE;
  line.countdown = setTimeout(() => tick(line), Math.min(30000, left * 1000 + 500));
};

const tick = (line) => {
  const last = jump;
  jump = Date.now() - performance.now();
  show(line);
  // The clock was set, or the machine slept while one of the two counts stood still.
  if (Math.abs(jump - last) > MAX_JUMP) askService();
};

// Behind a time stands its zone: dropped where it is the visitor's, else followed by the time on their clock.
for (const zone of document.querySelectorAll("[data-zone]")) {
  const time = new Date(zone.previousElementSibling.dateTime);
  const minutes = -time.getTimezoneOffset();
  if (minutes === Number(zone.dataset.zone)) {
    zone.textContent = "";
    continue;
  }
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = (offset) => new Date(+time + 60000 * offset).getUTCDate();
  if (day(minutes) !== day(Number(zone.dataset.zone))) clock.weekday = "short";
  // The page's times are written as in Britain where its words are English.
  const own = new Intl.DateTimeFormat(lang.startsWith("en") ? "en-GB" : lang, clock).format(time);
  zone.textContent += zone.dataset.own.replace("{time}", own);
}

if (lines.length) {
  lines.forEach(show);
  // A page from a cache has the time at which it was made.
  if (arrival?.type === "back_forward" || arrival?.transferSize === 0) askService();
  addEventListener("pageshow", (event) => { if (event.persisted) askService(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lines.forEach(tick); });
}
