/** The parts of the documents that are written from the code: each region's name, and what stands in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultHttpCarrierOptions } from '@chappe/carrier-http';
import { smppCarrier, SMPP_CARRIER_DEFAULTS, type SmppCarrierOptions } from '@chappe/carrier-smpp';
import {
  MESSAGE_STATES,
  PriceList,
  defaultSmsOptions,
  isFinal,
  messageLifecycle,
  reasons,
  type ReasonKey,
} from '@chappe/sms';
import { BODY_LIMIT_OCTETS, REQUEST_OCTETS_MAX, REQUESTS_MAX } from '@chappe/sms-api';
import { postgresqlDefaults, sqliteDefaults } from '@chappe/storage-mikro-orm';
import { resolveOptions } from '../../libs/sms/src/sms.options.js';
import { root } from './markdown.js';

const source = (path: string) => readFileSync(join(root, path), 'utf8');

const table = (heading: readonly string[], rows: readonly (readonly string[])[]) =>
  [heading, heading.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
const code = (text: string) => `\`${text}\``;

/** The docstring right above a member, without its links, as one paragraph; undefined when it has none. */
function docOf(text: string, member: string): string | undefined {
  const found = new RegExp(`/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*(?:readonly )?${member}\\??:`).exec(text);
  return found?.[1]!
    .replace(/^\s*\* ?/gm, '')
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What the source says of members whose docstring stands at their neighbour. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  validityMinMs: 'The shortest validity that may be asked for.',
  validityMaxMs: 'The longest validity that may be asked for.',
  addresses: 'How senders and recipients are written: type of number and numbering plan.',
  messageIds: 'How the same id is written in the answer, in the TLV and in the text of a receipt.',
  errorMap: 'What command_status codes mean with this carrier, where that differs from the standard.',
  receiptErrorMap: 'What words and codes in receipts mean with this carrier.',
  bindTimeoutMs: 'How long a bind may go without its answer.',
  registeredDelivery: 'Which receipts are asked for.',
  vendorTlvs: 'Parameters of the carrier’s own, sent with every submission.',
};

/** A table of options: key, default, meaning. Throws for an option that nothing is said of. */
function optionRows(
  defaults: object,
  text: string,
  more: (key: string) => readonly string[] = () => [],
): readonly (readonly string[])[] {
  return Object.entries(defaults).map(([key, value]) => {
    const meaning = docOf(text, key) ?? NEIGHBOURS[key] ?? limitOf(key, defaults);
    if (meaning === undefined) throw new Error(`Nothing is said of the option ${key}.`);
    return [code(key), code(inFull(value)), meaning, ...more(key)];
  });
}

/** A delay that grows is explained at its beginning. */
function limitOf(key: string, defaults: object): string | undefined {
  const least = key.replace(/MaxMs$/, 'MinMs');
  return least !== key && least in defaults ? `What \`${least}\` grows to at most.` : undefined;
}

/** A default as it is written in code. */
function inFull(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value).replaceAll('"', "'");
}

/** What an option may be, in the words of the refusal of something else. */
function allowed(option: string, make: () => void): string {
  try {
    make();
  } catch (cause) {
    const found = new RegExp(`\\b${option} is [^;]*; it must be ([^\\n]*)\\.`).exec(String(cause));
    if (found) return found[1]!;
  }
  throw new Error(`Anything is taken as ${option}.`);
}

function smppOptions(): string {
  const allowedAs = (key: string) =>
    allowed(key, () => {
      const wrong = { name: 'x', url: 'smpp://id:pw@host', [key]: NaN } as unknown as SmppCarrierOptions;
      smppCarrier(wrong);
    });
  const rows = optionRows(SMPP_CARRIER_DEFAULTS, source('libs/carrier-smpp/src/options/options.ts'), key => [
    allowedAs(key),
  ]);
  return table(['option', 'default', 'meaning', 'must be'], rows);
}

