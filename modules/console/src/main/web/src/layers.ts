import type {Cell, Coordinates, GeoFeature, GeoFile, Layer, RowAnswer} from './api';
import {shown} from './coordinates';
import {textOf} from './grid';

/** A layer's rows as they came, each with where it is drawn. */
export interface Loaded {
  answer: RowAnswer;
  /** By the columns' names. */
  at: Map<string, number>;
  /** Longitude and latitude by row, as the base map has them; NaN where a row has no place. */
  places: Float64Array;
  /** The lines or areas of rows. */
  shapes: (GeoFeature | null)[];
  /** Each row's time as a number; NaN where it has none. */
  times: Float64Array;
}

/** What a person chose of a layer. */
export interface Narrowing {
  /** By column; nothing stands for all. */
  values: Record<string, string>;
  /** Times, the end not among them. */
  window: [from: number, until: number] | null;
}

function numberOf(cell: Cell | undefined): number {
  return cell === null || cell === undefined || cell === '' ? NaN : Number(cell);
}

/** An instant in milliseconds, a number as it is. */
function timeOf(cell: Cell | undefined): number {
  const plain = numberOf(cell);
  return Number.isNaN(plain) && typeof cell === 'string' ? Date.parse(cell) : plain;
}

function middle(coordinates: unknown): [number, number] | null {
  const all: [number, number][] = [];
  const walk = (each: unknown) => {
    if (Array.isArray(each)) {
      if (typeof each[0] === 'number' && typeof each[1] === 'number') {
        all.push([each[0], each[1]]);
      } else {
        each.forEach(walk);
      }
    }
  };
  walk(coordinates);
  const sum = all.reduce<[number, number]>((of, each) => [of[0] + each[0], of[1] + each[1]], [0, 0]);
  return all.length > 0 ? [sum[0] / all.length, sum[1] / all.length] : null;
}

/** Puts rows at their places; of lines and areas the file has these. */
export function placed(layer: Layer, answer: RowAnswer, file: GeoFile | null, coordinates: Coordinates): Loaded {
  const at = new Map(answer.columns.map((each, index) => [each.name, index]));
  const places = new Float64Array(answer.rows.length * 2).fill(NaN);
  const times = new Float64Array(answer.rows.length).fill(NaN);
  const shapes: (GeoFeature | null)[] = [];
  const byKey = new Map<string, GeoFeature>();
  if (layer.geometry && file) {
    for (const each of file.features) {
      byKey.set(textOf(each.properties?.[layer.geometry.property]), each);
    }
  }
  const lon = at.get(layer.longitude ?? '') ?? -1;
  const lat = at.get(layer.latitude ?? '') ?? -1;
  const key = at.get(layer.geometry?.column ?? '') ?? -1;
  const time = at.get(layer.time ?? '') ?? -1;
  answer.rows.forEach((row, index) => {
    const shape = key >= 0 ? (byKey.get(textOf(row[key])) ?? null) : null;
    shapes.push(shape);
    const place = layer.geometry ? middle(shape?.geometry?.coordinates) : ([numberOf(row[lon]), numberOf(row[lat])] as [number, number]);
    if (place && Number.isFinite(place[0]) && Number.isFinite(place[1])) {
      places.set(shown(place, coordinates), index * 2);
    }
    if (time >= 0) {
      times[index] = timeOf(row[time]);
    }
  });
  return {answer, at, places, shapes, times};
}

