import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { architecture } from './architecture.rules.js';

const root = join(import.meta.dirname, '..');

/** Every source file below a folder, specs left out. */
function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(path => join(folder, path))
    .filter(
      path =>
        /\.(ts|tsx)$/.test(path) &&
        !path.includes('/dist/') &&
        !path.includes('node_modules') &&
        !path.endsWith('.spec.ts'),
    )
    .filter(path => statSync(join(root, path)).isFile());
}

describe('the architecture', () => {
  it('has no arrow that points back, no side entrance and no circle', async () => {
    const result = await cruise(
      ['libs', 'apps'],
      {
        baseDir: root,
        ruleSet: { forbidden: [...architecture] },
        validate: true,
        exclude: { path: '(/dist/|\\.spec\\.ts$)' },
        doNotFollow: { path: 'node_modules' },
        tsPreCompilationDeps: true,
        enhancedResolveOptions: { exportsFields: [], extensions: ['.ts', '.tsx', '.js', '.json'] },
      },
      undefined,
      { tsConfig: extractTsConfig(join(root, 'tsconfig.base.json')) },
    );
    const { summary, modules } = result.output as ICruiseResult;
    // The measure must see something, or it would find nothing wrong.
    expect(modules.filter(module => module.source.startsWith('libs/sms/src/')).length).toBeGreaterThan(40);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('asks its ports for the time and for chance', () => {
    const portFiles = new Set([
      'libs/sms/src/kernel/system-machine.ts',
      'libs/sms/src/kernel/system-random.ts',
    ]);
    const real = /\bDate\.now\(|new Date\(\)|Math\.random\(|(?<![.\w])set(Timeout|Interval|Immediate)\(/;
    const offenders = [...sourcesOf('libs/sms/src'), ...sourcesOf('libs/smsc/src')]
      .filter(path => !portFiles.has(path) && !path.endsWith('sms.housekeeping.ts'))
      .filter(path =>
        real.test(readFileSync(join(root, path), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')),
      );
    expect(offenders.map(path => relative(root, join(root, path)))).toEqual([]);
  });

  it('calls no folder common, utils, helpers, shared or core', () => {
    const vague = /\/(common|utils?|helpers?|shared|core)(\/|\.ts$)/;
    expect([...sourcesOf('libs'), ...sourcesOf('apps')].filter(path => vague.test(path))).toEqual([]);
  });

  it('exports by name only', () => {
    const starred = [...sourcesOf('libs'), ...sourcesOf('apps')].filter(path =>
      /^export (\*|default\b)/m.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(starred).toEqual([]);
  });
});