function smsOptions(group: 'messages' | 'delivery', ...paths: readonly string[]): string {
  const rows = optionRows(defaultSmsOptions[group], paths.map(source).join('\n'), key => [
    allowed(`${group}.${key}`, () => resolveOptions({ [group]: { [key]: 'no option' } })),
  ]);
  return table(['option', 'default', 'meaning', 'must be'], rows);
}

function lifecycleDiagram(): string {
  const moves = MESSAGE_STATES.flatMap(state => [
    ...messageLifecycle[state].map(next => `    ${state} --> ${next}`),
    ...(isFinal(state) ? [`    ${state} --> [*]`] : []),
  ]);
  const starts = ['scheduled', 'queued'].map(state => `    [*] --> ${state}`);
  return ['```mermaid', 'stateDiagram-v2', ...starts, ...moves, '```'].join('\n');
}

function lifecycleTable(): string {
  const text = source('libs/sms/src/messages/message.lifecycle.ts');
  const rows = MESSAGE_STATES.map(state => [
    code(state),
    docOf(text, state)!,
    messageLifecycle[state].map(code).join(', ') || 'nowhere: it is final',
  ]);
  return table(['state', 'meaning', 'may go to'], rows);
}

function reasonsTable(): string {
  const rows = (Object.keys(reasons) as ReasonKey[]).map(key => {
    const { permanence, en, fr, de } = reasons[key];
    return [code(key), permanence, en, fr, de];
  });
  return table(['reason', 'permanence', 'English', 'French', 'German'], rows);
}

function metricsTable(): string {
  const text = source('apps/host/src/metrics.controller.ts');
  const metrics = [...text.matchAll(/new (Counter|Gauge)\(\{([^}]*)\}/g)].map(([, kind, fields]) => {
    const name = /name: '(\w+)'/.exec(fields!)![1]!;
    const help = /help: '([^']*)'/.exec(fields!)![1]!;
    const labels = /labelNames: \[([^\]]*)\]/.exec(fields!)?.[1]?.replaceAll("'", '`') ?? '';
    return [code(name), kind!.toLowerCase(), labels, help];
  });
  return table(['metric', 'kind', 'labels', 'meaning'], metrics);
}

/** Every region by its name: `<!-- written from the code: name -->` … `<!-- until here -->`. */
export const regions: Readonly<Record<string, () => string>> = {
  'options of messages': () => smsOptions('messages', 'libs/sms/src/messages/message.options.ts'),
  'options of delivery': () =>
    smsOptions(
      'delivery',
      'libs/sms/src/delivery/delivery.options.ts',
      'libs/sms/src/networks/networks.options.ts',
    ),
  'options of the REST door': () =>
    table(
      ['option', 'default', 'meaning'],
      optionRows(
        {
          prefix: 'v1',
          bodyLimitOctets: BODY_LIMIT_OCTETS,
          requestsMax: REQUESTS_MAX,
          requestOctetsMax: REQUEST_OCTETS_MAX,
          imports: [],
        },
        source('libs/sms-api/src/sms-api.options.ts'),
      ),
    ),
  'options of SQLite': () =>
    table(
      ['option', 'default', 'meaning'],
      optionRows(
        sqliteDefaults,
        source('libs/storage-mikro-orm/src/sqlite/sqlite.storage.ts') +
          source('libs/storage-mikro-orm/src/sqlite/group-commit.ts'),
      ),
    ),
  'options of PostgreSQL': () =>
    table(
      ['option', 'default', 'meaning'],
      optionRows(postgresqlDefaults, source('libs/storage-mikro-orm/src/postgresql/postgresql.storage.ts')),
    ),
  'options of httpCarrier': () =>
    table(
      ['option', 'default', 'meaning'],
      optionRows(defaultHttpCarrierOptions, source('libs/carrier-http/src/http-carrier.options.ts')),
    ),
  'options of smppCarrier': smppOptions,
  'countries served': () => {
    const countries = PriceList.default().countries();
    return `${countries.length} countries: ${countries.join(', ')}.`;
  },
  'lifecycle diagram': lifecycleDiagram,
  'lifecycle table': lifecycleTable,
  'reasons table': reasonsTable,
  'metrics table': metricsTable,
};
