import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

const bundles = {
  main: 'src/main.js',
  inline: 'src/inline.js',
  copied: 'src/copied.js',
  'grantex-worker': 'grantex-compliance/worker',
};
for (const [name, input] of Object.entries(bundles)) {
  const onwarn = (warning) => {
    throw new Error(warning.message);
  };
  const bundle = await rollup({ input, onwarn, plugins: [nodeResolve({ browser: true })] });
  await bundle.write({ file: `dist/${name}.js`, format: 'es', inlineDynamicImports: true });
  await bundle.close();
}
copyFileSync(fileURLToPath(import.meta.resolve('grantex-compliance/grantex_compliance_bg.wasm')), 'dist/grantex_compliance_bg.wasm');
