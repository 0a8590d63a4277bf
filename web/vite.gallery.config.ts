import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The policy that the server sends with the app, so that the gallery shows what breaks under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types relaydesk";

export default defineConfig({
  root: "src/testing/gallery",
  publicDir: "../../../public",
  plugins: [react()],
  build: {
    outDir: "../../../node_modules/.gallery",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  preview: { port: 4179, strictPort: true, host: "127.0.0.1", headers: { "Content-Security-Policy": POLICY } },
});
