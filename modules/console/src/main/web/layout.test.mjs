// Of drawn graphs: each link leads to the right, no box lies over another, and circles come to an end.
import assert from 'node:assert';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const built = await build({absWorkingDir: here, entryPoints: ['src/layout.ts'], bundle: true, format: 'esm', write: false});
const {lay} = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString('base64')}`);

const MEASURES = {width: 200, between: 60, gap: 10};
const first = Number(process.env.LAYOUT_SEED ?? Date.now() % 1_000_000);
for (let seed = first; seed < first + 30; seed++) {
  let state = seed;
  const drawn = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const boxes = Array.from({length: 1 + drawn(200)}, (_, at) => ({id: `t${at}`, height: 30 + 10 * drawn(9)}));
  const links = Array.from({length: drawn(2 * boxes.length)}, () => {
    const [a, b] = [drawn(boxes.length), drawn(boxes.length)];
    return [`t${Math.min(a, b)}`, `t${Math.max(a, b)}`];
  });
  const {places, width, height} = lay(boxes, links, MEASURES);
  for (const [from, to] of links.filter(([a, b]) => a !== b)) {
    assert.ok(places.get(from).x < places.get(to).x, `seed ${seed}: ${from} is not left of ${to}`);
  }
  const columns = Map.groupBy
    ? Map.groupBy(boxes, (each) => places.get(each.id).layer)
    : boxes.reduce((all, each) => all.set(places.get(each.id).layer, [...(all.get(places.get(each.id).layer) ?? []), each]), new Map());
  for (const column of columns.values()) {
    column.sort((a, b) => places.get(a.id).y - places.get(b.id).y);
    column.forEach((each, at) => {
      const {x, y} = places.get(each.id);
      assert.ok(x >= 0 && x + MEASURES.width <= width + 1e-6 && y >= 0 && y + each.height <= height + 1e-6, `seed ${seed}: ${each.id} lies outside`);
      const next = column[at + 1];
      assert.ok(!next || y + each.height + MEASURES.gap <= places.get(next.id).y + 1e-6, `seed ${seed}: ${each.id} lies over ${next?.id}`);
    });
  }
}
assert.equal(lay([{id: 'a', height: 30}, {id: 'b', height: 30}], [['a', 'b'], ['b', 'a']], MEASURES).places.size, 2);
console.log(`Drawn graphs are laid in layers (seeds from ${first}).`);
