import type { Scenario } from './scenario.js';
import { StandIns } from './stand-ins.js';

/** A number by itself: a short code, or one of a phone. */
const NUMBER = /^\+?\d{4,15}$/;
/** A number as people write it. */
const SPELLED = /^[+\d\s()./-]+$/;
/** What is written in texts and may be about somebody: links, addresses, codes of letters and digits, digits in groups. */
const SPOTS =
  /(?<link>(?:https?:\/\/|www\.)\S+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\/\S+)|(?<mail>[^\s@,;<>()"]{1,64}@[^\s@,;<>()"]{1,255})|(?<code>\b(?=\w{0,40}\d)(?=\w{0,40}[A-Za-z])\w{5,}\b)|(?<digits>\+?\(?\d(?:[\s()./-]{0,2}\d){3,})/g;
const TEXTS = new Set(['text', 'name', 'when', 'match', 'spamWords', 'detail', 'why']);
const NUMBERS = new Set([
  'to',
  'from',
  'phone',
  'number',
  'forget',
  'read',
  'shortCode',
  'senderBlacklist',
  'doNotDisturb',
]);
const PREFIXES = new Set(['prefix', 'prefixes', 'toPrefixes']);
/** An address for examples (RFC 5737). */
const SOME_ADDRESS = '192.0.2.1';

/**
 * A copy that names nobody: other numbers take the place of phones and short codes wherever they are mentioned and however they
 * are written ({@link StandIns}), refs are counted, and in texts links keep their host alone, and addresses, codes and other
 * digits, four or more, become `x` and `0`, of the same length. Numbers with a fate stay. Names of people cannot be told from other words.
 */
export function anonymous(scenario: Scenario): Scenario {
  const stands = new StandIns();
  const refs = new Map<string, string>();
  const inText = (text: string): string => masked(text, stands);
  const change = (text: string, field: string): string => {
    if (field === 'ref') {
      if (!refs.has(text)) refs.set(text, `ref-${String(refs.size + 1)}`);
      return refs.get(text)!;
    }
    if (field === 'address') return SOME_ADDRESS;
    if (PREFIXES.has(field)) return stands.of(text, true);
    if (NUMBERS.has(field)) {
      if (NUMBER.test(text)) return stands.of(text);
      return SPELLED.test(text) ? inText(text) : text;
    }
    return TEXTS.has(field) ? inText(text) : text;
  };
  const { world, steps, ...rest } = scenario;
  // Numbers by themselves first, so that their mention in a text is recognised wherever it stands.
  for (const part of [world, steps]) {
    mapped(part, (text, field) => {
      if (NUMBERS.has(field) && NUMBER.test(text)) stands.of(text);
      return text;
    });
  }
  return {
    ...rest,
    ...(world === undefined ? {} : { world: mapped(world, change) }),
    steps: mapped(steps, change),
  };
}

function masked(text: string, stands: StandIns): string {
  return text.replace(SPOTS, (spot: string, ...rest: unknown[]) => {
    const { link, mail, code } = rest.at(-1) as Record<string, string | undefined>;
    if (link !== undefined) return maskedLink(link);
    if (mail !== undefined || code !== undefined) return blank(spot);
    const digits = spot.replace(/\D/g, '');
    const stand = [...(stands.ofWritten(digits, spot.startsWith('+')) ?? '0'.repeat(digits.length))];
    return spot.replace(/\d/g, () => stand.shift()!);
  });
}

/** A link with its host, if that is all there is before its path. */
function maskedLink(link: string): string {
  const [, host = '', rest = ''] = /^((?:https?:\/\/)?[\w.-]*(?=[/?#:]|$))(.*)$/s.exec(link) ?? [];
  return host === '' || rest.includes('@') ? blank(link) : host + blank(rest);
}

/** As long as it was, and as many capitals. */
function blank(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{Ll}\p{Lo}]/gu, 'x')
    .replace(/\d/g, '0');
}

/** A copy with all strings changed, the names of the fields of `routes` and `subscribers` among them. */
function mapped<T>(value: T, change: (text: string, field: string) => string, field = ''): T {
  if (typeof value === 'string') return change(value, field) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, change, field)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isByNumber = field === 'routes' || field === 'subscribers';
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      isByNumber ? change(name, 'number') : name,
      // Who gets what is sent to a number is no number.
      mapped(one, change, field === 'routes' ? 'client' : name),
    ]),
  ) as T;
}
