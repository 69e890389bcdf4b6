// Chooses the visitor's own time zone in a new form. What the visitor chose stays, also after going back.
const zones = document.querySelector("[data-guess-zone]");
if (zones) {
  const wanted = history.state?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === wanted)) zones.value = wanted;
  zones.addEventListener("change", () => {
    history.replaceState({ ...history.state, zone: zones.value }, "");
  });
}
