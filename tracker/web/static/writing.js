// Writing in a block: rich text, autosave, and what happens when saving does not work.
// Without this file the same form is sent with its button, and texts are Markdown.
"use strict";
(() => {
  const REST = 1000;
  const AGAIN = 5000;
  const OFFLINE = "Geen verbinding; uw tekst staat nog in dit venster";
  const writers = new WeakMap();

  const clock = (at) => `${String(at.getHours()).padStart(2, "0")}.${String(at.getMinutes()).padStart(2, "0")} uur`;
  const store = {
    key: (form) => `hz-tekst:${form.dataset.wie}:${form.dataset.week}:${form.dataset.sleutel}`,
    put(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    get(key) { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
    all(prefix) {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
    },
  };

  const TOOLS = `
    <div class="tools" data-trix-button-row role="group" aria-label="Opmaak">
      <button type="button" data-trix-attribute="bold" data-trix-key="b" aria-pressed="false">Vet</button>
      <button type="button" data-trix-attribute="italic" data-trix-key="i" aria-pressed="false">Cursief</button>
      <button type="button" data-trix-attribute="href" data-trix-action="link" data-trix-key="k" aria-pressed="false">Link</button>
      <button type="button" data-trix-attribute="bullet" aria-pressed="false">Lijst</button>
      <button type="button" data-trix-attribute="number" aria-pressed="false">Nummers</button>
      <button type="button" data-trix-action="undo" data-trix-key="z">Herstel</button>
      <div class="tool-dialog" data-trix-dialogs hidden></div>
      <div class="tool-dialog" data-trix-dialog="href" data-trix-dialog-attribute="href">
        <label>Adres van de link <input type="url" name="href" placeholder="https://" data-trix-validate-href data-trix-input disabled></label>
        <button type="button" data-trix-method="setAttribute">Maak link</button>
        <button type="button" data-trix-method="removeAttribute">Haal link weg</button>
      </div>
    </div>`;

  // Put a rich-text field in the place of a textarea; its value is HTML.
  const enrich = (form, area) => {
    const value = document.createElement("input");
    Object.assign(value, { type: "hidden", id: `${area.id}-waarde`, name: area.name, value: area.dataset.html });
    const bar = document.createElement("trix-toolbar");
    bar.id = `${area.id}-balk`;
    bar.innerHTML = TOOLS;
    const text = document.createElement("trix-editor");
    for (const [name, given] of [["input", value.id], ["toolbar", bar.id], ["aria-labelledby", `${area.id}-naam`],
      ["aria-describedby", `${area.id}-uitleg`], ["aria-multiline", "true"]]) text.setAttribute(name, given);
    const was = form.elements[area.name.replace("veld:", "was:")];
    was.value = area.dataset.wasHtml;
    text.addEventListener("trix-initialize", () => {
      if (area.dataset.html === area.dataset.wasHtml && !form.dataset.teruggezet) was.value = value.value;
      form.dispatchEvent(new CustomEvent("hz:klaar"));
    }, { once: true });
    text.addEventListener("trix-file-accept", (event) => event.preventDefault());
    // Tab leaves the field; in a list it would otherwise indent.
    text.addEventListener("keydown", (event) => { if (event.key === "Tab") event.stopImmediatePropagation(); }, true);
    const pressed = () => bar.querySelectorAll("[data-trix-attribute][aria-pressed]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.classList.contains("trix-active")));
    });
    for (const name of ["trix-selection-change", "trix-attributes-change", "trix-change"]) {
      text.addEventListener(name, () => window.setTimeout(pressed, 0));
    }
    area.before(value, bar, text);
    const label = document.getElementById(`${area.id}-naam`);
    label?.removeAttribute("for");
    label?.addEventListener("click", () => text.focus());
    area.remove();
  };

  class Writer {
    constructor(form) {
      this.form = form;
      this.ready = !form.querySelector("[data-rijk]");
      this.paused = false;
      this.dirty = false;
      this.saving = null;
      this.state = form.querySelector("[data-stand]");
      this.place = form.parentElement.querySelector("[data-botsing]");
      form.noValidate = true;
      if (window.Trix) {
        form.elements.vorm.value = "html";
        form.querySelectorAll("[data-rijk]").forEach((area) => enrich(form, area));
      } else this.ready = true;
      form.addEventListener("hz:klaar", () => { this.ready = true; });
      form.addEventListener("input", () => this.touched());
      form.addEventListener("trix-change", () => { if (this.ready) this.touched(); });
      form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget) && this.dirty) this.save(); });
      form.addEventListener("submit", (event) => { event.preventDefault(); this.paused = false; this.save(true); });
      form.querySelectorAll("[data-regel]").forEach((line) => line.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      }));
    }

    say(text, tone) {
      if (this.state.textContent !== text) this.state.textContent = text;
      this.state.dataset.toon = tone;
    }

    texts() {
      return Object.fromEntries([...new FormData(this.form)].filter(([name]) => name.startsWith("veld:")));
    }

    touched() {
      this.dirty = true;
      store.put(store.key(this.form), {
        at: new Date().toISOString(), key: this.form.dataset.sleutel, version: this.form.elements.versie.value,
        form: this.form.elements.vorm.value, texts: this.texts(),
        was: Object.fromEntries([...new FormData(this.form)].filter(([name]) => name.startsWith("was:"))),
      });
      if (this.paused) return;
      this.say("Nog niet bewaard", "wacht");
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), REST);
    }

    // Put a text back that this browser kept; it is saved as if it was typed now.
    restore(kept) {
      this.form.dataset.teruggezet = "1";
      this.form.elements.versie.value = kept.version;
      for (const [name, text] of Object.entries({ ...kept.was, ...kept.texts })) {
        const field = this.form.elements[name];
        if (!field) continue;
        const rich = field.id && this.form.querySelector(`trix-editor[input="${CSS.escape(field.id)}"]`);
        if (rich && name.startsWith("veld:")) {
          const load = () => { rich.editor.loadHTML(text); field.value = text; };
          if (rich.editor) load(); else rich.addEventListener("trix-initialize", load, { once: true });
        } else field.value = text;
      }
      window.setTimeout(() => this.touched(), 50);
    }

    async save(asked = false) {
      window.clearTimeout(this.timer);
      if (this.saving) { await this.saving; if (!this.dirty) return true; }
      if (this.paused) return false;
      if (!this.dirty && !asked) return true;
      const sent = new FormData(this.form);
      const before = JSON.stringify(this.texts());
      this.say("Bezig met bewaren", "wacht");
      this.saving = this.send(sent).then((answer) => this.answered(answer, before)).catch(() => {
        this.say(OFFLINE, "fout");
        this.timer = window.setTimeout(() => this.save(), AGAIN);
        return false;
      }).finally(() => { this.saving = null; });
      return this.saving;
    }

    async send(sent) {
      const answer = await fetch(this.form.action, {
        method: "POST", credentials: "same-origin", keepalive: true,
        headers: { "HX-Request": "true", "x-formulier": sent.get("formulier") }, body: new URLSearchParams(sent),
      });
      return { status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
    }

    answered({ status, page }, before) {
      const kept = page.querySelector("[data-bewaard]");
      if (kept) return this.kept(kept, before);
      const clash = page.querySelector("[data-botsing-vak]");
      const refused = page.querySelector("[data-geweigerd]");
      const told = refused?.dataset.gezegd ?? page.querySelector("main .card p, main .lead")?.textContent.trim();
      this.paused = Boolean(clash) || Boolean(refused && refused.hasAttribute("data-akkoord"));
      if (clash) {
        this.say("Niet bewaard: een collega was u voor. Kies hieronder wat er moet staan.", "fout");
        this.place.replaceChildren(clash);
        this.clash(clash.querySelector("form"));
      } else {
        this.say(`${told || "Het bewaren is niet gelukt."} Uw tekst staat nog in dit venster.`, "fout");
        if (refused?.hasAttribute("data-akkoord")) this.ask(refused);
        else if (status >= 500) this.timer = window.setTimeout(() => this.save(), AGAIN);
      }
      return false;
    }

    kept(answer, before) {
      const fields = this.form.elements;
      fields.versie.value = answer.dataset.versie;
      for (const [name, text] of Object.entries(JSON.parse(before))) {
        const was = fields[name.replace("veld:", "was:")];
        if (was) was.value = text;
      }
      const fresh = answer.querySelector(".reader");
      document.getElementById(fresh.id)?.replaceWith(document.importNode(fresh, true));
      this.place.replaceChildren();
      this.dirty = JSON.stringify(this.texts()) !== before;
      if (this.dirty) this.touched();
      else {
        store.drop(store.key(this.form));
        this.say(answer.dataset.gezegd, "goed");
      }
      document.dispatchEvent(new CustomEvent("hz:bewaard"));
      return true;
    }

    // The edition was approved meanwhile: only go on when the editor says so.
    ask(refused) {
      this.place.replaceChildren(refused);
      refused.querySelector("[data-ga-door]")?.addEventListener("click", () => {
        const yes = document.createElement("input");
        Object.assign(yes, { type: "hidden", name: "akkoord", value: "1" });
        this.form.append(yes);
        this.paused = false;
        this.place.replaceChildren();
        this.save(true);
      });
    }

    clash(form) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (event.submitter?.value === "mijn") {
          this.form.elements.versie.value = form.elements.versie.value;
          for (const [name, text] of new FormData(form)) {
            if (name.startsWith("was:") && this.form.elements[name]) this.form.elements[name].value = text;
          }
          this.paused = false;
          this.dirty = true;
          this.save(true);
          return;
        }
        const both = new FormData(form, event.submitter);
        try {
          const { page } = await this.send(both);
          if (!page.querySelector("[data-bewaard]")) { this.answered({ status: 409, page }, ""); return; }
          this.leave();
          window.htmx.ajax("GET", `${this.form.action.replace(/bewaar$/, "blok")}?sleutel=${encodeURIComponent(this.form.dataset.sleutel)}&bewerk=1`, { target: `#${this.form.closest("li").id}`, swap: "outerHTML" });
        } catch { this.say(OFFLINE, "fout"); }
      });
      form.querySelector("[data-houd-hun]")?.addEventListener("click", () => this.leave());
      window.htmx?.process(form);
    }

    leave() {
      this.dirty = false;
      window.clearTimeout(this.timer);
      store.drop(store.key(this.form));
    }
  }

  const prepare = (root) => root.querySelectorAll("form[data-schrijf]").forEach((form) => {
    if (!writers.has(form)) writers.set(form, new Writer(form));
  });
  const open = () => [...document.querySelectorAll("form[data-schrijf]")].map((form) => writers.get(form)).filter(Boolean);

  // "Klaar" waits for what is not saved yet.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-klaar]");
    const writer = link && writers.get(link.closest("form"));
    if (!writer || (!writer.dirty && !writer.saving)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    writer.save().then((saved) => { if (saved) link.click(); });
  }, true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") open().forEach((writer) => { if (writer.dirty) writer.save(); });
  });
  window.addEventListener("online", () => open().forEach((writer) => { if (writer.dirty) writer.save(); }));

  window.hzSchrijven = { prepare, store, clock, writer: (form) => writers.get(form) };
})();
