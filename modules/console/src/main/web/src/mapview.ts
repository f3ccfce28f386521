import {Map as Drawn, setWorkerUrl, type GeoJSONSource, type FilterSpecification, type StyleSpecification} from 'maplibre-gl';
import type {BaseMap, GeoFeature, GeoFile, Layer} from './api';
import {shown, shownAll} from './coordinates';
import {colourOf, tracksOf, type Loaded} from './layers';
import type {Language} from './settings';
import {MAP_WORKER} from './worker';

setWorkerUrl(new URL(MAP_WORKER, location.href).href);

/** More points than these are drawn together where they are near each other. */
const MANY = 800;
const FONT = ['sans-serif'];

export type Box = [west: number, south: number, east: number, north: number];

export interface Camera {
  center: [number, number];
  zoom: number;
}

export interface Listeners {
  moved: (box: Box, camera: Camera) => void;
  picked: (layer: string, row: number) => void;
  /** Where nothing is, in the base map's coordinates. */
  pointed: (at: [number, number]) => void;
  failed: (failure: {message: string}) => void;
}

/** The map on a canvas. Names and values are text in it, never markup. */
export interface MapView {
  /** Draws rows of a layer, above those that were drawn before. */
  put: (layer: Layer, loaded: Loaded, rows: number[]) => void;
  take: (layer: string) => void;
  mark: (place: [number, number] | null) => void;
  /** Straight lines from a place to others; none where there is no place. */
  join: (from: [number, number] | null, to: [number, number][]) => void;
  fly: (place: [number, number]) => void;
  fit: (box: Box) => void;
  zoom: (by: number) => void;
  picture: (notes: string) => Promise<Blob | null>;
  end: () => void;
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function of(name: string): FilterSpecification {
  return ['==', ['get', 'class'], name];
}

function styleOf(base: GeoFile, language: Language): StyleSpecification {
  const ink = css('--faint');
  const line = css('--map-line');
  const road = css('--map-road');
  const halo = css('--card');
  const name = language === 'zh' ? ['get', 'name'] : ['coalesce', ['get', 'name_en'], ['get', 'name']];
  return {
    version: 8,
    sources: {
      base: {type: 'geojson', data: base as never},
      mark: {type: 'geojson', data: {type: 'FeatureCollection', features: []}},
      near: {type: 'geojson', data: {type: 'FeatureCollection', features: []}},
    },
    layers: [
      {id: 'ground', type: 'background', paint: {'background-color': css('--map-ground')}},
      {id: 'area', type: 'fill', source: 'base', filter: of('boundary'), paint: {'fill-color': css('--map-land')}},
      {id: 'green', type: 'fill', source: 'base', filter: of('green'), paint: {'fill-color': css('--map-green')}},
      {id: 'water', type: 'fill', source: 'base', filter: of('water'), paint: {'fill-color': css('--map-water')}},
      {id: 'building', type: 'fill', source: 'base', filter: of('building'), paint: {'fill-color': line}},
      {id: 'lane', type: 'line', source: 'base', filter: of('lane'), minzoom: 11, paint: {'line-color': line, 'line-width': 1}},
      {
        id: 'road',
        type: 'line',
        source: 'base',
        filter: of('road'),
        layout: {'line-cap': 'round', 'line-join': 'round'},
        paint: {'line-color': road, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1, 15, 7] as never},
      },
      {id: 'edge', type: 'line', source: 'base', filter: of('boundary'), paint: {'line-color': ink, 'line-width': 1.2, 'line-dasharray': [3, 2]}},
      {id: 'nearline', type: 'line', source: 'near', paint: {'line-color': css('--accent'), 'line-width': 2, 'line-dasharray': [2, 2]}},
      {
        id: 'nearend',
        type: 'circle',
        source: 'near',
        filter: ['==', ['geometry-type'], 'Point'] as never,
        paint: {'circle-color': css('--accent'), 'circle-radius': 7, 'circle-stroke-width': 2, 'circle-stroke-color': '#ffffff'},
      },
      {id: 'marked', type: 'circle', source: 'mark', paint: {'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-width': 3, 'circle-stroke-color': css('--accent')}},
      {
        id: 'names',
        type: 'symbol',
        source: 'base',
        filter: ['all', of('boundary'), ['has', 'name']] as never,
        layout: {'text-field': name as never, 'text-font': FONT, 'text-size': 13, 'text-padding': 8},
        paint: {'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.4},
      },
      {
        id: 'roadnames',
        type: 'symbol',
        source: 'base',
        minzoom: 12,
        filter: ['all', of('road'), ['has', 'name']] as never,
        layout: {'text-field': name as never, 'text-font': FONT, 'text-size': 11, 'symbol-placement': 'line', 'text-padding': 20},
        paint: {'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.2},
      },
    ],
  };
}

/** A sign in one colour, which the layer says; drawn here, so that none is fetched. */
function sign(icon: Layer['look']['icon']): ImageData {
  const size = 32;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) {
    return new ImageData(size, size);
  }
  const corners: Record<string, [number, number][]> = {
    square: [[6, 6], [26, 6], [26, 26], [6, 26]],
    triangle: [[16, 3], [30, 28], [2, 28]],
    diamond: [[16, 2], [30, 16], [16, 30], [2, 16]],
  };
  pen.beginPath();
  (corners[icon] ?? []).forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
  pen.fillStyle = '#ffffff';
  pen.fill();
  return pen.getImageData(0, 0, size, size);
}

/** A sign for each colour, with an edge that stands out from any ground. */
function coloured(icon: Layer['look']['icon'], colour: string): ImageData {
  const plain = sign(icon);
  const canvas = document.createElement('canvas');
  canvas.width = plain.width;
  canvas.height = plain.height;
  const pen = canvas.getContext('2d');
  if (!pen) {
    return plain;
  }
  pen.putImageData(plain, 0, 0);
  const mask = document.createElement('canvas');
  mask.width = plain.width;
  mask.height = plain.height;
  const inner = mask.getContext('2d');
  if (inner) {
    inner.drawImage(canvas, 3, 3, plain.width - 6, plain.height - 6);
    inner.globalCompositeOperation = 'source-in';
    inner.fillStyle = colour;
    inner.fillRect(0, 0, plain.width, plain.height);
    pen.drawImage(mask, 0, 0);
  }
  return pen.getImageData(0, 0, plain.width, plain.height);
}

export function open(place: HTMLElement, about: BaseMap, base: GeoFile | null, camera: Camera | null, language: Language, label: string, on: Listeners): MapView {
  const ground: GeoFile = base ?? {type: 'FeatureCollection', features: []};
  const map = new Drawn({
    container: place,
    style: styleOf(ground, language),
    ...(camera ?? {center: [104.06, 30.6] as [number, number], zoom: 10}),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    maxZoom: 19,
    locale: {'Map.Title': label},
  });
  map.touchZoomRotate.disableRotation();
  const waiting: (() => void)[] = [];
  let ready = false;
  const whenReady = (work: () => void) => (ready ? work() : waiting.push(work));
  // Not 'load': that waits for a still picture.
  map.once('style.load', () => {
    ready = true;
    waiting.splice(0).forEach((work) => work());
    tell();
  });
  map.on('error', (event) => on.failed(event.error));
  const tell = () => {
    const bounds = map.getBounds();
    const {lng, lat} = map.getCenter();
    on.moved([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], {center: [lng, lat], zoom: map.getZoom()});
  };
  map.on('moveend', tell);
  const drawn = new Map<string, string>();
  const pickable = () => [...drawn.keys()].flatMap((name) => [`l-${name}`, `c-${name}`, `t-${name}`]).filter((id) => map.getLayer(id));
  map.on('click', (event) => {
    const around = 4;
    const {x, y} = event.point;
    const found = map.queryRenderedFeatures(
      [
        [x - around, y - around],
        [x + around, y + around],
      ],
      {layers: pickable()},
    )[0];
    if (!found) {
      on.pointed([event.lngLat.lng, event.lngLat.lat]);
      return;
    }
    if (found.properties.cluster) {
      const source = map.getSource(found.source) as GeoJSONSource;
      void source.getClusterExpansionZoom(found.properties.cluster_id as number).then((zoom) => map.easeTo({center: event.lngLat, zoom}));
      return;
    }
    const [, name = ''] = /^.-(.*)$/.exec(found.layer.id) ?? [];
    if (typeof found.properties.i === 'number') {
      on.picked(name, found.properties.i);
    }
  });
  // What lies under the mouse takes a search through all that is drawn: once a frame, and not while the map is moved.
  let looking = 0;
  map.on('mousemove', (event) => {
    cancelAnimationFrame(looking);
    if (event.originalEvent.buttons !== 0) {
      return;
    }
    looking = requestAnimationFrame(() => {
      const layers = pickable();
      map.getCanvas().style.cursor = layers.length > 0 && map.queryRenderedFeatures(event.point, {layers}).length > 0 ? 'pointer' : '';
    });
  });
  if (!camera && about.bounds.length === 4) {
    const [west = 0, south = 0, east = 0, north = 0] = about.bounds;
    map.fitBounds([...shown([west, south], about.coordinates), ...shown([east, north], about.coordinates)], {animate: false, padding: {top: 10, left: 10, right: 10, bottom: 36}});
  }

  const remove = (name: string) => {
    for (const id of [`n-${name}`, `c-${name}`, `l-${name}`, `t-${name}`]) {
      if (map.getLayer(id)) {
        map.removeLayer(id);
      }
    }
    if (map.getSource(`s-${name}`)) {
      map.removeSource(`s-${name}`);
    }
    drawn.delete(name);
  };

  const add = (layer: Layer, form: string, data: GeoFile, most: number) => {
    const {name} = layer;
    remove(name);
    drawn.set(name, form);
    const source = `s-${name}`;
    const together = form === 'together';
    map.addSource(source, {
      type: 'geojson',
      data: data as never,
      ...(together ? {cluster: true, clusterRadius: 44, clusterMaxZoom: 15} : {}),
      ...(layer.kind === 'points' ? {maxzoom: 16} : {}),
    });
    const id = `l-${name}`;
    const before = layer.kind === 'areas' || layer.kind === 'heat' ? 'road' : layer.kind === 'lines' ? 'marked' : undefined;
    const heads = layer.kind === 'tracks' ? {filter: ['==', ['geometry-type'], 'Point'] as never} : {};
    const single = together ? {filter: ['!', ['has', 'point_count']] as never} : heads;
    if (layer.kind === 'tracks') {
      map.addLayer({
        id: `t-${name}`,
        type: 'line',
        source,
        layout: {'line-cap': 'round', 'line-join': 'round'},
        filter: ['==', ['geometry-type'], 'LineString'] as never,
        paint: {'line-color': ['get', 'c'] as never, 'line-opacity': 0.75, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 2, 15, 5] as never},
      });
    }
    if (layer.kind === 'heat') {
      map.addLayer(
        {
          id,
          type: 'heatmap',
          source,
          paint: {
            'heatmap-weight': ['/', ['get', 'w'], Math.max(most, 1e-9)] as never,
            'heatmap-radius': ['interpolate', ['exponential', 2], ['zoom'], 9, 8, 15, 8 * 2 ** 3.2] as never,
            'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 15, 1.6] as never,
            'heatmap-opacity': 0.75,
          },
        },
        'edge',
      );
    } else if (layer.kind === 'lines') {
      map.addLayer(
        {
          id,
          type: 'line',
          source,
          layout: {'line-cap': 'round', 'line-join': 'round'},
          paint: {'line-color': ['get', 'c'] as never, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 3, 15, 9] as never},
        },
        before,
      );
    } else if (layer.kind === 'areas') {
      map.addLayer({id, type: 'fill', source, paint: {'fill-color': ['get', 'c'] as never, 'fill-opacity': 0.45, 'fill-outline-color': css('--ink')}}, before);
    } else if (layer.look.icon === 'circle') {
      map.addLayer({
        id,
        type: 'circle',
        source,
        ...single,
        paint: {
          'circle-color': ['get', 'c'] as never,
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 3.5, 15, 7] as never,
          'circle-stroke-width': 1,
          'circle-stroke-color': '#ffffff',
        },
      });
    } else {
      for (const colour of new Set([layer.look.colour, ...Object.values(layer.look.values), ...layer.look.steps.map((each) => each.colour)])) {
        if (!map.hasImage(`${layer.look.icon}${colour}`)) {
          map.addImage(`${layer.look.icon}${colour}`, coloured(layer.look.icon, colour), {pixelRatio: 2});
        }
      }
      map.addLayer({
        id,
        type: 'symbol',
        source,
        ...single,
        layout: {
          'icon-image': ['concat', layer.look.icon, ['get', 'c']] as never,
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.8, 15, 1.3] as never,
        },
      });
    }
    if (together) {
      map.addLayer({
        id: `c-${name}`,
        type: 'circle',
        source,
        filter: ['has', 'point_count'],
        paint: {
          'circle-color': layer.look.colour,
          'circle-opacity': 0.85,
          'circle-radius': ['step', ['get', 'point_count'], 12, 50, 16, 500, 22] as never,
          'circle-stroke-width': 2,
          'circle-stroke-color': '#ffffff',
        },
      });
      map.addLayer({
        id: `n-${name}`,
        type: 'symbol',
        source,
        filter: ['has', 'point_count'],
        layout: {'text-field': ['get', 'point_count_abbreviated'] as never, 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true},
        paint: {'text-color': '#ffffff'},
      });
    }
  };

  return {
    put: (layer, loaded, rows) =>
      whenReady(() => {
        const colour = colourOf(layer, loaded);
        const weight = loaded.at.get('weight') ?? -1;
        let most = 0;
        const place = (row: number) => [loaded.places[row * 2], loaded.places[row * 2 + 1]];
        const tracks = layer.kind === 'tracks' ? tracksOf(layer, loaded, rows) : [];
        const lines = tracks.filter((each) => each.length > 1);
        const drawnRows = layer.kind === 'tracks' ? tracks.map((each) => each[each.length - 1] as number) : rows;
        const features: GeoFeature[] = drawnRows.map((row) => {
          const shape = loaded.shapes[row];
          const w = layer.kind === 'heat' ? Number(loaded.answer.rows[row]?.[weight] ?? 0) : 0;
          most = Math.max(most, w);
          return {
            type: 'Feature',
            properties: (layer.kind === 'heat' ? {w} : {i: row, c: colour(row)}) as GeoFeature['properties'],
            geometry: layer.geometry
              ? {type: shape?.geometry?.type ?? 'Point', coordinates: shownAll(shape?.geometry?.coordinates, about.coordinates)}
              : {type: 'Point', coordinates: place(row)},
          };
        });
        features.push(
          ...lines.map((each): GeoFeature => {
            const head = each[each.length - 1] as number;
            return {type: 'Feature', properties: {i: head, c: colour(head)}, geometry: {type: 'LineString', coordinates: each.map(place)}};
          }),
        );
        const data: GeoFile = {type: 'FeatureCollection', features};
        const form = layer.kind === 'heat' ? `heat ${most}` : layer.kind === 'points' && rows.length > MANY ? 'together' : 'single';
        if (drawn.get(layer.name) === form) {
          void (map.getSource(`s-${layer.name}`) as GeoJSONSource).setData(data as never);
        } else {
          add(layer, form, data, most);
        }
      }),
    take: (name) => whenReady(() => remove(name)),
    mark: (at) =>
      whenReady(() => {
        const features = at ? [{type: 'Feature', properties: {}, geometry: {type: 'Point', coordinates: at}}] : [];
        void (map.getSource('mark') as GeoJSONSource).setData({type: 'FeatureCollection', features} as never);
        map.moveLayer('marked');
      }),
    join: (from, to) =>
      whenReady(() => {
        const features = from
          ? to.flatMap((each) => [
              {type: 'Feature', properties: {}, geometry: {type: 'LineString', coordinates: [from, each]}},
              {type: 'Feature', properties: {}, geometry: {type: 'Point', coordinates: each}},
            ])
          : [];
        void (map.getSource('near') as GeoJSONSource).setData({type: 'FeatureCollection', features} as never);
        map.moveLayer('nearline');
        map.moveLayer('nearend');
      }),
    fly: (at) => map.jumpTo({center: at, zoom: Math.max(map.getZoom(), 16)}),
    fit: (box) => map.fitBounds(box, {animate: false, padding: 10}),
    zoom: (by) => map.easeTo({zoom: map.getZoom() + by, duration: 200}),
    picture: (notes) =>
      new Promise((done) => {
        map.once('render', () => {
          const from = map.getCanvas();
          const canvas = document.createElement('canvas');
          canvas.width = from.width;
          canvas.height = from.height;
          const pen = canvas.getContext('2d');
          if (!pen) {
            done(null);
            return;
          }
          pen.drawImage(from, 0, 0);
          const size = Math.round(13 * devicePixelRatio);
          pen.font = `${size}px ${css('--sans')}`;
          const width = pen.measureText(notes).width + size;
          pen.fillStyle = css('--card');
          pen.fillRect(canvas.width - width, canvas.height - size * 2, width, size * 2);
          pen.fillStyle = css('--ink');
          pen.fillText(notes, canvas.width - width + size / 2, canvas.height - size * 0.65);
          canvas.toBlob(done, 'image/png');
        });
        map.triggerRepaint();
      }),
    end: () => {
      cancelAnimationFrame(looking);
      map.remove();
    },
  };
}
