// Says how long it is until the close, and when that is on the visitor's own clock.
for (const line of document.querySelectorAll("[data-countdown]")) {
  const closes = new Date(line.dataset.countdown);
  // Arabic with the digits of the rest of the page.
  const lang = `${document.documentElement.lang}-u-nu-latn`;
  const clock = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  // The page's times are written as in Britain where its words are English.
  const time = new Intl.DateTimeFormat(lang.startsWith("en") ? "en-GB" : lang, clock).format(closes);
  const inWords = new Intl.RelativeTimeFormat(lang, { numeric: "always" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const show = () => {
    const left = (closes - Date.now()) / 1000;
    const [unit, seconds] = units.find(([, size]) => left >= 2 * size) ?? ["minute", 60];
    const count = Math.max(1, Math.floor(left / seconds));
    const { left: sentence, over } = line.dataset;
    line.textContent = left > 0
      ? sentence.replace("{time}", time).replace("{left}", inWords.format(count, unit))
      : over;
    if (left > 0) setTimeout(show, Math.min(30000, left * 1000 + 500));
  };
  show();
}
