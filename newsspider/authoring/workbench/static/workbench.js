// One case: the page, the article beside its golden, the rule. The server reads pages; this shows what it found.
import * as golden from "./golden.js";

const $ = (id) => document.getElementById(id);
const { base, outlet, case: caseId, page, layout, digest, file } = document.body.dataset;
const memory = `edits:${outlet}`;
const frame = $("page");
let edits = {};
let own = [];
let stamp = null;
let lines = {};
let marks = null;
let matches = [];
let nodes = new Map();
let cursor = null;
let focus = null;

// -- asking ------------------------------------------------------------------------------------------

async function post(path, data, signal) {
  const asked = { outlet, case: caseId, page: Number(page), layout, ...data };
  const answer = await fetch(`${base}/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
    signal,
  });
  const found = await answer.json().catch(() => ({ error: "the workbench gave no answer; is it still running?" }));
  if (!answer.ok) throw new Error(found.error || "the workbench refused");
  return found;
}

function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 5000);
}

// -- edits -------------------------------------------------------------------------------------------

const fields = new Map();
for (const element of document.querySelectorAll(".field")) {
  const input = element.querySelector("textarea, input:not(.own)");
  const name = element.dataset.field;
  fields.set(name, { element, input, saved: valueOf(input), shared: element.dataset.shared || "" });
  input.addEventListener("input", () => { grow(input); edited(name); });
  input.addEventListener("focus", () => { focus = { layout, field: name }; refresh(0); });
  input.addEventListener("keydown", (event) => fieldKey(event, element));
  element.querySelector(".own")?.addEventListener("change", (event) => {
    own = own.filter((one) => one !== `${layout}.${name}`);
    if (event.target.checked) own.push(`${layout}.${name}`);
    remember();
    told();
  });
}

function valueOf(input) {
  return input.type === "checkbox" ? input.checked : input.value;
}

function grow(input) {
  if (input.type === "checkbox") return;
  input.style.height = "auto";
  if (input.scrollHeight) input.style.height = `${input.scrollHeight + 2}px`;
}

function fieldKey(event, element) {
  const many = element.dataset.kind.endsWith("list");
  if (event.key === "Enter" && !many && !event.ctrlKey) event.preventDefault();
  if (event.key === "Escape") { event.target.blur(); event.stopPropagation(); }
}

function edited(name) {
  const { input, saved } = fields.get(name);
  const value = valueOf(input);
  edits[layout] ??= {};
  if (value === saved) delete edits[layout][name];
  else edits[layout][name] = value;
  if (!Object.keys(edits[layout]).length) delete edits[layout];
  remember();
  told();
  refresh(70);
}

function remember() {
  sessionStorage.setItem(memory, JSON.stringify({ edits, own }));
}

function count() {
  return Object.values(edits).reduce((sum, values) => sum + Object.keys(values).length, 0);
}

function told() {
  for (const [name, { element }] of fields) {
    element.classList.toggle("edited", name in (edits[layout] ?? {}));
  }
  const number = count();
  $("save").disabled = !number;
  $("save").textContent = number ? `Save ${number} change${number > 1 ? "s" : ""}` : "Save";
  $("revert").hidden = !number;
}

function show(name) {
  const field = fields.get(name);
  if (!field) return null;
  field.element.hidden = false;
  $("add").querySelector(`option[value="${name}"]`)?.remove();
  grow(field.input);
  return field;
}

function set(name, value) {
  const field = show(name);
  if (!field) return;
  if (field.input.type === "checkbox") field.input.checked = value === true;
  else field.input.value = value;
  grow(field.input);
  edited(name);
  focus = { layout, field: name };
  field.input.focus();
  field.element.scrollIntoView({ block: "nearest" });
}

async function save() {
  if (!count()) return;
  try {
    const answer = await post("save", { edits, own, stamp });
    for (const { layout: of, field } of answer.saved) {
      delete edits[of]?.[field];
      if (edits[of] && !Object.keys(edits[of]).length) delete edits[of];
    }
    remember();
    if (answer.saved.length) {
      sessionStorage.setItem("said", JSON.stringify(answer));
      location.reload();
    } else {
      say(answer);
    }
  } catch (error) {
    toast(error.message);
  }
}

function say(answer) {
  const box = $("said");
  box.hidden = false;
  box.className = answer.refused.length ? "said bad" : "said";
  box.replaceChildren();
  if (answer.saved.length) {
    box.append(make("b", "", `Saved in ${answer.file}: `), answer.saved.map((one) => `${one.layout}.${one.field}`).join(", "));
  }
  for (const one of answer.refused) {
    const problem = fields.get(one.field);
    box.append(make("p", "problem", `Not saved: ${one.message}`));
    if (one.layout === layout && problem) problem.element.querySelector(".problem").textContent = one.message;
  }
  if (answer.diff) {
    const pre = make("pre");
    for (const line of answer.diff.split("\n").slice(2)) {
      pre.append(make("span", line[0] === "+" ? "a" : line[0] === "-" ? "r" : line[0] === "@" ? "at" : "", `${line}\n`));
    }
    box.append(pre);
  }
  const close = make("button", "close", "×");
  close.title = "close";
  close.addEventListener("click", () => { box.hidden = true; });
  box.append(close);
}

// -- trying ------------------------------------------------------------------------------------------

let timer, running;
function refresh(wait) {
  clearTimeout(timer);
  timer = setTimeout(attempt, wait);
}

async function attempt() {
  running?.abort();
  running = new AbortController();
  try {
    const found = await post("try", { edits, focus }, running.signal);
    stamp ??= found.stamp;
    lines = found.lines;
    marks = found.marks;
    matches = found.matches;
    colour();
    problems(found.problems);
    fixtures(found);
    counts(found.counts);
    compared(found.compare);
    $("readby").textContent = found.layout ? `read by ${found.layout}` : "no layout fits";
    $("took").textContent = `${found.pages} pages read in ${Math.round(found.took)} ms`;
    document.body.dataset.took = found.took;
    document.body.dataset.tried = Number(document.body.dataset.tried || 0) + 1;
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message);
  }
}

function problems(found) {
  for (const { element } of fields.values()) {
    element.classList.remove("wrong");
    element.querySelector(".problem").textContent = "";
  }
  const elsewhere = [];
  for (const one of found) {
    const field = one.layout === layout ? fields.get(one.field) : null;
    if (field) {
      show(one.field);
      field.element.classList.add("wrong");
      field.element.querySelector(".problem").textContent = (one.line ? `${file}, line ${one.line}: ` : "") + one.message;
    } else {
      elsewhere.push(`${one.layout}.${one.field}: ${one.message}`);
    }
  }
  if (elsewhere.length) toast(elsewhere.join(" · "));
}

function counts(found) {
  for (const [name, { element }] of fields) {
    const number = found.fields?.[name];
    const place = element.querySelector(".count");
    place.textContent = number === undefined ? "" : `${number}/${found.pages}`;
    place.classList.toggle("none", number === 0 && found.pages > 0);
  }
}

function fixtures({ cases, effect }) {
  $("summary").textContent = `${effect.exact} of ${effect.cases} exact`;
  $("summary").className = effect.exact === effect.cases ? "good" : "bad";
  const change = $("change");
  change.replaceChildren();
  if (effect.better.length) change.append(make("span", "better", `${effect.better.length} better `));
  if (effect.worse.length) change.append(make("span", "worse", `${effect.worse.length} worse`));
  if (!effect.better.length && !effect.worse.length && count()) change.append("nothing changes");
  // what changed comes first, then what is wrong
  const rank = (one) => (one.change === "worse" ? 0 : one.change ? 1 : one.exact ? 3 : 2);
  const sorted = cases.map((one, at) => [one, at]).sort(([a, i], [b, j]) => rank(a) - rank(b) || i - j);
  $("fixtures").replaceChildren(...sorted.map(([one]) => {
    const link = make("a", "", one.id);
    link.href = `${base}/o/${encodeURIComponent(outlet)}/${one.id.split("/").map(encodeURIComponent).join("/")}`;
    const why = one.fault || one.differing.join(", ");
    const row = make("li", `${one.exact ? "" : "bad"} ${one.id === caseId ? "here" : ""}`, link);
    if (one.change) row.append(make("span", one.change, one.change));
    row.append(make("span", "why", why));
    row.title = why;
    row.addEventListener("click", () => link.click());
    link.addEventListener("click", (event) => event.stopPropagation());
    return row;
  }));
}

// -- the article beside its golden -----------------------------------------------------------------------

// What was ticked is remembered by what it says, so that taking a difference elsewhere leaves the other ticks.
const tickMemory = `ticked:${outlet}/${caseId}`;
const ticked = new Set(JSON.parse(sessionStorage.getItem(tickMemory) ?? "[]"));
function compared(html) {
  const box = $("compare");
  const at = box.parentElement.scrollTop;
  box.innerHTML = html; // from our template, which escapes; the policy lets no script in it run
  box.parentElement.scrollTop = at;
  const differing = box.querySelectorAll(".key.differs").length;
  $("differing").textContent = $("alone") ? "the golden, without an article" : differing ? differing === 1 ? "1 key differs" : `${differing} keys differ` : "every key is equal";
  const met = new Map(); // equal paragraphs are ticked one by one
  for (const tick of box.querySelectorAll(".tick")) {
    const seal = tick.dataset.seal;
    met.set(seal, (met.get(seal) ?? 0) + 1);
    const name = `${seal} ${met.get(seal)}`;
    tick.checked = ticked.has(name);
    tick.addEventListener("change", () => {
      if (tick.checked) ticked.add(name); else ticked.delete(name);
      sessionStorage.setItem(tickMemory, JSON.stringify([...ticked]));
      ticks();
    });
  }
  ticks();
}

function ticks() {
  const all = [...document.querySelectorAll(".tick")];
  if (!$("reviewed")) return;
  const done = all.filter((tick) => tick.checked).length;
  $("ticked").textContent = `${done} of ${all.length}`;
  $("reviewed").disabled = done < all.length;
  $("reviewed").title = done < all.length ? "Tick every key and every paragraph first" : "";
}

function keysTicked() {
  return [...document.querySelectorAll(".tick.whole")].filter((tick) => tick.checked).map((tick) => tick.closest(".key").dataset.key);
}

$("compare").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { key, row, state } = button.dataset;
  if (button.classList.contains("edit")) { golden.edit(key); return; }
  try {
    if (button.id === "reviewed") await post("reviewed", { digest, seen: keysTicked() });
    else await post("accept", { key, row: row === undefined ? null : Number(row), state, edits, digest });
    sessionStorage.setItem("scrolled", $("compare").parentElement.scrollTop);
    const at = singles().indexOf(button);
    if (at >= 0) sessionStorage.setItem("taken", at);
    location.reload();
  } catch (error) {
    toast(error.message);
  }
});

// -- undo --------------------------------------------------------------------------------------------

async function undo(button) {
  if (!button) { toast("There is nothing to undo here."); return; }
  try {
    const found = await post("undo", { of: button.dataset.of, step: Number(button.dataset.step) });
    sessionStorage.setItem("scrolled", $("compare").parentElement.scrollTop);
    sessionStorage.setItem("news", `Undone in ${found.file}: ${found.undone}`);
    location.reload();
  } catch (error) {
    toast(error.message);
  }
}

function lastChange() {
  const buttons = [...document.querySelectorAll(".undo")];
  return buttons.sort((a, b) => Number(b.dataset.step) - Number(a.dataset.step))[0];
}

for (const button of document.querySelectorAll(".undo")) button.addEventListener("click", () => undo(button));

// -- the page ----------------------------------------------------------------------------------------

function opened() {
  const view = frame.contentDocument;
  if (!view?.body || view.URL === "about:blank") return;
  nodes = new Map([...view.querySelectorAll(".n")].map((node) => [node.dataset.n, node]));
  view.addEventListener("mouseover", (event) => hovered(event.target));
  view.addEventListener("click", (event) => {
    const target = event.target.closest(".n, .box, .e");
    if (target) openMenu(target, event.clientX, event.clientY);
  });
  view.addEventListener("keydown", keys);
  colour();
  (view.querySelector('.n.k[data-l]') ?? view.body).scrollIntoView({ block: "start" });
  view.defaultView.scrollBy(0, -60);
}
frame.addEventListener("load", opened);
if (frame.contentDocument?.readyState === "complete") opened();

function colour() {
  const view = frame.contentDocument;
  if (!marks || !view) return;
  for (const [name, node] of nodes) {
    const [state, line] = marks[name] ?? ["g", ""];
    node.className = `n ${state}`;
    node.dataset.l = line;
  }
  for (const one of view.querySelectorAll(".match")) one.classList.remove("match");
  for (const number of matches) view.querySelector(`[data-e="${number}"]`)?.classList.add("match");
  if (cursor) mark(cursor);
}

function nameOf(target) {
  const names = [];
  for (let one = target.closest(".e"); one && names.length < 1; one = one.parentElement?.closest(".e")) {
    const tag = [...one.classList].find((name) => name.startsWith("t-"));
    names.unshift(tag ? tag.slice(2) : "element");
  }
  return names.join(" › ");
}

function hovered(target) {
  const node = target.closest?.(".n");
  if (!node) return;
  const line = lines[node.dataset.l];
  const status = $("status");
  const state = node.classList.contains("k") ? "k" : node.classList.contains("d") ? "d" : "g";
  const word = { k: "kept as ", d: "dropped as ", g: "" }[state];
  const label = line ? (state === "g" ? "unaccounted for" : line.label.replace("_", " ")) : "unaccounted for";
  status.replaceChildren(make("b", state, word + label), " ");
  const rule = line?.rule ?? "no rule reads it";
  status.append(make("code", "", rule));
  for (const one of nodes.values()) one.classList.toggle("same", Boolean(line) && one.dataset.l === node.dataset.l);
  node.title = `${word}${label} — ${rule}`;
}

function mark(node) {
  for (const one of nodes.values()) {
    one.classList.toggle("cursor", one === node || (node.dataset.l !== "" && one.dataset.l === node.dataset.l));
  }
}

function step(by) {
  const all = [...nodes.values()];
  let at = all.indexOf(cursor);
  const line = cursor?.dataset.l;
  if (at < 0) at = by > 0 ? all.findIndex((node) => node.classList.contains("k")) - 1 : all.length;
  do { at += by; } while (all[at] && line && all[at].dataset.l === line);
  if (!all[at]) return;
  cursor = all[at];
  mark(cursor);
  cursor.scrollIntoView({ block: "center" });
  hovered(cursor);
}

// -- the menu ----------------------------------------------------------------------------------------

const menu = $("menu");
let chosen = null; // number of the element that the menu is about
let path = [];
let role = null;

function numberOf(target) {
  if (!target.classList.contains("n")) return Number(target.dataset.e);
  const name = target.dataset.n;
  return name.endsWith("t") ? Number(target.parentElement.closest(".e").dataset.e) : Number(name);
}

async function openMenu(target, x, y) {
  const at = frame.getBoundingClientRect();
  menu.hidden = false;
  $("path").replaceChildren();
  $("roles").hidden = false;
  $("offers").hidden = true;
  role = null;
  menu.style.left = `${Math.max(8, Math.min(at.left + x + 8, innerWidth - 440))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.top + y + 8, innerHeight - 480))}px`;
  select($("roles").children[0]);
  await choose(numberOf(target));
  menu.tabIndex = -1;
  menu.focus();
}

let asking = 0;
async function choose(number, exactly = true) {
  chosen = number;
  const mine = ++asking;
  try {
    const found = await post("offer", { edits, element: number, role, exactly });
    if (mine !== asking || menu.hidden) return; // something else was chosen meanwhile
    path = found.path;
    chosen = found.element;
    $("path").replaceChildren(...[...path].reverse().flatMap((one, index) => {
      const button = make("button", one.number === chosen ? "here" : "", one.name);
      button.addEventListener("click", () => choose(one.number));
      return index ? [" › ", button] : [button];
    }));
    outline();
    if (role) offered(found);
  } catch (error) {
    toast(error.message);
  }
}

function outline() {
  const view = frame.contentDocument;
  for (const one of view.querySelectorAll(".chosen")) one.classList.remove("chosen");
  if (!menu.hidden) view.querySelector(`[data-e="${chosen}"]`)?.classList.add("chosen");
}

function offered(found) {
  const box = $("offers");
  $("roles").hidden = true;
  box.hidden = false;
  const title = make("div", "title", make("b", "", role), ` in layout ${found.layout}. `);
  title.append(found.now ? make("span", "", "Now: ", make("code", "", found.now)) : "Not set yet.");
  const list = make("ol");
  list.setAttribute("role", "listbox");
  for (const one of found.offers) {
    const { effect } = one;
    const what = make("span", "what", `${effect.exact} of ${effect.cases} fixtures exact · ${one.here} here, on ${one.pages} pages`);
    if (effect.better.length) what.append(" · ", make("span", "better", `${effect.better.length} better`));
    if (effect.worse.length) what.append(" · ", make("span", "worse", `${effect.worse.length} worse`));
    const how = { set: "", instead: " instead", besides: " besides" }[one.how];
    const row = make("li", "", make("span", "css", one.css), make("span", "dim", how), what);
    row.setAttribute("role", "option");
    row.title = [...effect.better.map((id) => `better: ${id}`), ...effect.worse.map((id) => `worse: ${id}`)].join("\n");
    row.addEventListener("click", () => { const name = role; closeMenu(); set(name, one.value); });
    row.addEventListener("mousemove", () => select(row));
    list.append(row);
  }
  if (!found.offers.length) list.append(make("li", "", "No other selector does it here; try a wider element (←)."));
  box.replaceChildren(title, list);
  select(list.children[0]);
}

function select(row) {
  for (const one of menu.querySelectorAll("[aria-selected]")) one.removeAttribute("aria-selected");
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
}

for (const row of $("roles").children) {
  row.addEventListener("mousemove", () => select(row));
  row.addEventListener("click", () => { role = row.dataset.role; choose(chosen, false); });
}

function closeMenu() {
  menu.hidden = true;
  outline();
}

document.addEventListener("mousedown", (event) => { if (!menu.hidden && !menu.contains(event.target)) closeMenu(); });

// -- keys --------------------------------------------------------------------------------------------

function menuKey(event) {
  const rows = [...menu.querySelectorAll("ol li")].filter((row) => row.offsetParent);
  const at = rows.findIndex((row) => row.getAttribute("aria-selected"));
  if (event.key === "ArrowDown") select(rows[Math.min(at + 1, rows.length - 1)]);
  else if (event.key === "ArrowUp") select(rows[Math.max(at - 1, 0)]);
  else if (event.key === "Enter") rows[at]?.click();
  else if (event.key === "Escape") { closeMenu(); frame.contentWindow.focus(); }
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const place = path.findIndex((one) => one.number === chosen) + (event.key === "ArrowLeft" ? 1 : -1);
    if (event.key === "ArrowLeft" && path[place]) choose(path[place].number);
    else if (event.key === "ArrowRight") narrower();
  } else return false;
  return true;
}

function narrower() {
  const inner = frame.contentDocument.querySelector(`[data-e="${chosen}"] [data-e]`);
  if (inner) choose(Number(inner.dataset.e));
}

// The buttons that take one difference; those that take a whole list at once are for the mouse only.
function singles() {
  return [...document.querySelectorAll("#compare .take:not(.all)")];
}

let differences = Number(sessionStorage.getItem("taken") ?? 0) - 1; // the next one has moved to the place of the taken
sessionStorage.removeItem("taken");
function keys(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    if (golden.editing()) golden.saveGolden(post, digest); else save();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (!menu.hidden) { if (menuKey(event)) event.preventDefault(); return; }
  if (event.target.closest?.("textarea, input:not([type=checkbox]), select")) return;
  if (golden.editing() && "dunpe".includes(event.key)) return; // what is being typed comes first
  const onButton = event.target.closest?.("button, a, input");
  const act = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => { if (!onButton && cursor) { const at = cursor.getBoundingClientRect(); openMenu(cursor, at.left, at.bottom); } },
    n: () => $("next").click(),
    p: () => $("previous").click(),
    r: () => [...fields.values()].find((one) => !one.element.hidden)?.input.focus(),
    d: () => {
      const all = singles();
      if (all.length) all[(differences = (differences + 1) % all.length)].focus();
    },
    e: () => golden.edit(document.activeElement?.closest?.("#compare .key")?.dataset.key),
    u: () => undo(lastChange()),
    "?": () => $("help").showModal(),
  }[event.key];
  if (!act) return;
  if (!(event.key === "Enter" && onButton)) event.preventDefault();
  act();
}
document.addEventListener("keydown", keys);

// -- beginning ---------------------------------------------------------------------------------------

for (const id of ["cases", "layouts"]) $(id).addEventListener("change", (event) => { location.href = event.target.value; });
$("add").addEventListener("change", (event) => { const name = event.target.value; if (name) show(name)?.input.focus(); });
$("save").addEventListener("click", save);
$("revert").addEventListener("click", () => { edits = {}; own = []; remember(); location.reload(); });
$("edit-golden")?.addEventListener("click", () => golden.edit());
golden.start(post, digest);
$("help-open").addEventListener("click", () => $("help").showModal());

const kept = JSON.parse(sessionStorage.getItem(memory) ?? "{}");
edits = kept.edits ?? {};
own = kept.own ?? [];
for (const [name, value] of Object.entries(edits[layout] ?? {})) {
  const field = show(name);
  if (!field) { delete edits[layout][name]; continue; }
  if (value === field.saved) delete edits[layout][name]; // saved meanwhile
  else if (field.input.type === "checkbox") field.input.checked = value;
  else field.input.value = value;
}
if (edits[layout] && !Object.keys(edits[layout]).length) delete edits[layout];
for (const { element, input } of fields.values()) if (!element.hidden) grow(input);
for (const name of own) {
  const [of, field] = name.split(".");
  const box = of === layout && fields.get(field)?.element.querySelector(".own");
  if (box) box.checked = true;
}
told();
const news = sessionStorage.getItem("news");
if (news) { sessionStorage.removeItem("news"); toast(news); }
const said = sessionStorage.getItem("said");
if (said) { sessionStorage.removeItem("said"); say(JSON.parse(said)); }
attempt().then(() => {
  const at = sessionStorage.getItem("scrolled");
  if (at) { sessionStorage.removeItem("scrolled"); $("compare").parentElement.scrollTop = Number(at); }
});
