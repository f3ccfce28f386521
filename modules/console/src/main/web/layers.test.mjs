// Tracks: whose points, in which order, and how far by then.
import assert from 'node:assert';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const built = await build({absWorkingDir: here, entryPoints: ['src/layers.ts'], bundle: true, format: 'esm', write: false, jsx: 'automatic', jsxImportSource: 'preact'});
globalThis.localStorage = {getItem: () => null, setItem: () => {}};
globalThis.navigator ??= {language: 'en'};
globalThis.matchMedia = () => ({matches: false});
const {placed, kept, tracksOf} = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`);

const layer = {kind: 'tracks', longitude: 'lon', latitude: 'lat', geometry: null, track: 'of', time: 'at', look: {colour: '#000000', by: null, values: {}, steps: []}};
const row = (of, at, lon) => [of, at, lon, 30.6];
const answer = {
  columns: ['of', 'at', 'lon', 'lat'].map((name) => ({name, type: 'string'})),
  // The newest come first, and a fix without a place is no part of the way.
  rows: [row('a', '2025-02-01T08:03:00Z', 104.3), row('<b>', '2025-02-01T08:02:00Z', 104.2), row('a', '2025-02-01T08:01:00Z', 104.1), row('a', '2025-02-01T08:02:00Z', null)],
};
const loaded = placed(layer, answer, null, 'wgs84');
const all = kept(layer, loaded, {values: {}, window: null});
assert.deepStrictEqual(all, [0, 1, 2]);
assert.deepStrictEqual(tracksOf(layer, loaded, all), [[2, 0], [1]]);
const until = [Date.parse('2025-02-01T08:02:00Z'), Date.parse('2025-02-01T08:03:00Z')];
// At a step of the slider the way from its beginning is drawn; of points only those of the step are.
assert.deepStrictEqual(kept(layer, loaded, {values: {}, window: until}), [1, 2]);
assert.deepStrictEqual(kept({...layer, kind: 'points', track: null}, loaded, {values: {}, window: until}), [1]);
console.log('Tracks are drawn in the order of their times.');
