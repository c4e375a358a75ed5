// Dictation by the browser, where it has any: what is heard is appended to the box, to be changed and sent by hand.
(() => {
  "use strict";
  const find = (name) => document.querySelector(`[data-${name}]`);
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const button = find("dictate");
  if (!button || !Recognition || document.featurePolicy?.allowsFeature("microphone") === false) return;

  const words = button.dataset;
  const box = find("text"), status = find("dictation-status"), dialog = find("dictation-dialog");
  const store = "verbatim:dictation"; // that it was said, once a browser, where sound may go
  const desktop = matchMedia("(hover: hover) and (pointer: fine)");
  let recogniser = null, writing = false, told = false;

  const tell = (text) => { status.textContent = text; };
  const label = () => {
    button.toggleAttribute("data-on", Boolean(recogniser));
    button.querySelector("span").textContent = button.title = recogniser ? words.sayStop : words.sayStart;
  };
  const join = (before, said) => before + (!before || !said || /\s$/.test(before) || /^[.,;:!?…]/.test(said) ? "" : " ") + said;
  const language = () => {
    const base = document.documentElement.lang;
    const own = navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === base);
    return own || { pt: "pt-BR" }[base] || base; // an accent that is the participant's own is understood better
  };
  const put = (text) => {
    const fits = box.maxLength < 0 || text.length <= box.maxLength;
    writing = true;
    box.value = fits ? text : text.slice(0, box.maxLength);
    box.dispatchEvent(new Event("input", { bubbles: true })); // it is kept as a draft, and the box grows
    writing = false;
    box.scrollTop = box.scrollHeight;
    return fits;
  };

  const cancel = (text = "") => { // nothing that is heard from now on is written
    const left = recogniser;
    if (!left) return;
    recogniser = null;
    left.abort();
    label();
    tell(text);
  };
  const start = () => {
    const mine = new Recognition();
    const before = box.value;
    let heard = false, problem = "";
    recogniser = mine;
    mine.lang = language();
    mine.interimResults = true;
    mine.continuous = desktop.matches; // phones repeat themselves: there a pause ends it
    mine.onstart = () => { if (mine === recogniser) tell(words.sayListening); };
    mine.onresult = (event) => {
      if (mine !== recogniser) return;
      const said = Array.from(event.results).reduce((text, result) => join(text, result[0].transcript.trim()), "");
      heard = heard || Boolean(said);
      if (!put(join(before, said))) cancel(words.sayFull);
    };
    mine.onerror = ({ error }) => {
      problem = {
        "not-allowed": words.sayDenied,
        "service-not-allowed": words.sayDenied,
        "no-speech": heard ? "" : words.saySilent,
        "audio-capture": words.sayNoMicrophone,
        "language-not-supported": words.sayUnknownLanguage,
        aborted: "",
      }[error] ?? words.sayFailed;
    };
    mine.onend = () => {
      if (mine !== recogniser) return;
      recogniser = null;
      label();
      tell(problem || (heard ? words.sayStopped : words.saySilent));
    };
    label();
    tell("");
    try {
      mine.start();
    } catch {
      cancel(words.sayFailed);
    }
  };
  const wasTold = () => {
    try { return told || localStorage.getItem(store) === "told"; } catch { return told; }
  };

  button.addEventListener("click", () => {
    if (recogniser) recogniser.stop();
    else if (wasTold()) start();
    else dialog.showModal();
  });
  find("dictation-no").addEventListener("click", () => dialog.close());
  find("dictation-yes").addEventListener("click", () => {
    told = true;
    try { localStorage.setItem(store, "told"); } catch { /* it is said again next time */ }
    dialog.close();
    start();
  });
  box.addEventListener("input", () => { if (!writing) cancel(words.sayStopped); });
  find("answer").addEventListener("submit", () => { cancel(); tell(""); });
  addEventListener("pagehide", () => cancel());
  label();
  button.hidden = false;
})();
