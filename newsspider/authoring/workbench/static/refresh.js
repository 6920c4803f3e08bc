// Brings the main part of a page up to date every half minute, where it is looked at and no text in it is selected.
const SECONDS = 30;

async function refresh() {
  if (document.hidden || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (fresh) document.querySelector("main").replaceWith(fresh);
  } catch {
    // the service is being restarted
  }
}
setInterval(refresh, SECONDS * 1000);
