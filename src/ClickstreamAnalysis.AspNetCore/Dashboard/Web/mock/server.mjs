// A server for work on the dashboard: serves the built files and invented figures. Usage: node mock/server.mjs [port] [normal|empty|plain|down]
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { events, lookUp } from './figures.mjs';

const port = Number(process.argv[2] ?? 5080);
const mode = process.argv[3] ?? 'normal';
const assets = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'Assets');
const types = { '/dashboard.js': 'text/javascript', '/dashboard.css': 'text/css', '/index.html': 'text/html', '/THIRD-PARTY-NOTICES.txt': 'text/plain' };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const figures = events(mode);

createServer((request, response) => {
  const path = decodeURI(new URL(request.url, 'http://localhost').pathname);
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (path === '/feed') {
    feed(request, response);
  } else if (path.startsWith('/api/sessions/')) {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(lookUp(path.slice('/api/sessions/'.length))));
  } else {
    const file = path === '/' ? '/index.html' : path;
    if (!(file in types)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', `${types[file]}; charset=utf-8`);
    createReadStream(join(assets, file)).pipe(response);
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/ (${mode})`));

function feed(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  let second = 0;
  const send = () => {
    for (const [name, every] of Object.entries({ now: 1, site: 5, funnels: 5, engine: 2, clicks: 1, log: 7 })) {
      if (second % every === 0) {
        response.write(`event: ${name}\ndata: ${JSON.stringify(figures[name](second === 0))}\n\n`);
      }
    }
    second++;
  };
  send();
  const timer = setInterval(send, 1000);
  request.on('close', () => clearInterval(timer));
}
