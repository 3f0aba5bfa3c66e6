"use strict";
// A form with data-copy puts the text it names on the clipboard, then is sent as it would be
// without this file, but in the background. Where the clipboard is closed, it is sent as a page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const source = form.dataset.copy && document.getElementById(form.dataset.copy);
  if (!source) return;
  event.preventDefault();
  if (!(await copied(source))) {
    form.submit();
    return;
  }
  const button = form.querySelector("button");
  const label = button.textContent;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (answer.type !== "opaqueredirect") {
    form.submit();
    return;
  }
  button.textContent = form.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { button.textContent = label; }, 3000);
});

async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    const fold = source.closest("details");
    if (fold) fold.open = true;
    source.focus();
    source.select();
    return document.execCommand("copy");
  }
}
