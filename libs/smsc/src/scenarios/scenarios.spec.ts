import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as yaml from 'yaml';
import { MessageCentre, NO_LATENCY } from '../centre/index.js';
import { VirtualTime } from '../time/index.js';
import { readScenario } from './read-scenario.js';
import { failureText } from './report.js';
import { runScenario, type RunScenarioOptions } from './run-scenario.js';
import { ScenarioError } from './scenario.errors.js';
import { SCENARIO_SCHEMA } from './schema.js';
import { mistakesInShape } from './shape.js';
import { sourceOf } from './source.js';
import { sourceFromYaml } from './yaml-source.js';

const read = (text: string) => readScenario(sourceFromYaml(yaml, 'story.yaml', text));
const run = async (text: string, options?: RunScenarioOptions) => runScenario(read(text), options);
const failuresOf = async (text: string) => (await run(text)).report.failures.map(failureText);

function mistakesIn(text: string): string[] {
  try {
    read(text);
  } catch (cause) {
    if (cause instanceof ScenarioError) return cause.message.split('\n');
    throw cause;
  }
  return [];
}

describe('a scenario that cannot be run', () => {
  it.each([
    ['no YAML', 'name: [', /^story\.yaml:1: the scenario cannot be read as YAML: /],
    ['a key twice', 'name: a\nname: b\nsteps: []', /^story\.yaml:2: .*unique/i],
    ['no steps', 'name: a', /^story\.yaml:1: the scenario must have steps$/],
    [
      'a verb that is none',
      'name: a\nsteps:\n  - sned: {}',
      /^story\.yaml:3: steps\.0 must have one of connect, disconnect, send,/,
    ],
    [
      'two verbs in one step',
      'name: a\nsteps:\n  - send: { to: +33612345678, text: a }\n    advance: PT1S',
      /^story\.yaml:4: steps\.0\.advance does not go together with send/,
    ],
    [
      'a field that is none',
      'name: a\nsteps:\n  - send:\n      to: +33612345678\n      txt: a',
      /story\.yaml:5: steps\.0\.send\.txt is not known here; there are as, client/,
    ],
    [
      'a duration that is none',
      'name: a\nsteps:\n  - advance: two days',
      /^story\.yaml:3: steps\.0\.advance must be .*duration in ISO 8601/,
    ],
    [
      'an expectation that could not fail',
      'name: a\nsteps:\n  - expect: { message: order }',
      /^story\.yaml:3: steps\.0\.expect says nothing that could fail: add one of state, reason,/,
    ],
    [
      'a journal of anything',
      'name: a\nsteps:\n  - expect: { journal: {} }',
      /steps\.0\.expect\.journal says nothing that could fail: add one of kind,/,
    ],
    [
      'a fault that is none',
      'name: a\nsteps:\n  - faults:\n      receiptLoss: 1',
      /^story\.yaml:4: steps\.0\.faults\.receiptLoss is not known here/,
    ],
    [
      'a probability above one',
      'name: a\nworld:\n  faults:\n    cutProbability: 2\nsteps: []',
      /^story\.yaml:4: world\.faults\.cutProbability must be at most 1/,
    ],
    [
      'an operator that is none',
      'name: a\nsteps:\n  - set:\n      phone: +33612345678\n      operator: fr-9',
      /^story\.yaml:5: steps\.0\.set\.operator must be the key of an operator: fr-1/,
    ],
    [
      'a subscriber with a bad number',
      'name: a\nworld:\n  subscribers:\n    hello: { state: off }\nsteps: []',
      /^story\.yaml:4: world\.subscribers\.hello must be an international number/,
    ],
    [
      'a prefix that is taken',
      'name: a\nworld:\n  operators:\n    - { key: a, name: A, country: FR, mcc: "208", mnc: "01", prefixes: ["33"] }\n    - { key: b, name: B, country: FR, mcc: "208", mnc: "02", prefixes: ["33"] }\nsteps: []',
      /^story\.yaml:5: world\.operators\.1 cannot be taken: .*prefix 33 belongs to a/,
    ],
    [
      'a day that is none',
      'name: a\nsteps:\n  - at: 2026-02-31T25:00:00Z\n    expect: { now: PT1S }',
      /^story\.yaml:3: steps\.0\.at is 2026-02-31/,
    ],
    [
      'a message of no name',
      'name: a\nsteps:\n  - send: { as: order, to: +33612345678, text: a }\n  - expect:\n      message: oder\n      count: 1',
      /^story\.yaml:5: steps\.1\.expect\.message is "oder", and no message has that name: there are order$/,
    ],
    [
      'a variable outside of a repetition',
      'name: a\nsteps:\n  - send:\n      to: "+3361234${n:4}"\n      text: a',
      /^story\.yaml:4: steps\.0\.send\.to has \$\{n\}, which nothing gives a value here/,
    ],
    [
      'a text that YAML took for something else',
      'name: a\nsteps:\n  - send:\n      to: +33612345678\n      text: true',
      /^story\.yaml:5: steps\.0\.send\.text must be /,
    ],
  ])('is refused with its file and line: %s', (_what, text, expected) => {
    const mistakes = mistakesIn(text);
    expect(mistakes.join('\n')).toMatch(expected);
  });

  it('is told all mistakes at once', () => {
    expect(mistakesIn('name: 7\nsteps:\n  - advance: never\n  - wait: {}\n  - choose: []\n')).toHaveLength(4);
  });

  it('knows the lines inside of repetitions, choices, aliases and merged maps', () => {
    const text = [
      'name: a',
      'steps:',
      '  - repeat:',
      '      times: 2',
      '      steps:',
      '        - choose:',
      '            - steps:',
      '                - advance: soon',
    ].join('\n');
    expect(mistakesIn(text)[0]).toMatch(
      /^story\.yaml:8: steps\.0\.repeat\.steps\.0\.choose\.0\.steps\.0\.advance/,
    );
    expect(mistakesIn('name: a\nsteps:\n  - &one\n    advance: soon\n  - *one\n')).toHaveLength(2);
  });

  it('has paths and no lines where it was made in a program', () => {
    expect(() => readScenario(sourceOf({ name: 'a', steps: [{ advance: -1 }] }, 'made'))).toThrow(
      'made (steps.0.advance): steps.0.advance must be',
    );
  });

  it('is refused unread where it is too long', () => {
    expect(mistakesIn(`name: a\nsteps: []\n#${'x'.repeat(1_048_576)}`)[0]).toMatch(
      /longer than 1048576 characters/,
    );
  });
});

