// Chooses the visitor's own time zone in a form that nobody has filled in yet.
const zones = document.querySelector("[data-guess-zone]");
if (zones) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === own)) zones.value = own;
}
