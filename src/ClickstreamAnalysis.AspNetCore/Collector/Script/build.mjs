// Minifies the script. The first line names the source, so that a test without Node.js sees when the two differ.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const source = readFileSync('clickstream.js', 'utf8');
const hash = createHash('sha256').update(source).digest('hex').slice(0, 16);
const { code } = transformSync(source, { minify: true, target: 'es2020' });
writeFileSync('clickstream.min.js', `/* clickstream.js ${hash} */\n${code}`);
