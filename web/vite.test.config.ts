import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

// `npm test`: the tests of what is pure, made into files that `node --test` runs.
const tests = 'src/test/site';
const files = (readdirSync(tests, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(tests, name));

export default defineConfig({
  plugins: [svelte()],
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: 'target/test',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { input: files },
  },
});
