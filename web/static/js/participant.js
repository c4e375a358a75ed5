// The participant's side of an interview. Nothing typed is ever lost: a draft and an unconfirmed answer live in
// localStorage, and an answer is sent again, as the answer to the same question, until the server says that it has it.
// The reply is shown as it comes; what screen readers are told is the whole of it, once.
(() => {
  "use strict";
  const find = (name) => document.querySelector(`[data-${name}]`);
  const chat = find("chat");
  if (!chat) return;

  const { url } = chat.dataset;
  const store = `verbatim:${url}`;
  const talk = find("talk"), form = find("answer"), box = find("text"), send = find("send"), skip = find("skip");
  const typing = find("typing"), note = find("note"), noteText = find("note-text"), retry = find("retry");
  const replyTo = find("reply-to"), edition = find("edition"), edit = find("edit"), pause = find("pause");
  const draft = find("draft"), draftText = draft.querySelector("p");
  const desktop = matchMedia("(hover: hover) and (pointer: fine)");
  const LINES = "application/x-ndjson";
  const streams = "TextDecoderStream" in window && "body" in Response.prototype;
  const SILENCE = 45_000; // milliseconds; the server says something every ten seconds
  // pending: an answer that the server may not have yet. owed: it has it, and its reply is not here yet.
  let pending = null, owed = false, bubble = null, failures = 0, timer = 0, inFlight = false;

  const save = () => {
    try {
      if (box.value || pending) localStorage.setItem(store, JSON.stringify({ draft: box.value, pending }));
      else localStorage.removeItem(store);
    } catch { /* private windows may refuse; the box itself still holds the words */ }
  };
  const load = () => {
    try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; }
  };

  const say = (text, canRetry = false) => {
    noteText.textContent = text;
    note.hidden = !text;
    retry.hidden = !canRetry;
  };
  const grow = () => {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  };
  const toEnd = () => { chat.scrollTop = chat.scrollHeight; scrollTo(0, document.body.scrollHeight); };
  const busy = (yes) => {
    typing.hidden = !yes;
    send.setAttribute("aria-disabled", String(yes));
    skip.setAttribute("aria-disabled", String(yes));
  };

  const add = (speaker, text, seq, seen = false) => {
    const item = find(`${speaker}-message`).content.firstElementChild.cloneNode(true);
    item.querySelector("p").textContent = text || chat.dataset.skipped;
    item.classList.toggle("say-new", !seen);
    if (seq !== undefined) item.dataset.seq = seq;
    talk.append(item);
    return item;
  };
  const sending = (text) => {
    bubble = add("participant", text);
    bubble.dataset.pending = "";
  };
  const sketch = (sentence) => {
    draftText.textContent += sentence;
    draft.hidden = false;
    toEnd();
  };
  const show = (messages) => {
    const fresh = messages.filter(({ seq }) => !talk.querySelector(`[data-seq="${Number(seq)}"]`));
    if (bubble && fresh[0]?.speaker === "participant") { // it has its place now; putting in another would say it twice
      const { seq, text } = fresh.shift();
      bubble.dataset.seq = seq;
      if (text) bubble.querySelector("p").textContent = text;
      bubble = null;
    } else if (bubble && fresh.some((message) => message.speaker === "participant")) {
      bubble.remove();
      bubble = null;
    }
    const seen = !draft.hidden;
    draft.hidden = true;
    draftText.textContent = "";
    for (const { seq, speaker, text } of fresh) add(speaker, text, seq, seen && speaker === "interviewer");
  };
  const accept = (data) => {
    if (data.ended) {
      location.assign(url);
      return;
    }
    if (data.edition !== undefined && Number(edition.value) !== data.edition) {
      save(); // an answer was changed in another window: what stands here was replaced
      location.reload();
      return;
    }
    show(data.messages || []);
    edit.hidden = data.editable === null;
    const asked = talk.querySelectorAll(".say-interviewer[data-seq]");
    replyTo.value = data.reply_to ?? (asked.length ? asked[asked.length - 1].dataset.seq : replyTo.value);
    if (data.progress) {
      const { asked: done, total } = data.progress;
      const words = find("progress");
      words.textContent = words.dataset.words.replace("{asked}", done).replace("{total}", Math.max(done, total));
      find("bar").max = Math.max(total, 1);
      find("bar").value = Math.min(done, total);
    }
    toEnd();
  };

  const received = () => {
    if (bubble) bubble.removeAttribute("data-pending");
    pending = null;
    owed = true;
    failures = 0;
    save(); // whatever happens from here on, it is not sent again
    say("");
  };
  const settle = () => {
    if (bubble) bubble.removeAttribute("data-pending");
    pending = null;
    owed = false;
    failures = 0;
    busy(false);
  };
  const arrived = (data) => {
    settle();
    save();
    say("");
    accept(data);
    bubble = null;
  };
  const giveBack = (message) => {
    const words = pending.text;
    if (bubble) bubble.remove();
    bubble = null;
    settle();
    if (words && words !== box.value) box.value = box.value ? `${words}\n\n${box.value}` : words;
    grow();
    save();
    say(message);
  };
  const later = (seconds) => {
    failures += 1;
    const wait = Math.max(seconds, Math.min(30, 2 ** failures) * (0.75 + Math.random() / 2));
    typing.hidden = true;
    say(owed ? chat.dataset.waiting : navigator.onLine ? chat.dataset.notSent : chat.dataset.offline, true);
    clearTimeout(timer);
    timer = setTimeout(attempt, wait * 1000);
  };
  const retryAfter = (response) => Number(response.headers.get("Retry-After")) || 0;
  const patience = () => {
    const control = new AbortController();
    let alarm = 0;
    const wait = (milliseconds) => {
      clearTimeout(alarm);
      alarm = setTimeout(() => control.abort(), milliseconds);
    };
    wait(90_000);
    return { signal: control.signal, wait, end: () => clearTimeout(alarm) };
  };
  const call = (path, { signal, accept: kind = "application/json", ...options } = {}) =>
    fetch(url + path, { ...options, headers: { Accept: kind, "Content-Type": "application/json" }, signal: signal || AbortSignal.timeout(90_000) });

  // The turn line by line: stored, sentence by sentence, and at last where the conversation stands.
  const follow = async (response, waiting) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      waiting.wait(SILENCE);
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines.filter(Boolean)) {
        const data = JSON.parse(line);
        if (data.stored) received();
        else if (data.sentence) sketch(data.sentence);
        else if (data.messages) arrived(data);
      }
    }
  };
  const deliver = async () => {
    const { path, ...answer } = pending;
    const waiting = patience();
    try {
      const response = await call(path, { method: "POST", body: JSON.stringify(answer), accept: streams ? LINES : undefined, signal: waiting.signal });
      const { status } = response;
      if (response.ok && (response.headers.get("Content-Type") || "").startsWith(LINES)) {
        await follow(response, waiting);
      } else if (response.ok) {
        arrived(await response.json());
      } else if (status === 409) {
        const state = await call("/messages");
        if (!state.ok) throw new Error("no state");
        const data = await state.json();
        giveBack(chat.dataset.stale);
        accept(data);
      } else if (status === 410) {
        location.assign(url); // it has ended: the page says so
      } else if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
        const { field } = await response.json().catch(() => ({}));
        giveBack(field === "conversation" ? chat.dataset.full : status === 413 || field === "text" ? chat.dataset.tooLong : chat.dataset.refused);
      } else {
        later(retryAfter(response));
      }
    } catch (error) {
      if (!owed) throw error; // cut off after it was stored: the reply is asked for
    } finally {
      waiting.end();
    }
  };
  const askForReply = async () => {
    const state = await call("/messages");
    if (state.ok) arrived(await state.json());
    else later(retryAfter(state));
  };

  const attempt = async () => {
    if (!(pending || owed) || inFlight) return;
    clearTimeout(timer);
    inFlight = true;
    typing.hidden = false;
    retry.hidden = true;
    try {
      if (pending) await deliver();
      if (owed) await askForReply();
    } catch {
      if (pending || owed) later(0);
    } finally {
      inFlight = false;
    }
  };

  const begin = (path, text) => {
    pending = { path, text, reply_to: Number(replyTo.value), edition: Number(edition.value) };
    box.value = path === "/skip" ? box.value : "";
    sending(text);
    save();
    say("");
    grow();
    busy(true);
    toEnd();
    attempt();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter === pause) { // what is typed stays here
      save();
      location.assign(`${url}/pause`);
      return;
    }
    if (pending || owed) return;
    const skipping = event.submitter === skip;
    if (!skipping && !box.value.trim()) return say(chat.dataset.empty);
    begin(skipping ? "/skip" : "/answers", skipping ? "" : box.value);
    box.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    if (!(event.ctrlKey || event.metaKey || desktop.matches)) return;
    event.preventDefault();
    form.requestSubmit(send);
  });
  box.addEventListener("input", () => { grow(); save(); });
  retry.addEventListener("click", attempt);
  addEventListener("online", attempt);

  const dialog = find("stop-dialog");
  find("stop").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  find("stop-no").addEventListener("click", () => dialog.close());

  find("keys").hidden = !desktop.matches;
  const kept = load();
  if (kept.draft && !box.value) box.value = kept.draft;
  if (kept.pending) { // it may have arrived: the same key tells the server
    pending = kept.pending;
    if (!talk.querySelector(`[data-seq="${pending.reply_to + 1}"]`)) sending(pending.text); // else it stands here already
    busy(true);
    attempt();
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // it may have been changed
  grow();
  toEnd();
  if (desktop.matches) box.focus();
})();
