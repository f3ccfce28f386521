/**
 * Places the nodes of a graph in layers from left to right, each right of all that lead to it.
 *
 * Layers by the longest way, what nothing leads to beside what it leads to first; the order within a
 * layer by the middle of a node's neighbours (Sugiyama's barycentres), back and forth a few times.
 * Takes time in proportion to the links. Of a circle one link runs backwards.
 */
export interface Box {
  id: string;
  height: number;
}

export interface Place {
  x: number;
  y: number;
  layer: number;
}

export interface Laid {
  places: Map<string, Place>;
  width: number;
  height: number;
}

export interface Measures {
  width: number;
  between: number;
  gap: number;
}

const SWEEPS = 8;

export function lay(boxes: Box[], links: [from: string, to: string][], {width, between, gap}: Measures): Laid {
  const index = new Map(boxes.map((each, at) => [each.id, at]));
  const into: number[][] = boxes.map(() => []);
  const out: number[][] = boxes.map(() => []);
  for (const [from, to] of links) {
    const a = index.get(from);
    const b = index.get(to);
    if (a !== undefined && b !== undefined && a !== b) {
      out[a]!.push(b);
      into[b]!.push(a);
    }
  }
  const layers = ordered(layered(into, out), into, out);
  const places = new Map<string, Place>();
  const heights = layers.map((layer) => layer.reduce((sum, each) => sum + boxes[each]!.height + gap, -gap));
  const height = Math.max(0, ...heights);
  const tops = stacked(layers, boxes, into, out, gap, height);
  layers.forEach((layer, at) =>
    layer.forEach((each) => places.set(boxes[each]!.id, {x: at * (width + between), y: tops[each]!, layer: at})),
  );
  const lowest = Math.max(0, ...boxes.map((each, at) => tops[at]! + each.height));
  return {places, width: Math.max(0, layers.length * (width + between) - between), height: lowest};
}

function layered(into: number[][], out: number[][]): number[][] {
  const rank = into.map(() => 0);
  const left = into.map((each) => each.length);
  const ready = left.flatMap((each, at) => (each === 0 ? [at] : []));
  const order: number[] = [];
  const seen = new Set(ready);
  // A circle has no first: its first node in the list is taken for it.
  for (let next = 0; order.length < into.length; ) {
    const at = ready.shift();
    if (at === undefined) {
      while (seen.has(next)) {
        next++;
      }
      seen.add(next);
      ready.push(next);
      continue;
    }
    order.push(at);
    for (const to of out[at]!) {
      if (!seen.has(to)) {
        rank[to] = Math.max(rank[to]!, rank[at]! + 1);
        if (--left[to]! === 0) {
          seen.add(to);
          ready.push(to);
        }
      }
    }
  }
  for (const at of order.reverse()) {
    if (into[at]!.length === 0 && out[at]!.length > 0) {
      rank[at] = Math.max(0, Math.min(...out[at]!.map((to) => rank[to]!)) - 1);
    }
  }
  const layers: number[][] = [];
  rank.forEach((each, at) => (layers[each] ??= []).push(at));
  return layers.filter((each) => each !== undefined);
}

function ordered(layers: number[][], into: number[][], out: number[][]): number[][] {
  const position = into.map(() => 0);
  const count = (layer: number[]) => layer.forEach((each, at) => (position[each] = (at + 0.5) / layer.length));
  layers.forEach(count);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const layer of forth ? layers : [...layers].reverse()) {
      const weight = new Map(layer.map((each) => [each, mean(forth ? into[each]! : out[each]!, position) ?? position[each]!]));
      layer.sort((a, b) => weight.get(a)! - weight.get(b)! || a - b);
      count(layer);
    }
  }
  return layers;
}

function mean(of: number[], position: number[]): number | null {
  return of.length === 0 ? null : of.reduce((sum, each) => sum + position[each]!, 0) / of.length;
}

/** As near as can be to the middle of its neighbours, in the order of its layer, none over another. */
function stacked(layers: number[][], boxes: Box[], into: number[][], out: number[][], gap: number, height: number): number[] {
  const middle = boxes.map(() => 0);
  const tops = boxes.map(() => 0);
  for (const layer of layers) {
    let top = (height - layer.reduce((sum, each) => sum + boxes[each]!.height + gap, -gap)) / 2;
    for (const each of layer) {
      tops[each] = top;
      middle[each] = top + boxes[each]!.height / 2;
      top += boxes[each]!.height + gap;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const layer of forth ? layers : [...layers].reverse()) {
      place(layer.map((each) => (mean(forth ? into[each]! : out[each]!, middle) ?? middle[each]!) - boxes[each]!.height / 2), layer, boxes, gap, tops);
      layer.forEach((each) => (middle[each] = tops[each]! + boxes[each]!.height / 2));
    }
  }
  const least = tops.length === 0 ? 0 : Math.min(...tops);
  return tops.map((each) => each - least);
}

/** Runs of boxes that would overlap move together to the mean of what they wish. */
function place(wished: number[], layer: number[], boxes: Box[], gap: number, tops: number[]): void {
  interface Run {
    from: number;
    top: number;
    height: number;
    sum: number;
    count: number;
  }
  const runs: Run[] = [];
  wished.forEach((wish, at) => {
    let run: Run = {from: at, top: wish, height: boxes[layer[at]!]!.height + gap, sum: wish, count: 1};
    for (let before = runs.at(-1); before && before.top + before.height > run.top; before = runs.at(-1)) {
      runs.pop();
      // What the later ones wish is where the run would begin for it.
      const sum = before.sum + run.sum - run.count * before.height;
      const count = before.count + run.count;
      run = {from: before.from, top: sum / count, height: before.height + run.height, sum, count};
    }
    runs.push(run);
  });
  runs.forEach((run, at) => {
    let top = run.top;
    for (let each = run.from; each < (runs[at + 1]?.from ?? layer.length); each++) {
      tops[layer[each]!] = top;
      top += boxes[layer[each]!]!.height + gap;
    }
  });
}