describe('an expectation that is not met', () => {
  const PRELUDE =
    'name: a\nworld: { latency: none }\nsteps:\n  - send: { as: order, to: +33612345678, text: Hello }\n';

  it.each([
    [
      'expect: { message: order, state: DELIVRD }',
      'to +33612345678: state DELIVRD, but it is ENROUTE after 0 attempts',
    ],
    [
      'expect: { answer: order, error: throttled }',
      'to +33612345678: error throttled, but it was accepted as 1000000001',
    ],
    ['expect: { phone: +33612345678, texts: [Hello] }', '+33612345678: texts ["Hello"], but got nothing'],
    ['expect: { receipts: order, states: [DELIVRD] }', 'order: receipts DELIVRD, but came: none'],
    [
      'expect: { inbound: client, count: 1 }',
      'client: from phones: number of messages 1, but it is 0: got nothing',
    ],
    [
      'expect: { journal: { kind: message }, count: { min: 1 } }',
      'journal entries with {"kind":"message"} at least 1, but it is 0',
    ],
    ['expect: { summary: { byState: { ENROUTE: 2 } } }', 'summary.byState.ENROUTE 2, but it is 1'],
    ['expect: { lookup: +33612345678, present: fr-1 }', '+33612345678: present fr-1, but it is fr-2'],
    ['expect: { line: bind, does: cut }', 'client: bind cut, but it is none'],
    ['expect: { now: PT1S }', 'now 2026-01-01T00:00:01.000Z, but it is 2026-01-01T00:00:00.000Z'],
    [
      'cancel: order\n  - cancel: order',
      'that order can be taken back, but the centre says: The message is final and cannot be taken back.',
    ],
  ])('names its line and what was seen: %s', async (step, told) => {
    const [failure] = await failuresOf(`${PRELUDE}  - ${step}`);
    expect(failure).toMatch(/^story\.yaml:[56]: /);
    expect(failure).toContain(told);
  });

  it('is told for a thousand messages once, with how many they are', async () => {
    const text = `${PRELUDE.replace('text: Hello', 'text: Hello, count: 1000')}  - expect: { message: order, state: DELIVRD }`;
    expect(await failuresOf(text)).toEqual([
      'story.yaml:5: expect: expected to +33612345678: state DELIVRD, but it is ENROUTE after 0 attempts (1000 of 1000 messages are not as expected)',
    ]);
  });

  it('does not end the run, a step that cannot be done does', async () => {
    const expectations = '  - expect: { now: PT1S }\n  - expect: { now: PT2S }\n';
    expect(await failuresOf(PRELUDE + expectations)).toHaveLength(2);
    const wait = '  - wait: { to: +33698765432, within: PT1H }\n';
    const failures = await failuresOf(PRELUDE + wait + expectations);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(
      /^story\.yaml:5: wait: expected message\.delivered with to \+33698765432|"\+33698765432" within PT1H, but it did not come; what happened last: .*message\.delivered \+33612345678/,
    );
  });

  it('ends the run when there are too many', async () => {
    const { report } = await run(
      'name: a\nsteps:\n  - repeat: { times: 1000, steps: [{ expect: { now: PT1S } }] }',
    );
    expect([report.ok, report.failures.length]).toEqual([false, 100]);
  });
});

