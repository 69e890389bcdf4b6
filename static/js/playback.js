// Plays back how the service reads what is being typed, in the service's own words.
for (const field of document.querySelectorAll("[data-playback]")) {
  const line = document.getElementById("playback");
  let waiting = 0;
  let latest = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const turn = ++latest;
    if (!field.value.trim()) { line.textContent = ""; return; }
    waiting = setTimeout(async () => {
      try {
        const reply = await fetch(field.dataset.playback, {
          method: "POST",
          body: new URLSearchParams({ value: field.value }),
          headers: { Accept: "application/json" },
        });
        if (reply.ok && turn === latest) line.textContent = (await reply.json()).text;
      } catch { /* The line is a comfort: sending the form plays back as well. */ }
    }, 250);
  });
}
