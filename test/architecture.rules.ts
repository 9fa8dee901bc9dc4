import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The rooms of `libs/sms/src`, in order: each sees only those before it. */
const rooms = [
  'kernel',
  'text',
  'phone-numbers',
  'networks',
  'events',
  'accounts',
  'senders',
  'opt-outs',
  'contacts',
  'templates',
  'credits',
  'messages',
  'delivery',
  'inbound',
  'campaigns',
  'webhooks',
  'statistics',
];

/** What each library may see of the others; apps see anything. */
const sees: Readonly<Record<string, readonly string[]>> = {
  sms: [],
  smsc: [],
  smpp: [],
  'sms-api': ['sms'],
  'sms-mail': ['sms'],
  'sms-console': ['sms'],
  'storage-mikro-orm': ['sms'],
  'carrier-http': ['sms'],
  'carrier-smpp': ['sms', 'smpp'],
  // The box in which host and centre live together speaks the words of the simulator's own carrier.
  testing: ['sms', 'smsc', 'carrier-http'],
};

const roomsRules: readonly IForbiddenRuleType[] = [
  ...rooms.slice(0, -1).map((room, index) => ({
    name: `${room} sees only the rooms before it`,
    severity: 'error' as const,
    from: { path: `^libs/sms/src/${room}/` },
    to: { path: `^libs/sms/src/(${rooms.slice(index + 1).join('|')}|sms\\.[a-z]+\\.ts|index\\.ts)` },
  })),
  {
    name: 'a room is entered by its index.ts',
    severity: 'error',
    from: { path: '^libs/sms/src/([^/]+)/' },
    to: { path: '^libs/sms/src/[^/]+/', pathNot: ['^libs/sms/src/$1/', '/index\\.ts$'] },
  },
];

const libraryRules: readonly IForbiddenRuleType[] = Object.entries(sees).map(([library, seen]) => ({
  name: `${library} sees ${seen.length === 0 ? 'no other library' : `only ${seen.join(', ')}`}`,
  severity: 'error',
  from: { path: `^libs/${library}/` },
  to: { path: '^(libs|apps)/', pathNot: [library, ...seen].map(name => `^libs/${name}/`) },
}));

/** The arrows that must not be. */
export const architecture: readonly IForbiddenRuleType[] = [
  {
    name: 'no circles',
    severity: 'error',
    from: {},
    // Types may point both ways: nothing of them is there at run time.
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'a library is entered by its index.ts',
    severity: 'error',
    from: { path: '^(?:libs|apps|test)/([^/]+)/' },
    to: { path: '^libs/([^/]+)/src/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'the domain knows no ORM and no web framework',
    severity: 'error',
    from: { path: '^libs/sms/' },
    to: { path: 'node_modules/(@mikro-orm|express|fastify|@nestjs/(platform|swagger))' },
  },
  {
    name: 'the message centre is free of Nest',
    severity: 'error',
    from: { path: '^libs/(smsc|smpp)/' },
    to: { path: 'node_modules/' },
  },
  ...libraryRules,
  ...roomsRules,
];
