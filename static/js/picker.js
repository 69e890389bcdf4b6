// Puts a day that is chosen in the browser's own calendar into the field where days are typed.
for (const button of document.querySelectorAll("[data-pick]")) {
  const field = document.getElementById(button.dataset.pick);
  const calendar = document.getElementById(`${field.id}-day`);
  button.addEventListener("click", () => {
    if (/^\d{4}-\d\d-\d\d$/.test(field.value)) calendar.value = field.value;
    try { calendar.showPicker(); } catch { calendar.focus(); }
  });
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    field.value = calendar.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
