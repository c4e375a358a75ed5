// An answer that a model words is shown sentence by sentence, each once it has passed; then its page, with the evidence.
(() => {
  "use strict";
  const LINES = "application/x-ndjson";
  const PATIENCE = 90_000;

  const sketch = (form, question) => {
    const turn = document.createElement("article");
    turn.className = "turn";
    const head = document.createElement("h2");
    head.dir = "auto";
    head.textContent = question;
    const answer = document.createElement("div");
    answer.className = "answer card";
    answer.setAttribute("role", "status");
    turn.append(head, answer);
    const main = document.querySelector(".ask-form");
    (main || form).before(turn);
    turn.scrollIntoView({ block: "nearest" });
    return answer;
  };

  const show = (answer, sentence) => {
    const line = document.createElement("p");
    line.className = "claim-text";
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

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const question = form.elements.question?.value.trim();
    if (!question || !document.querySelector(`.ask-form[action="${CSS.escape(form.getAttribute("action"))}"]`)) return;
    event.preventDefault();
    const answer = sketch(form, question);
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
})();
