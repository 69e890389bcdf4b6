// Says how long it is until the close, and when that is on the visitor's own clock.
for (const line of document.querySelectorAll("[data-countdown]")) {
  const closes = new Date(line.dataset.countdown);
  const own = closes.toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const show = () => {
    const left = (closes - Date.now()) / 1000;
    const [unit, seconds] = units.find(([, size]) => left >= 2 * size) ?? ["minute", 60];
    const count = Math.max(1, Math.floor(left / seconds));
    line.textContent = left > 0
      ? `That is ${own} on your clock: in ${count} ${unit}${count === 1 ? "" : "s"}.`
      : "That time has come. Reload this page.";
    if (left > 0) setTimeout(show, Math.min(30000, left * 1000 + 500));
  };
  show();
}
