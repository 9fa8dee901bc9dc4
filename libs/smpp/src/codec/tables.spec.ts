import { createRequire } from 'node:module';
import { CommandStatus, commandStatus, commandStatuses } from './command-status.js';
import { COMMANDS } from './commands.js';
import type { CommandName } from './commands.js';
import { tlvNameOf, TLVS } from './tlvs.js';
import type { TlvName } from './tlvs.js';

/** The tables of the npm package `smpp`: written by others from the same standard. */
const theirs = createRequire(import.meta.url)('smpp') as {
  readonly errors: Readonly<Record<string, number>>;
  readonly commands: Readonly<Record<string, { readonly id: number }>>;
  readonly tlvs: Readonly<Record<string, { readonly id: number; readonly multiple?: boolean }>>;
};

/** Names of ours that theirs calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = { destination_port: 'dest_port' };
const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

describe('the tables, against those of another implementation', () => {
  it.each(Object.keys(COMMANDS) as CommandName[])('command id of %s', name => {
    // Theirs has neither outbind nor generic_nack under these names in every version.
    const id = theirs.commands[name]?.id;
    if (id !== undefined) expect(COMMANDS[name].id).toBe(id);
    else expect(['outbind']).toContain(name);
  });

  it.each(Object.keys(TLVS) as TlvName[])('tag of %s, and whether it may repeat', name => {
    const key = snake(name);
    const their = theirs.tlvs[ALIASES[key] ?? key];
    expect(their?.id).toBe(TLVS[name].tag);
    expect(their?.multiple ?? false).toBe(TLVS[name].multiple);
    expect(tlvNameOf(TLVS[name].tag)).toBe(name);
  });

  it('no TLV of theirs is missing here but those of SMPP 5.0 broadcasts', () => {
    const ours = new Set(Object.values(TLVS).map(({ tag }) => tag));
    const missing = Object.entries(theirs.tlvs).filter(([, { id }]) => !ours.has(id));
    expect(missing.filter(([name]) => !name.includes('broadcast'))).toEqual([]);
  });

  it('no command_status of theirs is missing here but those of broadcasts', () => {
    const ours = new Map(commandStatuses().map(({ name, value }) => [name, value]));
    for (const [name, value] of Object.entries(theirs.errors)) {
      if (!name.includes('BCAST')) expect([name, ours.get(name)]).toEqual([name, value]);
    }
    expect(ours.size).toBe(Object.keys(CommandStatus).length);
  });
});

describe('what a command_status asks for', () => {
  it.each([
    [0x00, 'accepted'],
    [0x58, 'throttle'],
    [0x14, 'queue-full'],
    ...[0x08, 0x64, 0xfe, 0xff, 0x45, 0x102].map(value => [value, 'temporary'] as const),
    ...[0x01, 0x06, 0x07, 0x0b, 0x33, 0x34, 0x43, 0x50, 0x51, 0x55, 0x61, 0x62, 0x63, 0x65, 0x66].map(
      value => [value, 'permanent-message'] as const,
    ),
    ...[0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0x104].map(value => [value, 'permanent-message'] as const),
    ...[0x0a, 0x48, 0x49, 0x15, 0x100, 0x101, 0x103].map(value => [value, 'permanent-sender'] as const),
    ...[0x02, 0x03, 0x04, 0x05].map(value => [value, 'session'] as const),
    ...[0x0d, 0x0e, 0x0f, 0x53].map(value => [value, 'bind'] as const),
    ...[0x09, 0x400, 0x4ff, 0xdeadbeef].map(value => [value, 'vendor'] as const),
  ] as const)('0x%s is %s', (value, expected) => {
    expect(commandStatus(value).class).toBe(expected);
  });

  it('tells our own bugs from the message’s', () => {
    expect(
      commandStatuses()
        .filter(({ ourBug }) => ourBug)
        .map(({ value }) => value),
    ).toEqual([0x01, 0x02, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4]);
  });

  it('names what the standard does not know by its number', () => {
    expect(commandStatus(0x400)).toMatchObject({ name: 'ESME_0x00000400', ourBug: false });
    expect(commandStatus(0x58).name).toBe('ESME_RTHROTTLED');
  });
});
