import { fileURLToPath } from 'node:url';
import { rspack } from '@rspack/core';

const compiler = rspack({
  mode: 'production',
  entry: './src/main.js',
  context: fileURLToPath(new URL('.', import.meta.url)),
  output: { path: fileURLToPath(new URL('dist', import.meta.url)), filename: 'main.js', clean: true },
  // Its hint about large files is about downloads; it knows nothing of compression.
  performance: { hints: false },
});
compiler.run((error, stats) => {
  if (error) throw error;
  console.log(stats.toString({ preset: 'summary' }));
  // A warning would be one more thing that the package asks of its users.
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.log(stats.toString('errors-warnings'));
    process.exitCode = 1;
  }
});
