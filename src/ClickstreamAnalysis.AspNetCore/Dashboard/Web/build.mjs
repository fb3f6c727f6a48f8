// Builds the dashboard into ../Assets, or into the folder named as the first argument. The same sources give the same bytes.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(home, '..', 'Assets');

const text = async path => (await readFile(path, 'utf8')).replaceAll('\r\n', '\n').replace(/^\uFEFF/, '');
const sha256 = content => createHash('sha256').update(content).digest('hex');

/** The files that decide what is built: everything here except what npm installs. */
async function sources(folder) {
  const files = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'mock') {
        files.push(...(await sources(path)));
      }
    } else {
      files.push(relative(home, path).split(sep).join('/'));
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}

async function bundle(entry) {
  const result = await build({
    absWorkingDir: home,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return result.outputFiles[0].text;
}

async function notices() {
  const parts = ['The dashboard (dashboard.js) contains these packages.\n'];
  const modules = join(home, 'node_modules');
  for (const [name, files] of [['echarts', ['LICENSE', 'NOTICE']], ['zrender', ['LICENSE']], ['tslib', ['LICENSE.txt']]]) {
    const { version, homepage } = JSON.parse(await text(join(modules, name, 'package.json')));
    parts.push(`${'='.repeat(80)}\n${name} ${version}${homepage ? `, ${homepage}` : ''}\n${'='.repeat(80)}\n`);
    for (const file of files) {
      parts.push((await text(join(modules, name, file))).trimEnd().replace(/[ \t]+$/gm, '') + '\n');
    }
  }
  return parts.join('\n');
}

const header = '/* ClickstreamAnalysis dashboard. Built from ../Web; licenses of its parts: THIRD-PARTY-NOTICES.txt. */\n';
const built = {
  'THIRD-PARTY-NOTICES.txt': await notices(),
  'dashboard.css': header + (await bundle('src/styles/dashboard.css')),
  'dashboard.js': header + (await bundle('src/main.ts')),
  'index.html': await text(join(home, 'src', 'index.html')),
};

// One line a built file and one for all sources together, so that a test can tell without Node.js when either was changed alone.
let list = '';
for (const file of await sources(home)) {
  list += `${sha256(await text(join(home, file)))}  ${file}\n`;
}
const hashes = [`${sha256(list)}  sources`, ...Object.entries(built).map(([name, content]) => `${sha256(content)}  ${name}`)];
built['hashes.txt'] = hashes.join('\n') + '\n';

await mkdir(output, { recursive: true });
for (const [name, content] of Object.entries(built)) {
  await writeFile(join(output, name), content);
}
console.log(Object.entries(built).map(([name, content]) => `${name} ${(Buffer.byteLength(content) / 1024).toFixed(0)} KiB`).join(', '));
