// An answer that a model words is shown sentence by sentence, each once it has passed; then its page, with the evidence.
(() => {
  "use strict";
  const LINES = "application/x-ndjson";
  const PATIENCE = 90_000;

  const made = (name, className) => {
    const element = document.createElement(name);
    element.className = className;
    return element;
  };

  const focusOn = (head) => {
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  };

  const sketch = (question) => {
    const turn = made("article", "turn");
    const top = made("header", "turn-head");
    const head = document.createElement("h2");
    head.dir = "auto";
    head.textContent = question;
    top.append(head);
    const answer = made("div", "answer card");
    answer.setAttribute("role", "status");
    const looking = made("p", "soft answer-looking");
    looking.textContent = "Looking …";
    answer.append(looking);
    turn.append(top, answer);
    document.querySelector(".ask-form").before(turn);
    turn.scrollIntoView({ block: "nearest" });
    focusOn(head); // the button is disabled: whoever uses the keyboard goes on from here
    return answer;
  };

  const show = (answer, sentence) => {
    answer.querySelector(".answer-looking")?.remove();
    const line = made("p", "claim-text");
    line.dir = "auto";
    line.textContent = sentence;
    answer.append(line);
  };

  const go = (location) => {
    const target = new URL(location, window.location.href);
    const here = target.pathname === window.location.pathname;
    window.location.assign(target);
    if (here) window.location.reload();
  };

  const follow = async (body, answer) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return false;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines.filter(Boolean)) {
        const data = JSON.parse(line);
        if (data.sentence) show(answer, data.sentence);
        else if (data.location) {
          go(data.location);
          return true;
        }
      }
    }
  };

  // Names what is sent: if it has to be sent once more, the server knows it and answers once.
  const named = (form) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "attempt";
    field.value = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
    form.append(field);
  };

  let asking = false;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const question = form.elements.question?.value.trim();
    if (!question || !document.querySelector(`.ask-form[action="${CSS.escape(form.getAttribute("action"))}"]`)) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    named(form);
    const answer = sketch(question);
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { Accept: LINES },
        body: new URLSearchParams(new FormData(form)),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const streams = response.ok && (response.headers.get("Content-Type") || "").startsWith(LINES);
      if (streams && (await follow(response.body, answer))) return;
    } catch {
      // The plain way below says what is wrong.
    }
    answer.parentElement.remove();
    form.submit();
  });

  // A page that is loaded again at its last answer would begin at its top for the keyboard and for screen readers.
  const last = document.querySelector(".turn:last-of-type");
  if (last && window.location.hash === `#${last.id}`) {
    const begin = () => {
      last.scrollIntoView();
      focusOn(last.querySelector("h2"));
    };
    // A browser that jumps to a part of the page takes the focus away when all is loaded: it is given once more.
    begin();
    addEventListener("load", () => setTimeout(() => { if (document.activeElement === document.body) begin(); }));
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // without the sketch
})();
