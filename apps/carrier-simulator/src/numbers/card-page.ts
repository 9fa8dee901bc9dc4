import { FATE_PREFIXES, type FateCard, type FateCardRow, type FateExplanation } from '@chappe/smsc';
import { html, trusted, type Html } from './html.js';

/** What the page shows besides the card. */
export interface CardPageOptions {
  /** What was asked for a number, and what came of it. */
  readonly asked?: { readonly msisdn: string; readonly explanation: FateExplanation | undefined };
}

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 62rem; margin: 0 auto; padding: 1rem; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
  caption { text-align: start; font-weight: 600; font-size: 1.2rem; padding: .3rem 0; }
  th, td { text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8888; }
  code { font-family: ui-monospace, monospace; white-space: nowrap; }
  form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: 1rem 0; }
  label { display: grid; gap: .2rem; }
  input, select, button { font: inherit; padding: .3rem .5rem; }
  .tail { font-weight: 700; }
  @media screen and (max-width: 44rem) {
    table { font-size: .85rem; }
    th, td { padding-inline-end: .4rem; }
    code { white-space: normal; overflow-wrap: anywhere; }
  }
  @media print {
    @page { margin: 12mm; }
    body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.25; }
    form, .asked { display: none; }
    table { margin: 0 0 4mm; }
    tr { break-inside: avoid; }
    thead { display: table-header-group; }
  }
`;

/** The card as a page: no script, no image, everything escaped, fit to be printed. */
export function cardPage(card: FateCard, { asked }: CardPageOptions = {}): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Numbers that carry their fate</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>Numbers that carry their fate</h1>
          <p>
            In the simulator the last six digits of a number, <code>99 OO D T</code>, say what becomes of a
            message to it: <code>OO</code> is the outcome, <code>D</code> the delay, <code>T</code> a twist.
            Any other number is an ordinary phone. What comes before the six digits is free: another beginning
            is another phone with the same fate. A number that was set up (<code
              >PUT /control/subscribers/…</code
            >) is as it was set up.
          </p>
          ${forms(card, asked)} ${explained(asked)} ${examples(card)}
          ${table('Outcome', 'OO', card.outcomes, 2, 4)} ${table('Delay', 'D', card.delays, 4, 5)}
          ${table('Twist', 'T', card.twists, 5, 6)}
        </main>
      </body>
    </html> `.text;
}

function forms({ country }: FateCard, asked: CardPageOptions['asked']): Html {
  const countries = Object.keys(FATE_PREFIXES).map(code =>
    code === country ? html`<option selected>${code}</option>` : html`<option>${code}</option>`,
  );
  return html`<form method="get" action="/numbers">
    <label>
      What happens to this number?
      <input name="msisdn" inputmode="tel" autocomplete="off" maxlength="40" value="${asked?.msisdn ?? ''}" />
    </label>
    <label>
      Examples for
      <select name="country">
        ${countries}
      </select>
    </label>
    <button>Show</button>
  </form>`;
}

function explained(asked: CardPageOptions['asked']): Html {
  if (asked === undefined) return html``;
  const { msisdn, explanation } = asked;
  return explanation === undefined
    ? html`<p class="asked" role="status">
        <code>${msisdn}</code> is not an international number: write the country code and 5 to 15 digits in
        all.
      </p>`
    : html`<p class="asked" role="status"><code>${explanation.msisdn}</code>: ${explanation.text}</p>`;
}

function examples({ examples: lines, country }: FateCard): Html {
  return html`<table>
    <caption>
      To begin with (${country})
    </caption>
    <thead>
      <tr>
        <th scope="col">Number</th>
        <th scope="col">What happens</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ msisdn, text }) =>
          html`<tr>
            <th scope="row"><code>${msisdn}</code></th>
            <td>${text}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function table(
  caption: string,
  letter: string,
  rows: readonly FateCardRow[],
  from: number,
  to: number,
): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">${letter}</th>
        <th scope="col">What happens</th>
        <th scope="col">Name</th>
        <th scope="col">Example</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ code, key, text, example }) =>
          html`<tr>
            <th scope="row"><code>${code}</code></th>
            <td>${text}</td>
            <td><code>${key}</code></td>
            <td><code>${marked(example, from, to)}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The number with the digits in question made prominent. */
function marked(msisdn: string, from: number, to: number): Html {
  const tail = msisdn.length - 6;
  return html`${msisdn.slice(0, tail + from)}<span class="tail">${msisdn.slice(tail + from, tail + to)}</span
    >${msisdn.slice(tail + to)}`;
}
