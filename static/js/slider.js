// Moves a slider and the field beside it together. Until it is moved it stands for nothing: the field is sent.
for (const slider of document.querySelectorAll("[data-slide]")) {
  const field = document.getElementById(slider.dataset.slide);
  const touch = () => {
    slider.classList.remove("untouched");
    slider.removeAttribute("aria-valuetext");
  };
  for (const act of ["input", "pointerup"]) {
    slider.addEventListener(act, () => {
      touch();
      field.value = slider.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  field.addEventListener("input", (event) => {
    const typed = Number(field.value.replace("%", "").replace(",", ".").trim() || NaN);
    // What the slider has put there itself moves it no more; shares such as 0.7 are asked about.
    if (!event.isTrusted || !(typed === 0 || (typed > 1 && typed <= 100))) return;
    slider.value = typed;
    touch();
  });
}
