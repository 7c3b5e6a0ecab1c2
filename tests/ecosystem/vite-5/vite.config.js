import { defineConfig } from 'vite';

export default defineConfig({
  // Its development server bundles dependencies, and would leave the module behind.
  optimizeDeps: { exclude: process.env.WITHOUT_ADVICE ? [] : ['grantex-compliance'] },
});
