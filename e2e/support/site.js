// A web site inside the network of the server, for its previews: what a company's wiki is to its chat.
import { once } from "node:events";
import { createServer } from "node:http";
import { picture } from "./picture.js";

/** Serves a page about `title` at every path, with a picture. */
export async function openSite({ name, title, text }) {
  const site = { visits: 0 };
  const listener = createServer((request, response) => {
    if (request.url === "/picture.png") {
      response.writeHead(200, { "Content-Type": "image/png" }).end(picture(800, 420));
      return;
    }
    site.visits += 1;
    const tag = (property, content) => `<meta property="og:${property}" content="${content}">`;
    const tags = [tag("site_name", name), tag("title", title), tag("description", text), tag("image", "/picture.png")];
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html><head>${tags.join("")}</head><body></body></html>`);
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  site.address = `127.0.0.1:${listener.address().port}`;
  site.close = () => listener.close();
  return site;
}
