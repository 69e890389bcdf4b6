// Turns the page over once the poll closes or its results are published. What is being typed stays.
const turning = document.querySelector("[data-turn]");
const MIN_INTERVAL = 4000; // Milliseconds between two questions to the service.
const MAX_INTERVAL = 120000;
const MAX_INTERVAL_BEFORE_CLOSE = 15000; // In the last hour, when a room may wait for it.
const MAX_UNSEEN = 12 * 3600000; // Milliseconds after which a page that nobody looks at again stops asking.

if (turning) {
  const { turn, state, page, closes, now } = turning.dataset;
  let wait = MIN_INTERVAL;
  let timer = 0;
  let seen = performance.now();
  const closing = Date.parse(closes) - Date.parse(now);

  const isTyping = () => [...document.querySelectorAll("main input, main textarea")].some((field) =>
    (field.type === "radio" ? field.checked !== field.defaultChecked : field.type === "text" || field.type === "textarea")
    && (field.type === "radio" || field.value !== field.defaultValue));

  const turnOver = (found) => {
    if (!isTyping()) {
      location.replace(page);
      return;
    }
    const link = document.createElement("a");
    link.href = page;
    link.textContent = found === "closed" ? turning.dataset.closed : turning.dataset.published;
    turning.replaceChildren(link);
    turning.hidden = false;
  };

  const ask = async () => {
    try {
      const reply = await fetch(turn);
      // A poll that is gone does not come back.
      if (reply.status === 404 || reply.status === 410) return;
      const found = (await reply.json()).state;
      if (found !== state) {
        turnOver(found);
        return;
      }
    } catch { /* Without a connection, later. */ }
    plan();
  };

  const plan = () => {
    clearTimeout(timer);
    if (document.hidden || performance.now() - seen > MAX_UNSEEN) return;
    const left = closing - performance.now();
    const longest = left > 3600000 ? MAX_INTERVAL : MAX_INTERVAL_BEFORE_CLOSE;
    wait = Math.min(longest, 1.3 * wait);
    let delay = wait * (0.75 + Math.random() / 2);
    if (left > 0 && left < delay) {
      // All who wait have the same moment before them: they come within some seconds of it.
      delay = left + 500 + 5000 * Math.random();
      wait = MIN_INTERVAL;
    }
    timer = setTimeout(ask, delay);
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) return;
    seen = performance.now();
    wait = MIN_INTERVAL;
    timer = setTimeout(ask, 1000 * Math.random());
  });
  plan();
}
