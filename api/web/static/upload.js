// Uploads the chosen files two at a time, each with its own progress, cancel and retry.
const AT_ONCE = 2;
const form = document.querySelector("#upload");
const input = form.querySelector("#audio");
const list = form.querySelector("[data-files]");
const drop = form.querySelector("[data-drop]");
const problem = form.querySelector("[data-problem]");
const waiting = [];
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}"); // in another language than English
const t = (english) => words[english] ?? english;
let running = 0;

form.querySelector("[data-with-script]").hidden = false;

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function row(file, right = null) {
  const item = element("li", { className: "upload-file" });
  const name = element("strong", { className: "upload-name", textContent: right ? `${file.name}, ${right.name}` : file.name });
  const bar = element("progress", { className: "call-progress", max: file.size || 1, value: 0 });
  bar.setAttribute("aria-label", t("Uploaded of {file}").replace("{file}", () => file.name));
  const words = element("span", { className: "upload-words", textContent: t("Ready") });
  const button = element("button", { className: "button", type: "button", textContent: t("Remove") });
  button.setAttribute("aria-label", `${t("Remove")} ${file.name}`);
  const ways = element("span", { className: "upload-ways" });
  ways.append(button);
  item.append(name, ways, bar, words);
  list.append(item);
  const entry = { file, right, item, bar, words, ways, button, state: "ready", request: null };
  button.addEventListener("click", () => press(entry));
  return entry;
}

const entries = [];
const { transcript, left, right } = form.elements;

function need() {
  input.required = entries.length === 0 && transcript.files.length === 0;
}

function pair() {
  if (!left.files.length || !right.files.length) return;
  entries.push(row(left.files[0], right.files[0]));
  left.value = right.value = "";
  need();
}

function add(files) {
  for (const file of files) entries.push(row(file));
  need();
  input.value = "";
}

function press(entry) {
  if (entry.state === "sending") entry.request.abort();
  else if (entry.state === "failed") retry(entry);
  else remove(entry);
}

function retry(entry) {
  if (!form.reportValidity()) return;
  forget();
  start(entry);
}

// What is wrong with the form is told once, where it is wrong; the files wait for the next "Upload".
function tell(words, fieldName) {
  const found = fieldName ? form.elements[fieldName] : null;
  const field = found instanceof RadioNodeList ? found[0] : found;
  for (const entry of waiting.splice(0)) rest(entry);
  if (!field) return show(words);
  if (field.getAttribute("aria-invalid")) return;
  const around = field.closest("details");
  if (around) around.open = true;
  field.setAttribute("aria-invalid", "true");
  field.closest("label").append(element("span", { className: "field-problem", role: "alert", textContent: words }));
  field.focus();
  field.addEventListener("input", forget, { once: true });
}

function show(words, ...more) {
  const same = words + more.map((one) => one.textContent ?? one).join("");
  if (problem.textContent === same) return;
  problem.replaceChildren(words, ...more);
  problem.hidden = false;
}

function forget() {
  problem.hidden = true;
  problem.replaceChildren();
  for (const one of form.querySelectorAll(".field-problem")) one.remove();
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

function rest(entry, words = t("Waits for “Upload”")) {
  entry.state = "ready";
  delete entry.item.dataset.outcome;
  entry.bar.value = 0;
  entry.words.textContent = words;
  entry.ways.replaceChildren(entry.button);
  label(entry, t("Remove"));
}

function signedOut(entry) {
  for (const one of [entry, ...waiting.splice(0)]) fail(one, t("Waits until you are signed in"));
  const way = element("a", { href: "/login", target: "_blank", textContent: t("Sign in (opens a new tab)") });
  show(t("You are signed out; your files wait here. Sign in, then upload again."), " ", way);
}

async function broken(entry) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 401) return signedOut(entry); // the server had hung up before it was told
  fail(entry, t("The connection broke off; try again."));
}

