// Bundles each widget into one file that needs no network: `node build.mjs` from anywhere.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const NAMES = ['form', 'chart', 'patient_bar', 'table', 'visible', 'vega'];
const here = new URL('.', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, here));

await build({
  entryPoints: NAMES.map((name) => path(`${name}.ts`)),
  outdir: path('../static'),
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
});
await build({
  entryPoints: ['form.css', 'chart.css', 'patient_bar.css', 'table.css'].map(path),
  outdir: path('../static'),
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'warning',
});

// Browsers have no module loader here: a bundle that still imports something would stay blank.
for (const name of NAMES) {
  const code = await readFile(path(`../static/${name}.js`), 'utf8');
  if (/^import\s/m.test(code)) {
    throw new Error(`${name}.js imports another file`);
  }
}
