// Opens the share sheet of the system, or copies the link; without this script the links lead where they say.
const said = document.querySelector(".share-said");

const hand = async (content) => {
  try {
    await navigator.share(content);
  } catch (error) {
    // Whoever closes the sheet has changed their mind.
    return error.name === "AbortError";
  }
  return true;
};

for (const link of document.querySelectorAll("[data-share]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.share && !navigator.clipboard) return;
    event.preventDefault();
    const { share: url, title, text, copied } = link.dataset;
    if (navigator.share && await hand({ title, text, url })) return;
    try {
      await navigator.clipboard.writeText(url);
      said.textContent = copied;
    } catch {
      location.href = link.href;
    }
  });
}

// The picture of one's own answer is fetched when it is asked for, and not before.
for (const link of document.querySelectorAll("[data-share-picture]")) {
  link.addEventListener("click", async (event) => {
    const probe = new File([], "result.png", { type: "image/png" });
    if (!navigator.canShare?.({ files: [probe] })) return;
    event.preventDefault();
    try {
      const reply = await fetch(link.href);
      if (!reply.ok) throw new Error(reply.status);
      const file = new File([await reply.blob()], "result.png", { type: "image/png" });
      if (await hand({ files: [file], text: link.dataset.sharePicture })) return;
    } catch { /* The link itself says what is wrong. */ }
    location.href = link.href;
  });
}

// A fold does not open by itself in every browser when a link leads into it.
for (const link of document.querySelectorAll("[data-unfold]")) {
  link.addEventListener("click", () => {
    for (let part = document.querySelector(link.hash); part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
  });
}
