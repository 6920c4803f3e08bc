// The golden as a form beside the page: what was changed in it is sent, the rest of the golden stays as it is.
const form = document.getElementById("editor");
const compare = document.getElementById("compare");
const entries = () => [...(form?.querySelectorAll(".entry") ?? [])];
let before = ""; // the form as it was loaded, to go back to
let was = {};
let saving = false;

function grow(input) {
  input.style.height = "auto";
  if (input.scrollHeight) input.style.height = `${input.scrollHeight + 2}px`;
}

function valueOf(entry) {
  const { kind } = entry.dataset;
  const parts = [...entry.querySelectorAll(".parts > .part")];
  const text = (part, name) => part.querySelector(name).value;
  if (kind === "body") return parts.map((part) => ({ type: text(part, "select"), text: text(part, ".text") }));
  if (kind === "images") {
    return parts.map((part) => ({
      text: text(part, ".text"), credit: text(part, ".credit"), lead: part.querySelector(".lead").checked,
    }));
  }
  return entry.querySelector("textarea, select").value;
}

function changes() {
  const typed = {};
  for (const entry of entries()) {
    const value = valueOf(entry);
    if (JSON.stringify(value) !== was[entry.dataset.key]) typed[entry.dataset.key] = value;
  }
  return typed;
}

export function editing() {
  return Boolean(form) && !form.hidden;
}

export function edit(key) {
  if (!form) return;
  if (!editing()) {
    before = form.innerHTML;
    was = Object.fromEntries(entries().map((entry) => [entry.dataset.key, JSON.stringify(valueOf(entry))]));
    form.hidden = false;
    compare.hidden = true;
    form.querySelectorAll("textarea").forEach(grow);
  }
  const entry = entries().find((one) => one.dataset.key === key) ?? entries()[0];
  entry.scrollIntoView({ block: "start" });
  form.parentElement.scrollTop -= 50; // the bar that stays at the top
  (entry.querySelector("textarea, select") ?? entry.querySelector("button")).focus({ preventScroll: true });
}

function close() {
  form.hidden = true;
  compare.hidden = false;
  form.innerHTML = before;
}

export async function saveGolden(post, digest) {
  const problemNow = document.getElementById("golden-problem");
  const typed = changes();
  if (!Object.keys(typed).length) { close(); return; }
  try {
    await post("golden", { typed, digest });
    saving = true;
    sessionStorage.setItem("scrolled", form.parentElement.scrollTop);
    sessionStorage.setItem("news", `Saved in the golden: ${Object.keys(typed).join(", ")}`);
    location.reload();
  } catch (error) {
    problemNow.textContent = `Not saved: ${error.message}`;
    problemNow.scrollIntoView({ block: "nearest" });
  }
}

function added(list, after, text = "", type = null) {
  const part = list.parentElement.querySelector("template").content.firstElementChild.cloneNode(true);
  if (after) after.after(part); else list.append(part);
  if (type) part.querySelector("select").value = type;
  const input = part.querySelector(".text");
  input.value = text;
  grow(input);
  return input;
}

// Several lines in a paragraph are several paragraphs: by Enter, and by pasting.
function split(input, middle) {
  const part = input.closest(".part");
  const type = part.querySelector("select").value;
  const [head, ...rest] = (input.value.slice(0, input.selectionStart) + middle + input.value.slice(input.selectionEnd)).split("\n");
  input.value = head;
  grow(input);
  let last = part;
  for (const text of rest) {
    const next = added(part.parentElement, last, text, type);
    last = next.closest(".part");
  }
  const end = last.querySelector(".text");
  end.focus();
  if (middle === "\n") end.setSelectionRange(0, 0);
}

function act(button) {
  const what = button.dataset.do;
  const part = button.closest(".part");
  if (what === "add") added(button.closest(".entry").querySelector(".parts"), null).focus();
  else if (what === "drop") part.remove();
  else if (what === "up") part.previousElementSibling?.before(part);
  else if (what === "down") part.nextElementSibling?.after(part);
}

export function start(post, digest) {
  if (!form) return;
  form.addEventListener("submit", (event) => { event.preventDefault(); saveGolden(post, digest); });
  form.addEventListener("input", (event) => { if (event.target.tagName === "TEXTAREA") grow(event.target); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.id === "golden-cancel") close();
    else if (button?.dataset.do) act(button);
  });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key === "Escape") { input.blur(); event.stopPropagation(); }
    if (event.key !== "Enter" || input.tagName !== "TEXTAREA" || event.ctrlKey || event.isComposing) return;
    if (input.closest(".entry").dataset.kind === "list") return;
    event.preventDefault();
    if (input.closest(".block")) split(input, "\n");
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (!event.target.closest(".block") || event.target.tagName !== "TEXTAREA" || lines.length < 2) return;
    event.preventDefault();
    split(event.target, lines.join("\n"));
  });
  addEventListener("beforeunload", (event) => {
    if (!saving && editing() && Object.keys(changes()).length) event.preventDefault();
  });
}
