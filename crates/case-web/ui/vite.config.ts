// The build: hashed files under /app/assets, so that the server can call them immutable.
import { defineConfig } from "vite";
import { compress } from "./scripts/compress.ts";

export default defineConfig({
  base: "/",
  publicDir: "public",
  plugins: [compress("dist")],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    assetsDir: "app/assets",
    target: ["chrome107", "safari16.4", "firefox115"],
    // The browsers above preload modules themselves, and a polyfill would be one more script.
    modulePreload: { polyfill: false },
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/health", "/location-options.json"].map((path) => [
        path,
        process.env["PRIMERO_SERVER"] ?? "http://127.0.0.1:8080",
      ]),
    ),
  },
});
