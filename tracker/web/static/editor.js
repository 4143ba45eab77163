// The editor around the writing: buttons without a reload, order by dragging, the panel,
// texts that a closed browser left. Every one of these works without script too.
"use strict";
(() => {
  const root = document.documentElement;
  const desk = document.querySelector(".editor");
  const { prepare, store, clock, writer } = window.hzSchrijven;
  let opener = "";
  let meterTimer = 0;
  let quiet = false;

  root.classList.add("with-script");

  const say = (text) => {
    const said = document.getElementById("melding");
    if (!said || !text) return;
    said.textContent = "";
    window.setTimeout(() => { said.textContent = text; }, 60);
  };
  const words = (one) => (one?.textContent ?? "").replace(/\s+/g, " ").trim();

  const tell = (text) => {
    const place = document.getElementById("bericht");
    if (!place) return;
    const line = document.createElement("p");
    line.textContent = text;
    place.replaceChildren(line);
    place.className = "notice notice-bad";
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
    say(text);
  };

  // A button outside its form says in formaction what to do.
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const button = ctx.request.submitter;
    const action = button?.getAttribute?.("formaction");
    if (action) ctx.request.action = action;
    if (button?.hasAttribute?.("data-akkoord")) ctx.request.body.set("akkoord", "1");
    const beside = document.getElementById("paneel")?.dataset.sleutel;
    if (beside && ctx.request.action.includes("/daad/")) ctx.request.body.set("paneel", beside);
  });

  // A refusal of the guard is a whole page: say its sentence, change nothing.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = event.detail;
    if (/^\s*<!doctype/i.test(ctx.text ?? "")) {
      event.preventDefault();
      const page = new DOMParser().parseFromString(ctx.text, "text/html");
      tell(words(page.querySelector("main .card p, main p")) || "Dit is niet gelukt. Er is niets veranderd.");
      return;
    }
    // A block in which somebody writes stays as it is when its section is renewed.
    for (const { fragment } of tasks ?? []) {
      for (const form of document.querySelectorAll("form[data-schrijf]")) {
        const live = form.closest("li");
        const fresh = fragment.querySelector?.(`#${CSS.escape(live.id)}`);
        if (fresh && fresh.parentElement?.classList.contains("blocks")) fresh.replaceWith(live);
      }
    }
  });
  document.addEventListener("htmx:error", () => tell("Geen verbinding: er is niets veranderd. Probeer het straks opnieuw."));

  const agreed = () => (document.querySelector("#daad input[name=akkoord]") ? "&akkoord=1" : "");
  const small = () => window.matchMedia("(max-width: 70rem)").matches;

  const focusOn = (id) => {
    const one = document.getElementById(id);
    one?.focus({ preventScroll: !small() });
    return Boolean(one);
  };

  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const asked = ctx.request?.action ?? "";
    prepare(document);
    sortable();
    if (asked.includes("/daad/")) {
      const notice = document.getElementById("bericht");
      say(words(notice?.querySelector("p")));
      if (document.activeElement === document.body || !document.activeElement) notice?.focus();
      if (notice?.querySelector(".diff")) notice.scrollIntoView({ block: "nearest" });
      measure();
    } else if (asked.includes("/paneel?") && !quiet) {
      focusOn("paneel-kop");
      if (small()) document.getElementById("paneel")?.scrollIntoView();
    } else if (asked.includes("/zoek")) {
      say(words(document.querySelector("#gevonden p")));
    } else if (asked.endsWith("/paneel")) {
      focusOn(opener);
    } else if (asked.includes("/blok?")) {
      const item = document.getElementById(opener.replace(/^(bewerk|bron)-/, ""));
      const field = item?.querySelector("trix-editor, textarea");
      if (field) window.setTimeout(() => field.focus(), 30);
      else focusOn(opener);
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[id^='bewerk-'], [id^='bron-'], [id^='klaar-']");
    if (link) opener = link.id.replace(/^klaar-/, "bewerk-");
    const hun = event.target.closest?.("[data-houd-hun]");
    if (hun) opener = `bewerk-${hun.closest("li")?.id}`;
  }, true);

  const measure = () => {
    window.clearTimeout(meterTimer);
    meterTimer = window.setTimeout(() => {
      if (desk) window.htmx.ajax("GET", `${desk.dataset.pad}/lengte`, { target: "#lengte", swap: "outerHTML" });
    }, 1500);
  };
  document.addEventListener("hz:bewaard", measure);
  // The difference with the machine's text follows what is written, unless somebody is in it.
  let panelTimer = 0;
  document.addEventListener("hz:bewaard", () => {
    window.clearTimeout(panelTimer);
    panelTimer = window.setTimeout(() => {
      const panel = document.getElementById("paneel");
      if (!panel?.dataset.sleutel || panel.contains(document.activeElement)) return;
      if (panel.querySelector("#opmerking")?.value) return;
      quiet = true;
      window.htmx.ajax("GET", `${desk.dataset.pad}/paneel?sleutel=${encodeURIComponent(panel.dataset.sleutel)}`, { target: "#paneel", swap: "outerHTML" })
        .finally(() => { quiet = false; });
    }, 1200);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.("details.more[open]") ?? document.querySelector("details.more[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    document.getElementById("paneel-dicht")?.click();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.more[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  const sortable = () => {
    if (!desk?.hasAttribute("data-schrijfbaar") || !window.Sortable) return;
    document.querySelectorAll("ol.blocks").forEach((list) => {
      if (window.Sortable.get(list)) return;
      window.Sortable.create(list, {
        handle: ".grip", draggable: "li.block", ghostClass: "block-moving", animation: 120,
        onEnd: ({ item, oldDraggableIndex, newDraggableIndex }) => {
          if (oldDraggableIndex === newDraggableIndex) return;
          const form = document.getElementById("daad");
          window.htmx.ajax("POST", `${desk.dataset.pad}/daad/verplaats`, {
            source: form, swap: "none",
            values: { sleutel: item.dataset.sleutel, plek: newDraggableIndex, formulier: form.elements.formulier.value },
          });
        },
      });
    });
  };

  // Texts that were typed but never reached the server, such as in a browser that was killed.
  const button = (text, work) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: text, className: "quiet" });
    made.addEventListener("click", work);
    return made;
  };
  const giveBack = (name, kept, line) => {
    const item = document.querySelector(`li[data-sleutel="${CSS.escape(kept.key)}"]`);
    const done = () => { line.remove(); const place = document.getElementById("teruggevonden"); place.hidden = !place.children.length; };
    if (!item || !desk.hasAttribute("data-schrijfbaar")) {
      const area = document.createElement("textarea");
      area.setAttribute("aria-label", "Teruggevonden tekst");
      area.value = Object.values(kept.texts).map((text) => new DOMParser().parseFromString(text, "text/html").body.innerText).join("\n\n");
      line.append(area);
      return;
    }
    const put = () => {
      const form = document.querySelector(`form[data-schrijf][data-sleutel="${CSS.escape(kept.key)}"]`);
      if (!form) { tell("Dit blok is nu niet te bewerken: het staat op slot. Uw tekst blijft in deze browser staan."); return; }
      writer(form)?.restore(kept);
      form.scrollIntoView({ block: "center" });
      done();
    };
    if (item.querySelector("form[data-schrijf]")) { put(); return; }
    opener = `bewerk-${item.id}`;
    window.htmx.ajax("GET", `${desk.dataset.pad}/blok?sleutel=${encodeURIComponent(kept.key)}&bewerk=1${agreed()}`, { target: `#${item.id}`, swap: "outerHTML" })
      .then(() => window.setTimeout(put, 60));
  };
  const offer = () => {
    const place = document.getElementById("teruggevonden");
    if (!place || !desk) return;
    for (const name of store.all(`hz-tekst:${desk.dataset.wie}:${desk.dataset.week}:`)) {
      const kept = store.get(name);
      if (!kept?.texts) continue;
      const line = document.createElement("div");
      const title = words(document.querySelector(`li[data-sleutel="${CSS.escape(kept.key)}"] h3`));
      const text = document.createElement("p");
      const at = new Date(kept.at);
      text.textContent = `Er staat nog een tekst van ${clock(at)} in deze browser${title ? `, bij ${title}` : ""}: terugzetten?`;
      line.append(text, button("Zet terug", () => giveBack(name, kept, line)), button("Gooi weg", () => {
        store.drop(name);
        line.remove();
        place.hidden = !place.children.length;
      }));
      place.append(line);
      place.hidden = false;
    }
    if (!place.hidden) say(words(place.querySelector("p")));
  };

  prepare(document);
  sortable();
  offer();
  if (!document.querySelector("form[data-schrijf]") && document.getElementById("bericht")?.hidden === false) {
    say(words(document.querySelector("#bericht p")));
  }
  document.querySelector("form[data-schrijf] textarea, form[data-schrijf] trix-editor")?.focus();
})();
