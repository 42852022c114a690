// @ts-check
/**
 * The mailbox in the browser. It is served at /_sandbox/ by the gateway's test door, so every link is relative, and the
 * style sheet is a file of its own: a strict content security policy needs no exception for it.
 */

/** @typedef {import("./store.mjs").Mail} Mail */

/** @param {Mail[]} mails newest last */
export function listPage(mails) {
  const rows = mails
    .toReversed()
    .map(
      (m) => `<li><a class="card mail" href="mail/${m.n}">
        <span class="who">${escape(m.to.map((to) => to.name ?? to.email).join(", "))}<time class="soft small num">${when(m.at)}</time></span>
        <strong>${escape(m.subject)}</strong>
        <span class="soft small">${escape(preview(m))}</span>
        ${(m.attachment ?? []).map((a) => `<span class="tag">${escape(a.name)}</span>`).join(" ")}
      </a></li>`,
    );
  const count = mails.length === 0 ? "Aucun message" : mails.length === 1 ? "1 message" : `${mails.length} messages`;
  const body =
    mails.length === 0
      ? `<p class="note">Rien n’est encore parti. Prenez un rendez-vous : sa confirmation arrivera ici.</p>`
      : `<ul class="list">${rows.join("")}</ul>`;
  return page("Boîte d’essai", "style.css", `<h1>Boîte d’essai</h1><p class="soft">${count}. Aucun e-mail ne quitte cette machine.</p>${body}`, true);
}

/** @param {Mail} m */
export function mailPage(m) {
  const people = (/** @type {import("./store.mjs").Person[]} */ list) =>
    list.map((p) => escape(p.name ? `${p.name} <${p.email}>` : p.email)).join(", ");
  const attachments = (m.attachment ?? [])
    .map((a, i) => `<li><a class="button quiet" href="${m.n}/attachment/${i}" download="${escape(a.name)}">Télécharger ${escape(a.name)}</a></li>`)
    .join("");
  return page(
    m.subject,
    "../style.css",
    `<p><a href="../">Tous les messages</a></p>
    <h1>${escape(m.subject)}</h1>
    <dl class="facts">
      <dt>De</dt><dd>${people([m.sender])}</dd>
      <dt>À</dt><dd>${people(m.to)}</dd>
      ${m.replyTo ? `<dt>Réponse à</dt><dd>${people([m.replyTo])}</dd>` : ""}
      <dt>Reçu</dt><dd class="num">${when(m.at)}</dd>
      ${(m.tags ?? []).length > 0 ? `<dt>Étiquettes</dt><dd>${(m.tags ?? []).map((t) => `<span class="tag">${escape(t)}</span>`).join(" ")}</dd>` : ""}
      ${headers(m)}
    </dl>
    ${attachments ? `<h2>Pièces jointes</h2><ul class="list">${attachments}</ul>` : ""}
    ${m.htmlContent ? `<h2>Message</h2><iframe class="card" title="Le message tel que le patient le voit" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${m.n}/html"></iframe>` : ""}
    ${m.textContent ? `<h2>Version texte</h2><pre class="card">${escape(m.textContent)}</pre>` : ""}`,
    false,
  );
}

/** What else stands in its header, but for the key that tells a repetition. @param {Mail} m */
function headers(m) {
  const named = Object.entries(m.headers ?? {}).filter(([name]) => name.toLowerCase() !== "idempotencykey");
  return named.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join("");
}

/** The HTML part by itself; its links open in a new tab. Nothing goes before a doctype, or browsers fall back to quirks. @param {Mail} m */
export function htmlPart(m) {
  const html = m.htmlContent ?? "";
  const base = `<base target="_blank">`;
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}

/** What the HTML part may do: nothing but show itself. */
export const HTML_PART_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox";

/** @param {Mail} m */
const preview = (m) => (m.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 140);

/** @param {number} at */
const when = (at) => new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "medium", timeZone: "Europe/Paris" }).format(at);

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** @param {string} title @param {string} style @param {string} body @param {boolean} refresh */
function page(title, style, body, refresh) {
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh ? `<meta http-equiv="refresh" content="5">` : ""}
<title>${escape(title)} · Guichet</title>
<link rel="stylesheet" href="${style}">
</head>
<body><main>${body}</main></body>
</html>`;
}

/** The tokens of shared/ui, as far as a mailbox needs them. */
export const STYLE = `
:root { color-scheme: light dark; --font: "Atkinson Hyperlegible Next", "Atkinson Hyperlegible", "Inter", system-ui, sans-serif;
  --paper: light-dark(#fbfaf6, #131a1c); --card: light-dark(#fff, #1b2427); --ink: light-dark(#17262a, #e9efee);
  --soft: light-dark(#4d5f63, #a9b8b8); --line: light-dark(#dfe3dd, #2f3b3e); --accent: light-dark(#0a6660, #6fd3c7);
  --accent-weak: light-dark(#e3f1ee, #17332f) }
* { box-sizing: border-box; margin: 0 }
body { font: 400 1.0625rem/1.5 var(--font); color: var(--ink); background: var(--paper) }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4.5rem; display: grid; gap: 1rem }
h1 { font-size: 2.2rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance }
h2 { font-size: 1.275rem; line-height: 1.2; margin-top: 1rem }
a { color: var(--accent); text-underline-offset: .18em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .375rem }
.soft { color: var(--soft) } .small { font-size: .875rem } .num { font-variant-numeric: tabular-nums }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .625rem; box-shadow: 0 1px 2px rgb(20 40 40 / .06), 0 8px 24px rgb(20 40 40 / .06) }
.note { border-radius: .625rem; padding: .75rem 1rem; background: var(--accent-weak) }
.tag { display: inline-block; justify-self: start; padding: .1rem .55rem; border-radius: 99px; background: var(--accent-weak); color: var(--accent); font-size: .875rem; font-weight: 600 }
.list { list-style: none; padding: 0; display: grid; gap: .75rem }
.mail { display: grid; gap: .25rem; padding: 1rem; color: inherit; text-decoration: none }
.mail:hover strong { text-decoration: underline }
.who { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem } .facts dt { color: var(--soft) } .facts dd { overflow-wrap: anywhere }
.button { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .5rem 1.25rem; border: 1.5px solid var(--accent); border-radius: .625rem; font-weight: 600; text-decoration: none }
iframe { width: 100%; height: 58rem; background: #fff; color-scheme: light }
pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .9375rem/1.5 ui-monospace, monospace }
`;
