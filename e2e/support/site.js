// A web site inside the network of the server, for its previews: what a company's wiki is to its chat.
import { once } from "node:events";
import { createServer } from "node:http";

/** Serves a page about `title` at every path, with `site.picture` (a PNG) once it is there. */
export async function openSite({ name, title, text }) {
  const site = { picture: null, visits: 0 };
  const listener = createServer((request, response) => {
    if (request.url === "/picture.png") {
      response.writeHead(200, { "Content-Type": "image/png" }).end(site.picture);
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
