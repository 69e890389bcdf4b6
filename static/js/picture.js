// Shows the chosen photo, and makes a large one smaller before it is sent: the service would do the same
// after a long upload. Where the browser reads HEIC, as on Apple's devices, it becomes a JPEG here.
const LARGE = 1500000; // Bytes from which on a picture is made smaller here.
const MAX_SIDE = 3200; // Pixels, twice those that are kept.
const input = document.querySelector("[data-max-bytes]");
const known = /^image\/(png|jpeg|webp)$/;

const shrink = async (file) => {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  // Others than JPEG can be transparent, and what no browser writes becomes a JPEG.
  const type = /png|webp/.test(file.type) ? file.type : "image/jpeg";
  const blob = await new Promise((done) => { canvas.toBlob(done, type, 0.9); });
  const better = blob?.type === type && (blob.size < file.size || !known.test(file.type));
  return better ? new File([blob], file.name, { type }) : file;
};

const chosen = document.getElementById("image-chosen");
const words = document.querySelector(".drop-words");
const nothing = words.textContent;
const pictures = [chosen, document.getElementById("preview-photo")];
const kept = pictures[1].getAttribute("src");

// As before anything was chosen: with the photo that the form kept, if it did.
const reset = () => {
  words.textContent = nothing;
  chosen.hidden = true;
  if (kept) pictures[1].src = kept;
  pictures[1].hidden = !kept;
};

const refuse = (message) => {
  input.value = "";
  reset();
  document.getElementById(message).hidden = false;
};

const show = (file) => {
  document.getElementById("photo-fields").classList.add("with-photo");
  words.textContent = words.dataset.chosen.replace("{name}", file.name);
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    if (!input.files.length) return;
    for (const image of pictures) {
      image.src = reader.result;
      image.hidden = !known.test(file.type);
    }
  });
  reader.readAsDataURL(file);
};

input.addEventListener("change", async () => {
  for (const message of ["image-too-large", "image-unreadable"]) document.getElementById(message).hidden = true;
  const [file] = input.files;
  if (!file) return reset();
  let smaller = file;
  try {
    if (file.size >= LARGE || !known.test(file.type)) smaller = await shrink(file);
  } catch { /* Not a picture that this browser reads: the service says what it is. */ }
  if (input.files[0] !== file) return undefined;
  if (smaller !== file) {
    const transfer = new DataTransfer();
    transfer.items.add(smaller);
    input.files = transfer.files;
  } else if (/\.(heic|heif|avif)$/i.test(file.name)) {
    return refuse("image-unreadable");
  } else if (file.size > Number(input.dataset.maxBytes)) {
    // A form that is much too large would be refused whole, with all that was typed.
    return refuse("image-too-large");
  }
  return show(smaller);
});
