import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The policy that the server sends with the app, so that the gallery shows what breaks under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types relaydesk";

/** Pictures for the files of the scenes: a gradient whose colour follows from the id. */
function pictures(): Plugin {
  return {
    name: "pictures",
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const id = /^\/api\/v1\/files\/([^/]+)\/(thumbnails|content)/.exec(request.url ?? "")?.[1];
        if (id === undefined) return next();
        const hue = (Number.parseInt(id.slice(-2), 16) * 47) % 360;
        response.setHeader("Content-Type", "image/svg+xml");
        response.end(
          `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 10"><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue} 50% 30%)"/><stop offset="1" stop-color="hsl(${hue + 60} 70% 70%)"/></linearGradient><path fill="url(#g)" d="M0 0h16v10H0z"/></svg>`,
        );
      });
    },
  };
}

export default defineConfig({
  root: "src/testing/gallery",
  publicDir: "../../../public",
  plugins: [react(), pictures()],
  build: {
    outDir: "../../../node_modules/.gallery",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  preview: { port: 4179, strictPort: true, host: "127.0.0.1", headers: { "Content-Security-Policy": POLICY } },
});
