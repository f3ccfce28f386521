import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {api, type CityMap, type GeoFile, type Layer} from '../api';
import type {PageProperties} from '../app';
import {shown as shownAt, stored} from '../coordinates';
import {textOf} from '../grid';
import {useLoad, useTurns} from '../hooks';
import {DossierOf} from '../dossier';
import {cellOf, dossiers, type Kind} from '../dossiers';
import {colourOf, kept, nameOf, placed, sqlOf, stepsOf, tracksOf, valuesOf, type Loaded, type Narrowing} from '../layers';
import {open, type Box, type Camera, type MapView} from '../mapview';
import {Head, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {useSettings} from '../settings';
import {useWords, type Speech} from '../words';

const FOUND = 20;
const LISTED = 100;
const STRIDE = 900;

interface Picked {
  layer: string;
  row: number;
}

/** What a layer that is on has come to. */
interface Held {
  loaded: Loaded;
  rows: number[];
}

const ALL: Narrowing = {values: {}, window: null};

export default function MapPage({route}: PageProperties): JSX.Element {
  const {t} = useWords();
  const map = useLoad(api.map, []);
  const wanted = map.value?.base.file ?? null;
  const base = useLoad<GeoFile | null>((signal) => (wanted ? api.baseMap(signal) : Promise.resolve(null)), [wanted]);
  return (
    <>
      <Trouble failure={map.failure ?? base.failure} />
      <Waiting on={map.loading && !map.value} />
      {map.value && (!wanted || base.value || base.failure) ? <One about={map.value} base={base.value} wish={Object.fromEntries(route.query)} /> : <Head title={t('map')} />}
    </>
  );
}

/** @param wish a `layer` to show, and the values of its columns that say which row is meant */
function One({about, base, wish: {layer: wished, ...values}}: {about: CityMap; base: GeoFile | null; wish: Record<string, string>}): JSX.Element {
  const speech = useWords();
  const {t, titled, number} = speech;
  const {language, colours} = useSettings();
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const camera = useRef<Camera | null>(null);
  const [box, setBox] = useState<Box | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [on, setOn] = useState<string[]>(() => about.layers.filter((each) => (about.layers.some((of) => of.name === wished) ? each.name === wished : each.shown)).map((each) => each.name));
  const [held, setHeld] = useState<Record<string, Held>>({});
  const [narrowed, setNarrowed] = useState<Record<string, Narrowing>>({});
  const [picked, setPicked] = useState<Picked | null>(null);
  const [point, setPoint] = useState<[number, number] | null>(null);
  const kinds = useLoad((signal) => dossiers.kinds('', signal), []);
  const [words, setWords] = useState('');

  useEffect(() => {
    if (!place.current) {
      return;
    }
    let opened: MapView | null = null;
    try {
      opened = open(place.current, about.base, base, camera.current, language, t('mapOf'), {
        moved: (there, at) => {
          camera.current = at;
          setBox(there);
        },
        picked: (layer, row) => {
          setPoint(null);
          setPicked({layer, row});
        },
        pointed: (at) => {
          setPicked(null);
          setPoint(at);
        },
        failed: (raised) => setFailure(raised.message),
      });
      setView(opened);
    } catch {
      setFailure(t('noGl'));
    }
    return () => {
      setView(null);
      opened?.end();
    };
  }, [language, colours, base]);

  const layers = useMemo(() => new Map(about.layers.map((each) => [each.name, each])), [about]);
  const shown = about.layers.filter((each) => on.includes(each.name));
  const toggle = (name: string) => {
    setOn((before) => (before.includes(name) ? before.filter((each) => each !== name) : [...before, name]));
    setPicked((before) => (before?.layer === name ? null : before));
  };
  const hold = (name: string, value: Held | null) =>
    setHeld((before) => {
      const {[name]: _gone, ...rest} = before;
      return value ? {...rest, [name]: value} : rest;
    });

  const pickedLayer = picked ? layers.get(picked.layer) : undefined;
  const pickedHeld = picked ? held[picked.layer] : undefined;
  useEffect(() => {
    view?.mark(picked && pickedHeld ? placeOf(pickedHeld.loaded, picked.row) : point);
  }, [view, picked, pickedHeld, point]);
  useEffect(() => view?.join(null, []), [view, picked?.layer, picked?.row, point]);
  const helpers = (kinds.value ?? []).filter((each) => each.help);
  const join = (from: [number, number], to: [number, number][]) => view?.join(from, to.map((each) => shownAt(each, about.base.coordinates)));

  const go = (layer: string, row: number) => {
    const there = held[layer];
    if (there) {
      view?.fly(placeOf(there.loaded, row));
      setPoint(null);
      setPicked({layer, row});
    }
  };

  // What the address means is gone to once, when its layer is there.
  const meant = useRef(wished !== undefined && Object.keys(values).length > 0);
  const wishedRows = wished === undefined ? undefined : held[wished];
  useEffect(() => {
    const {loaded, rows} = wishedRows ?? {};
    const row = meant.current && view && loaded ? rows?.find((each) => Object.entries(values).every(([column, value]) => textOf(loaded.answer.rows[each]?.[loaded.at.get(column) ?? -1]) === value)) : undefined;
    if (wished !== undefined && row !== undefined) {
      meant.current = false;
      go(wished, row);
    }
  }, [view, wishedRows]);

  const found = useMemo(() => {
    const asked = words.trim().toLowerCase();
    return asked === '' ? null : seek(shown, held, (layer, loaded, row) => says(layer, loaded, row, asked), FOUND);
  }, [words, held, on.join()]);
  const [listing, setListing] = useState(false);
  // Each move changes it, so that it is made for whoever looks alone.
  const inView = useMemo(
    () =>
      listing
        ? seek(
            shown,
            held,
            (_, loaded, row) => {
              const [x, y] = placeOf(loaded, row);
              return !box || (x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
            },
            LISTED,
          )
        : null,
    [listing, listing ? box : null, held, on.join()],
  );
  const {approval, supplier, coordinates} = about.base;
  const notes = [approval ? t('approval', approval) : '', supplier ?? '', coordinates === 'wgs84' ? 'WGS-84 / CGCS2000' : coordinates === 'gcj02' ? 'GCJ-02' : 'BD-09'].filter(Boolean).join(' · ');

  const save = async () => {
    const picture = await view?.picture(notes);
    if (picture) {
      const address = URL.createObjectURL(picture);
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.download = 'citylake-map.png';
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    }
  };

  return (
    <>
      <Head title={t('map')}>
        <button type="button" class="quiet" id="picture" disabled={!view} onClick={() => void save()}>
          {t('savePicture')}
        </button>
      </Head>
      <div class="mapped">
        <nav class="side" aria-label={t('layers')}>
          <label>
            {t('findOnMap')}
            <input type="search" id="find" value={words} placeholder={t('findHint')} onInput={(event) => setWords(event.currentTarget.value)} />
          </label>
          {found ? (
            <section id="found" aria-label={t('findOnMap')}>
              <p class="note" role="status">
                {t('foundOnMap', number(found.count))}
              </p>
              <Rows list={found.list} layers={layers} held={held} go={go} />
              <Things words={words} kinds={kinds.value ?? []} />
            </section>
          ) : null}
          <h2>{t('layers')}</h2>
          {about.layers.length === 0 ? <p class="note">{t('noLayers')}</p> : null}
          <ul class="layers">
            {about.layers.map((layer) => (
              <li key={layer.name} data-layer={layer.name}>
                <label class="toggle">
                  <input type="checkbox" checked={on.includes(layer.name)} onChange={() => toggle(layer.name)} />
                  <Swatch colour={layer.look.colour} icon={layer.kind === 'points' ? layer.look.icon : layer.kind} />
                  <span>{titled(layer)}</span>
                </label>
                {on.includes(layer.name) ? (
                  <Shown
                    layer={layer}
                    coordinates={coordinates}
                    view={view}
                    box={box}
                    narrowing={narrowed[layer.name] ?? ALL}
                    narrow={(value) => setNarrowed((before) => ({...before, [layer.name]: value}))}
                    hold={(value) => hold(layer.name, value)}
                  />
                ) : null}
              </li>
            ))}
          </ul>
        </nav>
        <div class="ground">
          <div class="canvas">
            <div id="map" ref={place} />
            {failure ? (
              <p class="trouble over" role="alert">
                {failure}
              </p>
            ) : null}
            <div class="zoom">
              <button type="button" class="quiet" aria-label={t('zoomIn')} onClick={() => view?.zoom(1)}>
                +
              </button>
              <button type="button" class="quiet" aria-label={t('zoomOut')} onClick={() => view?.zoom(-1)}>
                −
              </button>
            </div>
            <p class="notes">{notes}</p>
            {picked && pickedLayer && pickedHeld ? (
              <Card
                key={`${picked.layer} ${picked.row}`}
                layer={pickedLayer}
                loaded={pickedHeld.loaded}
                row={picked.row}
                speech={speech}
                helpers={helpers}
                join={(to) => join(placeOf(pickedHeld.loaded, picked.row), to)}
                close={() => setPicked(null)}
              />
            ) : null}
            {point && !picked && helpers.length > 0 ? (
              <section class="card fact" id="point" key={point.join()} aria-label={t('point')} onKeyDown={(event) => event.key === 'Escape' && setPoint(null)}>
                <header>
                  <h2>{t('point')}</h2>
                  <button type="button" class="quiet" aria-label={t('close')} onClick={() => setPoint(null)}>
                    ×
                  </button>
                </header>
                <p class="note">{stored(point, coordinates).map((each) => each.toFixed(5)).join(', ')}</p>
                <Nearest helpers={helpers} where={(able) => ({at: stored(point, coordinates), able})} join={(to) => join(point, to)} />
              </section>
            ) : null}
          </div>
          <Times layers={shown} held={held} narrowed={narrowed} narrow={(name, value) => setNarrowed((before) => ({...before, [name]: {...(before[name] ?? ALL), window: value}}))} />
          <details class="card" id="inview" onToggle={(event) => setListing(event.currentTarget.open)}>
            <summary>{t('inView')}</summary>
            {inView ? (
              <>
                <p class="note" role="status">
                  {t('inViewCount', number(inView.count), number(inView.list.length))}
                </p>
                <Rows list={inView.list} layers={layers} held={held} go={go} />
              </>
            ) : null}
          </details>
        </div>
      </div>
    </>
  );
}

/** Things in the registers, beside what the layers that are on have. */
function Things({words, kinds}: {words: string; kinds: Kind[]}): JSX.Element | null {
  const {t, titled} = useWords();
  const [sought, set] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => set(words.trim()), 700);
    return () => clearTimeout(timer);
  }, [words]);
  const wanted = kinds.length > 0 && sought.length >= 2;
  const found = useLoad((signal) => (wanted ? dossiers.find(sought, signal) : Promise.resolve(null)), [wanted ? sought : '']);
  if (!wanted) {
    return null;
  }
  return (
    <section id="things" aria-label={t('inRegisters')}>
      <h3>{t('inRegisters')}</h3>
      <Trouble failure={found.failure} />
      <Waiting on={found.loading} />
      {found.value?.rows.length === 0 ? <p class="note">{t('noThings')}</p> : null}
      <ul class="rows">
        {(found.value?.rows ?? []).slice(0, FOUND).map((row) => {
          const [kind = '', id = '', name = ''] = row.map(textOf);
          const about = kinds.find((each) => each.name === kind);
          return (
            <li key={`${kind} ${id}`}>
              <a href={link(['dossier'], {kind, id})}>
                <span class="cut">{name}</span> <span class="note">{about ? titled(about) : kind}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface NearestProperties {
  helpers: Kind[];
  where: (able: string[]) => {thing: string; id: string} | {at: [number, number]; able: string[]};
  join: (to: [number, number][]) => void;
}

/** What can help and is nearest; to a thing by what it needs, to a point by what is chosen. */
function Nearest({helpers, where, join}: NearestProperties): JSX.Element {
  const {t, titled, number} = useWords();
  const [asked, setAsked] = useState<{kind: Kind; able: string[]} | null>(null);
  const ofThing = 'thing' in where([]);
  const found = useLoad((signal) => (asked ? dossiers.nearest(asked.kind.name, where(asked.able), signal) : Promise.resolve(null)), [asked]);
  const answer = found.value;
  const told = asked?.kind.help?.columns ?? [];
  useEffect(() => {
    join(answer ? answer.rows.map((_, row): [number, number] => [Number(cellOf(answer, row, 'lon')), Number(cellOf(answer, row, 'lat'))]) : []);
  }, [answer]);
  return (
    <div class="nearest" id="nearest">
      {helpers.map((kind) => (
        <p key={kind.name} class="actions">
          <button type="button" class="quiet" data-near={kind.name} onClick={() => setAsked({kind, able: []})}>
            {t('nearest', titled(kind))}
          </button>
          {ofThing
            ? null
            : (kind.help?.able ?? []).map((able) => (
                <button key={able} type="button" class="quiet" data-able={able} onClick={() => setAsked({kind, able: [able]})}>
                  {able}
                </button>
              ))}
        </p>
      ))}
      <Trouble failure={found.failure} />
      <Waiting on={asked !== null && found.loading} />
      {answer && answer.rows.length === 0 ? (
        <p class="note" role="status">
          {t('noNearest')}
        </p>
      ) : null}
      {answer && asked && answer.rows.length > 0 ? (
        <ol aria-label={t('nearestOf', titled(asked.kind))}>
          {answer.rows.map((_, row) => (
            <li key={row}>
              <a href={link(['dossier'], {kind: asked.kind.name, id: textOf(answer.rows[row]?.[0])})}>
                {told
                  .map((each) => [each, textOf(cellOf(answer, row, each.name))] as const)
                  .filter(([, text]) => text !== '')
                  .map(([each, text]) => (each.type === 'string' ? text : `${titled(each)} ${text}`))
                  .join(' · ') || textOf(answer.rows[row]?.[0])}
              </a>
              <span class="note"> {t('straight', number(textOf(cellOf(answer, row, 'straight_m'))))}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

/** A truth in words; whatever else as it is. */
function saidOf(text: string, type: string | undefined, t: Speech['t']): string {
  return type !== 'boolean' ? text : text === 'true' ? t('yes') : text === 'false' ? t('no') : text;
}

function placeOf(loaded: Loaded, row: number): [number, number] {
  return [loaded.places[row * 2] ?? NaN, loaded.places[row * 2 + 1] ?? NaN];
}

function says(layer: Layer, loaded: Loaded, row: number, asked: string): boolean {
  const columns = layer.label === null ? layer.facts : [layer.label, ...layer.facts];
  return columns.some((each) => textOf(loaded.answer.rows[row]?.[loaded.at.get(each) ?? -1]).toLowerCase().includes(asked));
}

function seek(
  layers: Layer[],
  held: Record<string, Held>,
  wanted: (layer: Layer, loaded: Loaded, row: number) => boolean,
  most: number,
): {list: Picked[]; count: number} {
  const list: Picked[] = [];
  let count = 0;
  for (const layer of layers.filter((each) => each.kind !== 'heat')) {
    const there = held[layer.name];
    for (const row of there?.rows ?? []) {
      if (there && wanted(layer, there.loaded, row)) {
        count++;
        if (list.length < most) {
          list.push({layer: layer.name, row});
        }
      }
    }
  }
  return {list, count};
}

function Rows({list, layers, held, go}: {list: Picked[]; layers: Map<string, Layer>; held: Record<string, Held>; go: (layer: string, row: number) => void}): JSX.Element {
  const {titled} = useWords();
  return (
    <ul class="rows">
      {list.map(({layer: name, row}) => {
        const layer = layers.get(name);
        const there = held[name];
        return layer && there ? (
          <li key={`${name} ${row}`}>
            <button type="button" class="quiet" data-row={name} onClick={() => go(name, row)}>
              <Swatch colour={colourOf(layer, there.loaded)(row)} icon={layer.kind === 'points' ? layer.look.icon : layer.kind} />
              <span class="cut">{nameOf(layer, there.loaded, row)}</span>
              <span class="note">{titled(layer)}</span>
            </button>
          </li>
        ) : null;
      })}
    </ul>
  );
}

function Swatch({colour, icon}: {colour: string; icon: string}): JSX.Element {
  return <span class={`swatch ${icon}`} aria-hidden="true" style={{'--of': colour}} />;
}

interface ShownProperties {
  layer: Layer;
  coordinates: CityMap['base']['coordinates'];
  view: MapView | null;
  box: Box | null;
  narrowing: Narrowing;
  narrow: (value: Narrowing) => void;
  hold: (value: Held | null) => void;
}

/** A layer that is on: asks for its rows, draws them, and has its legend and filters. */
function Shown({layer, coordinates, view, box, narrowing, narrow, hold}: ShownProperties): JSX.Element {
  const {t, titled, number} = useWords();
  const [crowded, setCrowded] = useState(false);
  const [turn, , busy] = useTurns(layer.refreshSeconds * 1000);
  // Of lines and areas the file has the places, so that there is no part to ask.
  const asked = crowded && box && !layer.geometry ? asText(box, coordinates) : '';
  const shape = useLoad<GeoFile | null>((signal) => (layer.geometry ? api.geometry(layer.name, signal) : Promise.resolve(null)), []);
  const rows = useLoad((signal) => api.features(layer.name, asked, signal), [asked], turn);
  busy(rows.loading);
  useEffect(() => {
    if (rows.value?.more) {
      setCrowded(true);
    }
  }, [rows.value]);
  const ready = rows.value && (!layer.geometry || shape.value);
  const loaded = useMemo(() => (ready && rows.value ? placed(layer, rows.value, shape.value, coordinates) : null), [rows.value, shape.value]);
  const drawn = useMemo(() => (loaded ? kept(layer, loaded, narrowing) : []), [loaded, narrowing]);
  const tracks = useMemo(() => (loaded && layer.kind === 'tracks' ? tracksOf(layer, loaded, drawn) : null), [drawn]);
  useEffect(() => {
    if (loaded) {
      view?.put(layer, loaded, drawn);
      hold({loaded, rows: tracks ? tracks.map((each) => each[each.length - 1] as number) : drawn});
    }
  }, [view, loaded, drawn]);
  const last = useRef(view);
  last.current = view;
  useEffect(
    () => () => {
      last.current?.take(layer.name);
      hold(null);
    },
    [],
  );
  const placeless = loaded ? loaded.answer.rows.length - loaded.places.reduce((sum, each, index) => sum + (index % 2 === 0 && !Number.isNaN(each) ? 1 : 0), 0) : 0;
  const title = (column: string) => {
    const of = layer.columns.find((each) => each.name === column);
    return of ? titled(of) : column;
  };
  return (
    <div class="about">
      <Trouble failure={rows.failure ?? shape.failure} />
      <p class="note" role="status">
        {rows.value?.more ? <strong>{t(layer.geometry ? 'more' : 'moreZoom', number(rows.value.rowCount))}</strong> : tracks ? t('tracksOf', number(tracks.length), number(drawn.length)) : loaded ? t('drawnRows', number(drawn.length)) : rows.failure ? '' : t('loading')}
        {placeless > 0 ? ` · ${t('placeless', number(placeless))}` : ''}
      </p>
      <Legend layer={layer} />
      {loaded && layer.filters.length > 0 ? (
        <details>
          <summary>{Object.values(narrowing.values).some(Boolean) ? Object.values(narrowing.values).filter(Boolean).join(', ') : t('all')}</summary>
          {layer.filters.map((column) => (
            <label key={column}>
              {title(column)}
              <select
                name={`${layer.name}.${column}`}
                value={narrowing.values[column] ?? ''}
                onChange={(event) => narrow({...narrowing, values: {...narrowing.values, [column]: event.currentTarget.value}})}
              >
                <option value="">{t('all')}</option>
                {valuesOf(loaded, column).map((value) => (
                  <option key={value} value={value}>
                    {value.length > 60 ? `${value.slice(0, 60)}…` : saidOf(value, layer.columns.find((each) => each.name === column)?.type, t)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </details>
      ) : null}
    </div>
  );
}

/** A box in WGS-84, a little larger than what is seen. */
function asText([west, south, east, north]: Box, coordinates: CityMap['base']['coordinates']): string {
  const [left, low] = stored([west, south], coordinates);
  const [right, high] = stored([east, north], coordinates);
  const within = (value: number, most: number) => Math.max(-most, Math.min(most, value)).toFixed(4);
  return [within(left, 180), within(low, 90), within(right, 180), within(high, 90)].join(',');
}

function Legend({layer}: {layer: Layer}): JSX.Element | null {
  const {t, titled, number} = useWords();
  const {look} = layer;
  if (layer.kind === 'heat') {
    return (
      <p class="note heat">
        <span class="ramp" aria-hidden="true" /> {t('dense')}
      </p>
    );
  }
  if (look.by === null) {
    return null;
  }
  const by = layer.columns.find((each) => each.name === look.by);
  const icon = layer.kind === 'points' ? look.icon : layer.kind;
  const entries: [string, string][] = [
    ...Object.entries(look.values).map(([value, colour]): [string, string] => [saidOf(value, by?.type, t), colour]),
    ...look.steps.map((each): [string, string] => [t('fromOn', number(each.from)), each.colour]),
  ];
  return (
    <div class="legend">
      <span class="note">
        {by ? titled(by) : look.by}
        {by?.unit ? ` (${by.unit})` : ''}
      </span>
      <ul>
        {entries.map(([text, colour]) => (
          <li key={text}>
            <Swatch colour={colour} icon={icon} />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface CardProperties {
  layer: Layer;
  loaded: Loaded;
  row: number;
  speech: Speech;
  helpers: Kind[];
  join: (to: [number, number][]) => void;
  close: () => void;
}

function Card({layer, loaded, row, speech, helpers, join, close}: CardProperties): JSX.Element | null {
  const {t, titled, time} = speech;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [layer, row]);
  const cells = loaded.answer.rows[row];
  const [open, setOpen] = useState(false);
  if (!cells) {
    return null;
  }
  const thing = layer.dossier;
  const id = thing ? textOf(cells[loaded.at.get(thing.column) ?? -1]) : '';
  const able = helpers.filter((each) => thing && id !== '' && each.help?.things.includes(thing.kind));
  return (
    <section
      class={open ? 'card fact whole' : 'card fact'}
      id="facts"
      aria-label={titled(layer)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          close();
        }
      }}
    >
      <header>
        <h2 tabIndex={-1} ref={heading}>
          {nameOf(layer, loaded, row)}
        </h2>
        <button type="button" class="quiet" id="close" aria-label={t('close')} onClick={close}>
          ×
        </button>
      </header>
      <p class="note">{titled(layer)}</p>
      <dl hidden={open}>
        {layer.facts.map((name) => {
          const index = loaded.at.get(name) ?? -1;
          const column = layer.columns.find((each) => each.name === name);
          const text = textOf(cells[index]);
          return (
            <div key={name}>
              <dt>{column ? titled(column) : name}</dt>
              <dd>
                {text === '' ? '—' : loaded.answer.columns[index]?.type === 'timestamp' ? time(text) : saidOf(text, column?.type, t)}
                {text !== '' && column?.unit ? ` ${column.unit}` : ''}
              </dd>
            </div>
          );
        })}
      </dl>
      <p class="actions">
        <a href={link(['catalogue', layer.table])}>{t('openCatalogue')}</a>
        <a id="asksql" href={link(['sql'], {sql: sqlOf(layer, loaded, row)})}>
          {t('askSql')}
        </a>
      </p>
      {thing && id !== '' ? (
        <>
          {able.length > 0 ? <Nearest helpers={able} where={() => ({thing: thing.kind, id})} join={join} /> : null}
          <p class="actions">
            <button type="button" id="all" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? t('hideDossier') : t('dossierOf')}
            </button>
            <a href={link(['dossier'], {kind: thing.kind, id})}>{t('openDossier')}</a>
          </p>
          {open ? <DossierOf kind={thing.kind} id={id} purpose="" /> : null}
        </>
      ) : null}
    </section>
  );
}

interface TimesProperties {
  layers: Layer[];
  held: Record<string, Held>;
  narrowed: Record<string, Narrowing>;
  narrow: (layer: string, window: [number, number] | null) => void;
}

/** The slider of those layers that have a time, one at a time. */
function Times({layers, held, narrowed, narrow}: TimesProperties): JSX.Element | null {
  const {t, titled, number, time, day} = useWords();
  const timed = layers.filter((each) => each.time !== null && held[each.name]);
  const [wish, setWish] = useState('');
  const layer = timed.find((each) => each.name === wish) ?? timed[0];
  const loaded = layer ? held[layer.name]?.loaded : undefined;
  const steps = useMemo(() => (loaded ? stepsOf(loaded) : []), [loaded]);
  const [playing, setPlaying] = useState(false);
  const window = layer ? (narrowed[layer.name]?.window ?? null) : null;
  const at = window ? steps.findIndex((each) => each[0] === window[0]) : -1;
  useEffect(() => {
    if (!playing || !layer || steps.length === 0) {
      return;
    }
    const timer = setTimeout(() => narrow(layer.name, steps[(at + 1) % steps.length] ?? null), STRIDE);
    return () => clearTimeout(timer);
  }, [playing, at, steps]);
  if (!layer || !loaded || steps.length === 0) {
    return null;
  }
  const column = layer.columns.find((each) => each.name === layer.time);
  const say = (value: number) => (column?.type === 'timestamp' ? time(new Date(value)) : column?.type === 'date' ? day(new Date(value)) : number(value));
  const step = steps[at];
  return (
    <section class="card times" aria-label={t('timeOf', titled(layer))}>
      {timed.length > 1 ? (
        <select aria-label={t('layers')} value={layer.name} onChange={(event) => setWish(event.currentTarget.value)}>
          {timed.map((each) => (
            <option key={each.name} value={each.name}>
              {titled(each)}
            </option>
          ))}
        </select>
      ) : (
        <span>{titled(layer)}</span>
      )}
      <button type="button" id="play" onClick={() => setPlaying(!playing)}>
        {playing ? t('pause') : t('play')}
      </button>
      <input
        type="range"
        id="slider"
        min={0}
        max={steps.length - 1}
        value={Math.max(0, at)}
        aria-label={t('timeOf', titled(layer))}
        aria-valuetext={step ? say(step[0]) : t('allTimes')}
        onInput={(event) => {
          setPlaying(false);
          narrow(layer.name, steps[Number(event.currentTarget.value)] ?? null);
        }}
      />
      <output id="when">
        {column ? `${titled(column)} ` : ''}
        {step ? say(step[0]) : t('allTimes')}
      </output>
      <button
        type="button"
        class="quiet"
        disabled={!step}
        onClick={() => {
          setPlaying(false);
          narrow(layer.name, null);
        }}
      >
        {t('allTimes')}
      </button>
    </section>
  );
}
