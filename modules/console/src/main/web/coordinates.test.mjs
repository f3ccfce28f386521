// Places that "coordtransform" gives in its own description, and the way back.
import assert from 'node:assert';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const built = await build({absWorkingDir: here, entryPoints: ['src/coordinates.ts'], bundle: true, format: 'esm', write: false});
const {shown, stored, shownAll} = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`);

function near(got, wanted, within) {
  assert.ok(Math.abs(got[0] - wanted[0]) < within && Math.abs(got[1] - wanted[1]) < within, `${got} is not ${wanted}`);
}

near(shown([116.404, 39.915], 'gcj02'), [116.41024449916938, 39.91640428150164], 1e-9);
near(shown([116.404, 39.915], 'wgs84'), [116.404, 39.915], 1e-12);
near(shown(stored([116.404, 39.915], 'gcj02'), 'gcj02'), [116.404, 39.915], 1e-9);
// Of GCJ-02 (116.404, 39.915) BD-09 is (116.41036949371029, 39.92133699351021).
near(shown(stored([116.404, 39.915], 'gcj02'), 'bd09'), [116.41036949371029, 39.92133699351021], 1e-9);
for (const place of [[104.0665, 30.6], [103.9, 30.75], [121.5, 31.2]]) {
  for (const coordinates of ['wgs84', 'gcj02', 'bd09']) {
    near(stored(shown(place, coordinates), coordinates), place, 1e-9);
  }
}
near(shown([2.35, 48.85], 'gcj02'), [2.35, 48.85], 1e-12);
assert.deepEqual(shownAll([[[1, 2]]], 'wgs84'), [[[1, 2]]]);
near(shownAll([[[116.404, 39.915]]], 'gcj02')[0][0], [116.41024449916938, 39.91640428150164], 1e-9);
console.log('Coordinates are as published, and lead back.');
