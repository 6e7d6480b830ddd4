import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    // Generated code is fenced off.
    ignores: [
      'node_modules/',
      'lib/',
      'constructs/lib/',
      'constructs/dist/',
      'constructs/programs/',
      'config/config-keys.ts',
      'imports',
      'constructs/src/imports/',
      'dist/',
      '.cache/',
      'coverage/',
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // Manifests are trees of any shape; what matters about them is checked against schemas and a real API server.
      '@typescript-eslint/no-explicit-any': 'off',
      // An index that a loop or a length check has made safe.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // The library reads manifests with the functions of security/manifest-reader.ts. Objects of a cluster have any shape.
    files: ['{constructs/src,cli,config,reconcile}/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'error' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', module: 'writable', process: 'readonly', require: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['__tests__/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['ifOurs', 'onNewest', 'afterEach'] }],
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert'] }],
    },
  },
);
