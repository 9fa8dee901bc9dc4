import { defineConfig } from 'vite';

/** `vite build apps/carrier-simulator/page`. What comes out lies beside the compiled server, never among its files. */
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: '../dist/site',
    emptyOutDir: true,
    target: 'es2023',
    // The page's own rules let nothing in that is written into it: no polyfill inline, no picture as a data URL.
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
