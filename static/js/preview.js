// Keeps the preview beside the form as the form is; on narrow screens it opens over the form.
const preview = document.getElementById("preview");
const part = (name) => document.getElementById(`preview-${name}`);
const field = (name) => document.getElementById(name);
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

const paragraph = (text, style) => Object.assign(document.createElement("p"), { textContent: text, className: style, dir: "auto" });

const fill = () => {
  part("question").textContent = field("question").value.trim() || part("question").dataset.empty;
  part("unit").textContent = field("unit").value.trim();
  part("details").replaceChildren(...lines(field("details").value).map((line) => paragraph(line, "details-text")));
  const options = lines(field("options").value);
  const shown = options.length ? options : [part("options").dataset.empty];
  part("options").replaceChildren(...shown.slice(0, 20).map((option) => paragraph(option, "preview-option")));
  part("photo").alt = field("alt").value;
};

const open = (event) => {
  event.preventDefault();
  preview.classList.remove("sent");
  preview.showModal();
  part("title").focus();
};

field("form").addEventListener("input", fill);
field("preview-open").addEventListener("click", open);
field("preview-submit").addEventListener("click", open);
field("preview-close").addEventListener("click", () => preview.close());
// A window that was made wider has the preview beside the form.
matchMedia("(min-width: 64rem)").addEventListener("change", () => preview.close());
fill();
