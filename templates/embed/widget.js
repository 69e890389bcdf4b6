// Tells the page around how tall this is, and opens links where this must not.
(() => {
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret") || "";
  const say = (message, value) => parent.postMessage({ message, value, secret }, "*");
  const parts = [...document.body.querySelectorAll("main, footer")];
  const tell = () => {
    const heights = parts.map((part) => part.getBoundingClientRect().height);
    say("height", Math.ceil(heights.reduce((sum, height) => sum + height, 2)));
  };
  if (parent !== self) {
    const observer = new ResizeObserver(tell);
    for (const part of parts) observer.observe(part);
    addEventListener("message", ({ source, data }) => {
      if (source === parent && data && data.message === "ready") tell();
    });
  }
  // Where frames may open nothing, their page follows links for them.
  if (secret) {
    addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      say("link", link.href);
    });
  }
  // The organizer let people answer right here, if all pages around are on the list.
  const answer = document.querySelector("a[data-inside]");
  if (!answer || self.origin === "null") return;
  let around = location.ancestorOrigins && [...location.ancestorOrigins];
  if (!around && parent === top && document.referrer) around = [new URL(document.referrer).origin];
  const listed = answer.dataset.frames.split(" ");
  if (around && around.length && around.every((origin) => listed.includes(origin))) {
    answer.href = answer.dataset.inside + location.hash;
    answer.target = "_self";
  }
})();
