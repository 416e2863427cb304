import tseslint from 'typescript-eslint';

const network = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'indexedDB', 'caches'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'scripts'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    // Screens show signals and send ops; only the data worker reaches the network and the database.
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/data/**', 'src/api/**', 'src/sw.ts'],
    rules: {
      'no-restricted-globals': ['error', ...network.map((name) => ({ name, message: 'Only src/data may use this.' }))],
    },
  },
  {
    files: ['src/data/**', 'src/domain/**', 'src/api/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'document', message: 'No page in the data worker.' }, { name: 'window', message: 'No page in the data worker.' }],
      'no-restricted-imports': ['error', { patterns: ['preact', '@preact/*', '**/ui/*', '**/phone/*', '**/desk/*'] }],
    },
  },
  {
    files: ['src/data/page.ts', 'src/data/live.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-imports': 'off' },
  },
);