describe('a run', () => {
  it('ends when it has done too many steps', async () => {
    const text = 'name: a\nsteps:\n  - repeat: { times: 100000, steps: [{ advance: PT1S }] }';
    const { report } = await run(text, { maxSteps: 1_000 });
    expect(report.failures.map(failureText)).toEqual([
      'story.yaml:3: repeat: expected at most 1000 steps, but there are more; repeat fewer times',
    ]);
    expect(report.steps).toHaveLength(1_000);
  });

  it('cannot go back in time', async () => {
    const text = 'name: a\nsteps:\n  - advance: PT2H\n  - at: PT1H\n    expect: { now: PT1H }';
    expect(await failuresOf(text)).toEqual([
      'story.yaml:4: expect: expected to be there by 2026-01-01T01:00:00.000Z, but it is 2026-01-01T02:00:00.000Z already',
    ]);
  });

  it('tells each step as it is done', async () => {
    const told: string[] = [];
    await run(
      'name: a\nsteps:\n  - name: a minute\n    advance: PT1M\n  - at: PT1H\n    expect: { now: PT1H }',
      {
        onStep: ({ line, verb, name, at, ok }) =>
          told.push([line, verb, name, at - Date.UTC(2026, 0, 1), ok].join(' ')),
      },
    );
    expect(told).toEqual(['3 advance a minute 60000 true', '5 expect  3600000 true']);
  });

  it('fills variables, inner ones by name', async () => {
    const { centre } = await run(
      [
        'name: a',
        'world: { latency: none }',
        'steps:',
        '  - repeat:',
        '      times: 2',
        '      as: day',
        '      steps:',
        '        - repeat: { times: 3, steps: [{ send: { as: "m${day}${n}", to: "+336123${day:2}${n:3}", text: "${n} of day ${day}" } }] }',
        '  - advance: PT1S',
        '  - expect: { message: m23, text: 3 of day 2 }',
      ].join('\n'),
    );
    expect(centre.subscribers.messages('+33612302003').map(({ text }) => text)).toEqual(['3 of day 2']);
  });

  it('waits for one message after the other', async () => {
    const text = [
      'name: a',
      'steps:',
      '  - send: { to: +33612345678, text: one }',
      '  - send: { to: +33612345678, text: two }',
      '  - wait: { to: "33612345678" }',
      '  - wait: { to: +33612345678 }',
      '  - wait: { to: +33612345678, within: PT1H }',
    ].join('\n');
    expect(await failuresOf(text)).toEqual([expect.stringMatching(/^story\.yaml:7: wait:/)]);
  });

  it('does not hold up a defect of the program as a failure of the scenario', async () => {
    await expect(
      run('name: a\nsteps:\n  - advance: PT1S', {
        onStep: () => {
          throw new RangeError('a defect');
        },
      }),
    ).rejects.toThrow('a defect');
  });
});