function remove(entry) {
  entry.item.remove();
  entries.splice(entries.indexOf(entry), 1);
  if (waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
  need();
  (list.querySelector("button") ?? input).focus();
}

function label(entry, text) {
  entry.button.textContent = text;
  entry.button.setAttribute("aria-label", `${text} ${entry.file.name}`);
}

function start(entry) {
  entry.state = "waiting";
  delete entry.item.dataset.outcome;
  entry.ways.replaceChildren(entry.button);
  label(entry, t("Remove"));
  entry.words.textContent = t("Waits for its turn");
  waiting.push(entry);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) send(waiting.shift());
}

function fields() {
  const data = new FormData(form);
  for (const name of ["audio", "left", "right"]) data.delete(name);
  return data;
}

function send(entry) {
  running += 1;
  entry.state = "sending";
  entry.words.textContent = t("Uploading");
  entry.bar.hidden = false;
  label(entry, t("Cancel"));
  const data = fields();
  data.append(entry.right ? "left" : "audio", entry.file, entry.file.name); // last, so that it is judged before it is read
  if (entry.right) data.append("right", entry.right, entry.right.name);
  const request = new XMLHttpRequest();
  entry.request = request;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    entry.bar.max = event.total || 1;
    entry.bar.value = event.loaded;
    entry.words.textContent = `${Math.floor((100 * event.loaded) / (event.total || 1))} %`;
  });
  request.addEventListener("load", () => (request.status === 401 ? signedOut(entry) : finish(entry, answerOf(request))));
  request.addEventListener("error", () => broken(entry));
  request.addEventListener("abort", () => fail(entry, t("Cancelled")));
  request.addEventListener("loadend", () => {
    running -= 1;
    next();
  });
  request.send(data);
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { problem: t("The server gave no answer that can be read; try again.") };
  }
}

function finish(entry, answer) {
  const result = answer.results?.[0];
  const wrong = result ? result.field : answer.problem && (answer.field ?? "");
  if (wrong !== undefined && wrong !== null) {
    rest(entry);
    return tell(result?.words ?? answer.problem, wrong);
  }
  if (!result || result.outcome === "refused") {
    fail(entry, result?.words ?? answer.problem ?? answer.detail ?? t("It was not accepted; try again."), result?.again ?? true);
    return;
  }
  entry.state = "done";
  entry.item.dataset.outcome = result.outcome;
  entry.bar.value = entry.bar.max;
  entry.words.textContent = result.words;
  entry.bar.hidden = true;
  entry.ways.replaceChildren(element("a", { href: `/calls/${result.call_id}`, textContent: t("Open the call") }));
  form.querySelector("[data-after]").hidden = false;
}

function fail(entry, words, again = true) {
  entry.state = again ? "failed" : "refused";
  entry.item.dataset.outcome = "refused";
  entry.bar.value = 0;
  entry.words.textContent = words;
  entry.bar.hidden = true;
  if (!again) return label(entry, t("Remove"));
  label(entry, t("Try again"));
  const button = element("button", { className: "button", type: "button", textContent: t("Remove") });
  button.setAttribute("aria-label", `${t("Remove")} ${entry.file.name}`);
  button.addEventListener("click", () => remove(entry));
  entry.ways.append(button);
}

input.addEventListener("change", () => add([...input.files]));
for (const leg of [left, right]) leg.addEventListener("change", pair);
transcript.addEventListener("change", need);
need();
form.addEventListener("submit", (event) => {
  if (!entries.length && transcript.files.length) return; // a transcript alone goes as one form
  event.preventDefault();
  forget();
  if (left.files.length || right.files.length) return show(t("Choose the files of both sides of the call."));
  if (transcript.files.length && entries.length > 1) return show(t("A transcript belongs to one recording; upload it with that one alone."));
  for (const entry of entries) if (entry.state === "ready" || entry.state === "failed") start(entry);
});
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("drop-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  add([...event.dataTransfer.files]);
});
