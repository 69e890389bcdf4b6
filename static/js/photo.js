// Shows a photo in its full size over the page; without this script its link leads to it.
for (const link of document.querySelectorAll("[data-enlarge]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.className = "photo-dialog";
    // Scrolled from the left everywhere.
    dialog.dir = "ltr";
    const close = document.createElement("button");
    close.className = "button secondary";
    close.textContent = link.dataset.close;
    const image = new Image();
    image.alt = link.querySelector("img").alt;
    image.addEventListener("load", () => {
      dialog.scrollTo((dialog.scrollWidth - dialog.clientWidth) / 2, (dialog.scrollHeight - dialog.clientHeight) / 2);
    });
    image.src = link.href;
    for (const part of [close, image]) part.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    dialog.append(close, image);
    document.body.append(dialog);
    dialog.showModal();
  });
}
