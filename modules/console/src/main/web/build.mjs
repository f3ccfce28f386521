// Builds the console into the resources of its module, or with --check into a directory of its own
// and compares. What is built depends on the sources and the lock file alone.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const kept = join(here, '../resources/io/citylake/console');
const check = process.argv.includes('--check');
const out = check ? mkdtempSync(join(tmpdir(), 'citylake-console-')) : kept;
const assets = join(out, 'assets');

function files(directory, skip = []) {
  return readdirSync(directory, {withFileTypes: true})
    .filter((each) => !skip.includes(each.name))
    .flatMap((each) => {
      const path = join(directory, each.name);
      return each.isDirectory() ? files(path) : [path];
    });
}

/** Of names and contents, in the order of the names' bytes; TestConsoleFiles reckons the same. */
function digest(directory, skip) {
  const hash = createHash('sha256');
  const named = files(directory, skip).map((path) => [relative(directory, path).split(sep).join('/'), path]);
  named.sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])));
  for (const [name, path] of named) {
    const bytes = readFileSync(path);
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function short(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 10).toUpperCase();
}

function put(name, bytes) {
  const dot = name.lastIndexOf('.');
  const hashed = `${name.slice(0, dot)}-${short(bytes)}${name.slice(dot)}`;
  writeFileSync(join(assets, hashed), bytes);
  return hashed;
}

rmSync(assets, {recursive: true, force: true});
mkdirSync(assets, {recursive: true});

// MapLibre's worker stands for itself: a script of its own, whose name the page knows.
const worker = await build({
  absWorkingDir: here,
  entryPoints: {'map-worker': 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs'},
  outdir: assets,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  entryNames: '[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
});
const workerName = Object.keys(worker.metafile.outputs)[0].split('/').pop();

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.tsx'],
  outdir: assets,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  define: {MAP_WORKER_ADDRESS: JSON.stringify(`/assets/${workerName}`)},
  metafile: true,
  logLevel: 'warning',
});

// The licences of what is in the bundles, in full.
const packages = new Set(
  Object.keys(result.metafile.inputs)
    .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter(Boolean),
);
// MapLibre comes with what it needs bundled already.
const BUNDLERS = ['maplibre-gl'];
function addBundled(name) {
  const {dependencies = {}} = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
  for (const each of Object.keys(dependencies).filter((of) => !of.startsWith('@types/') && !packages.has(of))) {
    packages.add(each);
    addBundled(each);
  }
}
BUNDLERS.filter((each) => packages.has(each)).forEach(addBundled);
const licences = [...packages].sort().map((name) => {
  const root = join(here, 'node_modules', name);
  const {version, license} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = readdirSync(root)
    .filter((each) => /^(licen[cs]e|notice)/i.test(each) && statSync(join(root, each)).isFile())
    .sort()
    .map((each) => readFileSync(join(root, each), 'utf8').trim());
  // Of what a package has within itself, as echarts has a part of d3.
  const within = join(root, 'licenses');
  if (existsSync(within)) {
    texts.push(...readdirSync(within).sort().map((each) => `${each}\n\n${readFileSync(join(within, each), 'utf8').trim()}`));
  }
  // Some say it at the end of what they tell of themselves.
  const told = join(root, 'README.md');
  if (texts.length === 0 && existsSync(told)) {
    const said = /^#+ licen[cs]e[^]*/im.exec(readFileSync(told, 'utf8'));
    texts.push(...(said ? [said[0].trim()] : []));
  }
  if (texts.length === 0) {
    throw new Error(`Cannot find the licence of ${name}`);
  }
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
});

const names = {};
for (const path of Object.keys(result.metafile.outputs)) {
  const name = path.split('/').pop();
  const entry = result.metafile.outputs[path];
  if (entry.entryPoint === 'src/main.tsx') {
    names['main.js'] = name;
    names['main.css'] = entry.cssBundle.split('/').pop();
  }
}
names['icon.svg'] = put('icon.svg', readFileSync(join(here, 'src/icon.svg')));
names['licences.txt'] = put('licences.txt', Buffer.from(licences.join(`\n${'-'.repeat(80)}\n\n`)));

const index = readFileSync(join(here, 'src/index.html'), 'utf8').replace(/\{\{([^}]+)\}\}/g, (_, name) => names[name]);
writeFileSync(join(out, 'index.html'), index);
const list = readdirSync(assets).sort();
writeFileSync(join(out, 'assets.txt'), `${list.join('\n')}\n`);
writeFileSync(join(out, 'sources.sha256'), `${digest(here, ['node_modules'])}\n`);
writeFileSync(join(out, 'built.sha256'), `${digest(out, ['built.sha256'])}\n`);

for (const name of list) {
  const bytes = readFileSync(join(assets, name));
  console.log(`${String(bytes.length).padStart(9)} ${String(gzipSync(bytes, {level: 9}).length).padStart(9)} gzip  ${name}`);
}

if (check) {
  const differ = ['index.html', 'assets.txt', 'sources.sha256', 'built.sha256'].filter(
    (name) => !existsSync(join(kept, name)) || !readFileSync(join(kept, name)).equals(readFileSync(join(out, name))),
  );
  if (digest(join(kept, 'assets'), []) !== digest(assets, [])) {
    differ.push('assets');
  }
  rmSync(out, {recursive: true});
  if (differ.length > 0) {
    console.error(`What is kept is not what the sources make: run 'npm run build' and commit (${differ.join(', ')})`);
    process.exit(1);
  }
  console.log('What is kept is what the sources make.');
}
