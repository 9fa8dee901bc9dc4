import tseslint from 'typescript-eslint';

/** Real time and real chance are forbidden where time and chance are ports: a run must be replayable from its seed. */
const clockAndChanceArePorts = {
  files: ['libs/sms/src/**/*.ts', 'libs/smsc/src/**/*.ts'],
  ignores: ['**/*.spec.ts', 'libs/sms/src/kernel/system-machine.ts', 'libs/sms/src/kernel/system-random.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Ask the Clock port.' },
      { object: 'Math', property: 'random', message: 'Ask the Random port.' },
    ],
    'no-restricted-globals': [
      'error',
      ...['setTimeout', 'setInterval', 'setImmediate', 'performance'].map(name => ({
        name,
        message: 'Time is a port: ask the Clock.',
      })),
    ],
    'no-restricted-syntax': [
      'error',
      { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock port.' },
    ],
  },
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**', 'test/vectors/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parserOptions: { project: './tsconfig.spec.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['apps/carrier-simulator/page/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: {
        project: './apps/carrier-simulator/page/tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  clockAndChanceArePorts,
);
