// Says what each closing time comes to in the visitor's time zone; the service counts, by its own clock.
const zone = document.getElementById("time_zone");
const time = document.getElementById("closes_at");

const say = async () => {
  const asked = new URLSearchParams({ zone: zone.value, time: time.value });
  try {
    const reply = await fetch(`/new/closing-times?${asked}`);
    if (!reply.ok) return;
    for (const [name, words] of Object.entries(await reply.json())) {
      document.querySelector(`[data-words="${name}"]`).textContent = words;
    }
  } catch { /* The words are a comfort: the service decides when the form is sent. */ }
};

const changed = () => {
  document.getElementById("zone-name").textContent = zone.value || "UTC";
  say();
};

// In a new form the visitor's own zone; what the visitor chose stays, also after going back.
if ("guessZone" in zone.dataset) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wanted = history.state?.zone ?? own ?? "UTC";
  if (wanted !== zone.value) {
    zone.value = wanted;
    changed();
  }
}
zone.addEventListener("change", () => {
  history.replaceState({ ...history.state, zone: zone.value }, "");
  changed();
});
time.addEventListener("change", say);

// "In 10 minutes" is another moment when somebody comes back to the page.
document.addEventListener("visibilitychange", () => { if (!document.hidden) say(); });

// Hundreds of names are made only for those who look for one.
document.querySelector(".zone").addEventListener("toggle", (event) => {
  const names = document.getElementById("zones");
  if (!event.target.open || names.children.length || !Intl.supportedValuesOf) return;
  names.append(...["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => new Option(name)));
});
