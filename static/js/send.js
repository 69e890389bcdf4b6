// Sends a form without leaving the page: where there is no connection, what was typed stays in its fields.
// The form keeps its ticket, so that sending it once more counts once.
const MAX_WAIT = 20000; // Milliseconds after which a reply is not waited for any longer.

for (const form of document.querySelectorAll("form[data-send]")) {
  const note = form.querySelector(".send-problem");
  const tell = (sentence) => { note.textContent = sentence; note.hidden = false; };
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    note.hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout?.(MAX_WAIT),
      });
      if (reply.ok && reply.headers.get("Content-Type")?.startsWith("application/json")) {
        location.assign((await reply.json()).location);
        return;
      }
      // Any other page is shown by sending the form in the usual way; overload, once it is tried again.
      if (reply.status < 500 && reply.status !== 429) form.submit();
      else tell(note.dataset.notSaved);
    } catch {
      tell(note.dataset.offline);
    }
    sending = false;
    form.removeAttribute("aria-busy");
  });
  // Back on a page that the browser has kept, the form can be sent again.
  addEventListener("pageshow", () => { sending = false; form.removeAttribute("aria-busy"); });
}
