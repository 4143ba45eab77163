// Judging with one key and without a full reload. The pages work without this file:
// every button is a form, this only sends it and puts the answer in place.
"use strict";
(() => {
  const HOLD = "beoordelen";
  const STORED = "haagsezaken-sneltoetsen-uit";
  const root = document.documentElement;
  const said = document.getElementById("melding");
  let busy = false;

  root.classList.add("with-script");

  const say = (text) => {
    if (!said) return;
    said.textContent = "";
    window.setTimeout(() => { said.textContent = text; }, 50);
  };

  const hold = () => document.getElementById(HOLD);
  const words = (selector) => (hold()?.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();

  // Keys may be switched off: they can clash with speech control.
  const keysOn = () => {
    try { return localStorage.getItem(STORED) !== "1"; } catch { return true; }
  };
  const switchKeys = (on) => {
    try { localStorage.setItem(STORED, on ? "0" : "1"); } catch { /* not kept, still switched */ }
    root.classList.toggle("keys-off", !on);
  };
  root.classList.toggle("keys-off", !keysOn());

  const announce = () => {
    const note = words("[data-note]");
    const last = words("[data-last] > span");
    const title = words("#stuk");
    say([note || last, title && `Nu: ${title}`].filter(Boolean).join(" "));
  };

  // Put the new page in place of the old one and go to its item.
  const show = (html, address, push) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById(HOLD);
    if (!fresh || !hold()) { window.location.assign(address); return; }
    hold().replaceWith(document.importNode(fresh, true));
    document.title = page.title;
    if (push) window.history.pushState({}, "", address);
    (document.getElementById("stuk") ?? hold().querySelector("h1"))?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
    announce();
    prepare();
  };

  const load = async (address, options, push) => {
    if (busy) return;
    busy = true;
    hold()?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...options });
      if (answer.status === 401) {
        window.location.assign(`/aanmelden?verder=${encodeURIComponent(window.location.pathname + window.location.search)}`);
        return;
      }
      const html = await answer.text();
      // A refused form answers at its own address, which is no page to come back to.
      const target = answer.redirected || !options ? answer.url : window.location.href;
      if (answer.status >= 400 && !html.includes(`id="${HOLD}"`)) {
        const page = new DOMParser().parseFromString(html, "text/html");
        trouble(page.querySelector("main .card p")?.textContent ?? "");
        return;
      }
      show(html, target, push);
    } catch {
      trouble("Het vastleggen is niet gelukt: geen verbinding. Er is niets veranderd; probeer het opnieuw.");
    } finally {
      busy = false;
      hold()?.removeAttribute("aria-busy");
    }
  };

  const trouble = (text) => {
    const place = hold();
    let note = place.querySelector("[data-note]");
    if (!note) {
      note = document.createElement("p");
      note.className = "note";
      note.dataset.note = "";
      place.querySelector(".tabs").after(note);
    }
    note.textContent = text;
    say(text);
  };

  // The choice of dossiers: type, Enter picks the first one, Enter on nothing sends.
  const boxes = (form) => [...form.querySelectorAll(".choices input[type=checkbox]")];
  const label = (box) => box.labels[0].textContent.trim();
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const sift = (form) => {
    const wanted = plain(form.querySelector("[data-filter]").value).split(/\s+/).filter(Boolean);
    let first = null;
    for (const box of boxes(form)) {
      const fits = wanted.every((word) => plain(label(box)).includes(word));
      const row = box.closest(".check");
      row.hidden = !fits;
      row.classList.remove("first");
      if (fits && !first) first = box;
    }
    if (wanted.length && first) first.closest(".check").classList.add("first");
    for (const group of form.querySelectorAll("fieldset")) {
      group.hidden = !group.querySelector(".check:not([hidden])");
    }
    form.querySelector("[data-none]").hidden = first !== null;
    return first;
  };

  const showPicked = (form) => {
    const names = boxes(form).filter((box) => box.checked).map(label);
    const line = form.querySelector("[data-picked]");
    line.hidden = false;
    line.textContent = names.length ? `Gekozen: ${names.join(", ")}` : "Nog niets gekozen";
  };

  const prepare = () => {
    for (const form of document.querySelectorAll("form[data-keuze]")) {
      showPicked(form);
      const filter = form.querySelector("[data-filter]");
      filter.addEventListener("input", () => sift(form));
      form.addEventListener("change", () => showPicked(form));
      filter.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        if (!filter.value.trim()) {
          form.requestSubmit(form.querySelector("button[name=oordeel]"));
          return;
        }
        const first = sift(form);
        if (!first) { say("Geen dossier met deze naam."); return; }
        first.checked = !first.checked;
        filter.value = "";
        sift(form);
        showPicked(form);
        say(`${label(first)} ${first.checked ? "gekozen" : "weggehaald"}.`);
      });
    }
    const details = document.getElementById("kiezen");
    details?.querySelector("summary").addEventListener("click", (event) => {
      if (details.open) return;
      event.preventDefault();
      openChoice();
    });
    const box = document.querySelector("[data-keys-on]");
    if (box) {
      box.checked = keysOn();
      box.addEventListener("change", () => switchKeys(box.checked));
    }
  };

  // At once, not at the "toggle" event: who types on must not press other keys meanwhile.
  const openChoice = () => {
    const details = document.getElementById("kiezen");
    if (!details) return;
    details.open = true;
    details.querySelector("[data-filter]").focus();
  };

  const closeChoice = () => {
    const details = document.getElementById("kiezen");
    if (!details?.open) return false;
    details.open = false;
    details.querySelector("summary").focus();
    return true;
  };

  const press = (key) => {
    if (key === "w") { openChoice(); return; }
    const target = hold()?.querySelector(`[data-key="${key}"]`);
    if (!target) {
      const none = { a: "Er is geen dossier voorgesteld. Kies w of n.", o: "Er is niets om ongedaan te maken.",
        j: "Dit is het laatste stuk van deze lijst.", k: "Dit is het eerste stuk van deze lijst." };
      if (none[key] && document.getElementById("stuk")) say(none[key]);
      return;
    }
    target.click();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-oordeel]") || !hold() || form.closest("dialog")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
    load(form.action, { method: "POST", body }, true);
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-help], a[data-key]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (target.matches("[data-help]")) document.getElementById("hulp").showModal();
    else load(target.href, undefined, true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && closeChoice()) { event.preventDefault(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !keysOn()) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable], [data-keuze]")) return;
    const key = event.key.toLowerCase();
    if (!"awnojk?".includes(key) || key.length !== 1 || !hold()) return;
    event.preventDefault();
    press(key);
  });

  window.addEventListener("popstate", () => { if (hold()) load(window.location.href, undefined, false); });
  prepare();
})();