describe('a run in a live centre', () => {
  const live = () => {
    const time = new VirtualTime({ startAt: Date.UTC(2026, 5, 1) });
    return new MessageCentre({ time, seed: 3, world: { latency: NO_LATENCY } });
  };

  it('sets up its world on top, leaves the rest, and lets its links go', async () => {
    const centre = live();
    centre.subscribers.set('+33611111111', { state: 'off' });
    const { report } = await run(
      'name: a\nworld: { subscribers: { +33612345678: { state: off, until: PT1H } } }\nsteps:\n' +
        '  - send: { as: order, client: shop, to: +33612345678, text: Hello }\n  - advance: PT1H\n' +
        '  - expect: { message: order, state: DELIVRD }\n  - expect: { receipts: order, states: [ENROUTE, DELIVRD] }',
      { centre },
    );
    expect(report.failures.map(failureText)).toEqual([]);
    expect(centre.subscribers.get('+33611111111').state).toBe('off');
    expect(centre.clients()).toEqual([{ clientId: 'shop', links: 0, undelivered: 0 }]);
  });

  it('begins with a clean world where it names a seed', async () => {
    const centre = live();
    centre.subscribers.set('+33612345678', { state: 'off' });
    let resets = 0;
    const { report } = await run(
      'name: a\nseed: 9\nworld: { latency: { networkMs: 5000 } }\nsteps:\n' +
        '  - send: { as: order, to: +33612345678, text: Hello }\n  - advance: PT5S\n' +
        '  - expect: { message: order, state: DELIVRD, doneAfter: PT5S }',
      { centre, onReset: () => resets++ },
    );
    expect([report.ok, report.seed, resets]).toEqual([true, 9, 1]);
  });

  it('waits for what others send', async () => {
    const centre = live();
    centre.time.after(90_000, () =>
      centre.submit('host', { from: 'HOST', to: '+33612345678', text: 'Your code is 4711' }, () => undefined),
    );
    const { report } = await run(
      'name: a\nsteps:\n  - wait: { to: +33612345678, match: code }\n  - expect: { now: PT90S }',
      { centre },
    );
    expect(report.failures.map(failureText)).toEqual([]);
  });
});

describe('the schema', () => {
  const validate = new Ajv2020({ strict: false, allErrors: false }).compile(SCENARIO_SCHEMA as object);
  const good = {
    name: 'a',
    seed: 1,
    world: {
      latency: 'none',
      subscribers: { '+33612345678': { state: 'off', until: 'PT1H' } },
      faults: { cutProbability: 1 },
    },
    steps: [
      { send: { as: 'order', to: '+33612345678', text: 'Hello', count: 3, every: 'PT1S' } },
      { at: 'PT1H', advance: { by: 'PT1M' } },
      { set: { phone: '+33612345678', state: 'off', dnd: { hours: [{ from: '08:00', to: '20:00' }] } } },
      { expect: { message: 'order', state: 'DELIVRD', attempts: { min: 1 } } },
      { repeat: { times: 2, steps: [{ choose: [{ weight: 1, steps: [{ wait: { to: '36180' } }] }] }] } },
    ],
  };

  it('takes and refuses the same as a validator of JSON Schema, whatever is done to a scenario', () => {
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, one] of Object.entries(value))
        walk(one, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(good, []);
    expect(validate(good)).toBe(true);
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        'PT1H',
        'off',
        '+33612345678',
        'DELIVRD',
        1,
        0,
        -1,
        null,
        {},
        [],
        true,
        { min: 1 },
        { state: 'off' },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...paths.slice(1)),
        fc.option(fc.constantFrom('name', 'at', 'to', 'min', 'kind', 'send', 'advance', 'phone'), {
          nil: undefined,
        }),
        anything,
        (path, extra, value) => {
          const changed = structuredClone(good) as unknown as Record<string, unknown>;
          let at: Record<string | number, unknown> = changed;
          for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
          const last = path.at(-1)!;
          const inside = at[last];
          if (extra !== undefined && typeof inside === 'object' && inside !== null && !Array.isArray(inside))
            (inside as Record<string, unknown>)[extra] = value;
          else at[last] = value;
          const mine = mistakesInShape(SCENARIO_SCHEMA, changed);
          expect({ changed, fine: mine.length === 0 }).toEqual({ changed, fine: validate(changed) });
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
