// Plays back how the service reads what is being typed, in the service's own words, unless that is turned off.
const NAME = "crowd-playback";
const stored = (value) => {
  try {
    if (value === undefined) return localStorage.getItem(NAME);
    localStorage.setItem(NAME, value);
  } catch { /* Where nothing may be kept, the switch holds for this page. */ }
  return value;
};
for (const field of document.querySelectorAll("[data-playback]")) {
  const line = document.getElementById("playback");
  const choice = document.getElementById("playback-switch");
  choice.checked = stored() !== "off";
  let waiting = 0;
  let latest = 0;
  const play = () => {
    clearTimeout(waiting);
    const turn = ++latest;
    line.classList.remove("doubt");
    if (!choice.checked || !field.value.trim()) { line.textContent = ""; return; }
    waiting = setTimeout(async () => {
      try {
        const reply = await fetch(field.dataset.playback, {
          method: "POST",
          body: new URLSearchParams({ value: field.value }),
          headers: { Accept: "application/json" },
        });
        if (!reply.ok || turn !== latest) return;
        const { text, problem } = await reply.json();
        line.textContent = text;
        // Half a word is no mistake: the reason comes when nothing more is typed.
        if (problem) waiting = setTimeout(() => { line.textContent = problem; line.classList.add("doubt"); }, 1000);
      } catch { /* The line is a comfort: sending the form plays back as well. */ }
    }, 250);
  };
  field.addEventListener("input", play);
  choice.addEventListener("change", () => {
    stored(choice.checked ? "on" : "off");
    play();
  });
}