/** The rows that are drawn: of lines and areas the newest of each. */
export function kept(layer: Layer, loaded: Loaded, by: Narrowing): number[] {
  const wanted = Object.entries(by.values)
    .filter(([, value]) => value !== '')
    .map(([column, value]) => [loaded.at.get(column) ?? -1, value] as const);
  const rows: number[] = [];
  loaded.answer.rows.forEach((row, index) => {
    const time = loaded.times[index] ?? NaN;
    // Of what moves the way up to then is drawn.
    const within = !by.window || ((layer.track !== null || time >= by.window[0]) && time < by.window[1]);
    if (within && !Number.isNaN(loaded.places[index * 2]) && wanted.every(([column, value]) => textOf(row[column]) === value)) {
      rows.push(index);
    }
  });
  if (!layer.geometry) {
    return rows;
  }
  const newest = new Map<GeoFeature, number>();
  for (const row of rows) {
    const shape = loaded.shapes[row];
    if (shape) {
      const before = newest.get(shape);
      if (before === undefined || (loaded.times[row] ?? 0) >= (loaded.times[before] ?? 0)) {
        newest.set(shape, row);
      }
    }
  }
  return [...newest.values()];
}

/** The points of each track in the order of their times, by whose they are. */
export function tracksOf(layer: Layer, loaded: Loaded, rows: number[]): number[][] {
  const column = loaded.at.get(layer.track ?? '') ?? -1;
  const tracks = new Map<string, number[]>();
  for (const row of rows) {
    const of = textOf(loaded.answer.rows[row]?.[column]);
    const track = tracks.get(of);
    if (track) {
      track.push(row);
    } else {
      tracks.set(of, [row]);
    }
  }
  for (const track of tracks.values()) {
    track.sort((a, b) => (loaded.times[a] ?? 0) - (loaded.times[b] ?? 0));
  }
  return [...tracks.values()];
}

/** The colour of each row. */
export function colourOf(layer: Layer, loaded: Loaded): (row: number) => string {
  const {look} = layer;
  const column = look.by === null ? -1 : (loaded.at.get(look.by) ?? -1);
  if (column < 0) {
    return () => look.colour;
  }
  return (row) => {
    const cell = loaded.answer.rows[row]?.[column];
    const value = numberOf(cell);
    let colour = Object.hasOwn(look.values, textOf(cell)) ? (look.values[textOf(cell)] ?? look.colour) : look.colour;
    for (const step of look.steps) {
      if (value >= step.from) {
        colour = step.colour;
      }
    }
    return colour;
  };
}

export function nameOf(layer: Layer, loaded: Loaded, row: number): string {
  const cell = layer.label === null ? null : loaded.answer.rows[row]?.[loaded.at.get(layer.label) ?? -1];
  return cell === null || cell === undefined || cell === '' ? `#${row + 1}` : textOf(cell);
}

/** The values of a column, most of them first; no more than can be chosen from. */
export function valuesOf(loaded: Loaded, column: string): string[] {
  const index = loaded.at.get(column) ?? -1;
  const counts = new Map<string, number>();
  for (const row of loaded.answer.rows) {
    const value = textOf(row[index]);
    if (value !== '') {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 200).map(([value]) => value);
}

const STEPS = 48;

/** Where the slider may stand: at each time there is, or at equal steps where these are many. */
export function stepsOf(loaded: Loaded): [number, number][] {
  const times = [...new Set(loaded.times)].filter((each) => Number.isFinite(each)).sort((a, b) => a - b);
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined) {
    return [];
  }
  if (times.length <= STEPS) {
    return times.map((each, index) => [each, times[index + 1] ?? Infinity]);
  }
  const width = (last - first) / STEPS;
  return Array.from({length: STEPS}, (_, index) => [first + index * width, index === STEPS - 1 ? Infinity : first + (index + 1) * width]);
}

/** What asks for one row in SQL, as far as a name tells it. */
export function sqlOf(layer: Layer, loaded: Loaded, row: number): string {
  const cell = layer.label === null ? null : loaded.answer.rows[row]?.[loaded.at.get(layer.label) ?? -1];
  if (typeof cell !== 'string' || layer.columns.find((each) => each.name === layer.label)?.type !== 'string') {
    return layer.sql;
  }
  const value = cell.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `SELECT *\nFROM (${layer.sql.replace(/ LIMIT \d+$/, '')})\nWHERE \`${layer.label}\` = '${value}'\nLIMIT 100`;
}
