import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const site = 'src/main/site';
const out = 'target/classes/polder/web';

/** Compresses once what is sent often, and lists what there is: a jar cannot be listed by who serves it. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    closeBundle() {
      const files = (readdirSync(out, { recursive: true }) as string[])
        .map((name) => join(out, name))
        .filter((name) => statSync(name).isFile());
      for (const file of files) {
        if (/\.(js|css|html|json|svg)$/.test(file)) {
          const content = readFileSync(file);
          // The last percents of outlines of several megabytes would cost a minute of each build.
          const quality = content.length > 600_000 ? 9 : 11;
          writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
          writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
        }
      }
      const names = files.map((file) => relative(out, file).replaceAll('\\', '/')).sort();
      writeFileSync(join(out, 'files.txt'), `${names.join('\n')}\n`);
    },
  };
}

export default defineConfig({
  root: site,
  plugins: [svelte(), packed()],
  build: {
    outDir: `../../../${out}`,
    emptyOutDir: true,
    target: 'es2023',
    // No inline data: addresses, which a strict policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  // While you write: `npm run dev` shows what a node at this address says.
  server: { proxy: { '/v1': process.env.POLDER_NODE ?? 'http://127.0.0.1:7777' } },
});
