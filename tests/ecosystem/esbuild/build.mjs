import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { warnings } = await build({
  entryPoints: {
    main: 'src/main.js',
    inline: 'src/inline.js',
    copied: 'src/copied.js',
    'grantex-worker': 'grantex-compliance/worker',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  outdir: 'dist',
});
if (warnings.length > 0) process.exitCode = 1;
copyFileSync(fileURLToPath(import.meta.resolve('grantex-compliance/grantex_compliance_bg.wasm')), 'dist/grantex_compliance_bg.wasm');
