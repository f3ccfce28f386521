import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {lineage, type ColumnLink, type LineageEnd, type LineageTables} from '../desk';
import {useLoad} from '../hooks';
import {lay, type Laid} from '../layout';
import {Head, Trouble, Waiting} from '../parts';
import {link, replace, type Route} from '../router';
import {useWords, type Speech} from '../words';

const WIDTH = 230;
const HEAD = 44;
const ROW = 20;
const MEASURES = {width: WIDTH, between: 90, gap: 14};
const DEPTHS = ['1', '2', '3', 'all'];
const LETTERS = 28;

type Kind = 'table' | 'source' | 'screen';

interface Node {
  id: string;
  kind: Kind;
  /** As the server calls it. */
  name: string;
  title: string;
  note: string;
}

/** Everything that the caller is told of: nodes, and which leads to which. */
interface Graph {
  nodes: Map<string, Node>;
  into: Map<string, Set<string>>;
  out: Map<string, Set<string>>;
}

function tableId(name: string): string {
  return `table ${name}`;
}

function idOf(end: LineageEnd): string {
  return 'table' in end ? tableId(end.table) : 'job' in end ? `source ${end.job}` : `screen ${end.application}`;
}

function called(node: Node): string {
  return node.kind === 'screen' ? node.title : node.name;
}

function rowOf(end: LineageEnd): string {
  return 'panel' in end ? `${end.panel} · ${end.name}` : 'job' in end ? end.name.replace(/^.* » /, '') : end.name;
}

function graphOf(told: LineageTables, {titled, t, number}: Speech): Graph {
  const graph: Graph = {nodes: new Map(), into: new Map(), out: new Map()};
  const add = (node: Node) => {
    graph.nodes.set(node.id, node);
    graph.into.set(node.id, new Set());
    graph.out.set(node.id, new Set());
  };
  const join = (from: string, to: string) => {
    if (from !== to && graph.nodes.has(from) && graph.nodes.has(to)) {
      graph.out.get(from)!.add(to);
      graph.into.get(to)!.add(from);
    }
  };
  told.tables.forEach((each) => add({id: tableId(each.name), kind: 'table', name: each.name, title: titled(each), note: each.name}));
  for (const table of told.tables) {
    for (const source of table.sources) {
      const id = `source ${source.job}`;
      add({id, kind: 'source', name: source.job, title: source.place, note: source.job});
      join(id, tableId(table.name));
    }
    table.from.forEach((from) => join(tableId(from), tableId(table.name)));
  }
  for (const screen of told.screens) {
    const id = `screen ${screen.name}`;
    add({id, kind: 'screen', name: screen.name, title: titled(screen), note: t('panelCount', number(screen.panels.length))});
    screen.panels.forEach((panel) => panel.from.forEach((from) => join(tableId(from), id)));
  }
  return graph;
}

/** How many steps each is away: before it less than none. */
function near(graph: Graph, focus: string, depth: number): Map<string, number> {
  const away = new Map([[focus, 0]]);
  for (const [links, sign] of [[graph.into, -1], [graph.out, 1]] as const) {
    let edge = [focus];
    for (let step = 1; step <= depth && edge.length > 0; step++) {
      edge = edge.flatMap((each) => [...links.get(each)!]).filter((each) => !away.has(each) && away.set(each, sign * step));
    }
  }
  return away;
}

export default function Lineage({route}: PageProperties): JSX.Element {
  const speech = useWords();
  const told = useLoad(lineage.tables, []);
  const graph = useMemo(() => (told.value ? graphOf(told.value, speech) : null), [told.value, speech.language]);
  const name = route.path[1];
  const whole = !name && route.query.get('depth') === 'all';
  const focus = name ? tableId(name) : null;
  if (!graph) {
    return (
      <>
        <Head title={speech.t('lineage')} {...(name ? {note: name} : {})} />
        <Trouble failure={told.failure} />
        <Waiting on={told.loading} />
      </>
    );
  }
  if (!focus && !whole) {
    return <Choice graph={graph} />;
  }
  if (focus && !graph.nodes.has(focus)) {
    return (
      <>
        <Head title={speech.t('lineage')} />
        <p class="note">{speech.t('nothing')}</p>
      </>
    );
  }
  return <Picture key={name ?? ''} graph={graph} focus={focus} name={name ?? null} route={route} />;
}

function Choice({graph}: {graph: Graph}): JSX.Element {
  const {t, number} = useWords();
  const [typed, type] = useState('');
  const words = typed.trim().toLowerCase();
  const found = [...graph.nodes.values()].filter(
    (each) => each.kind === 'table' && (each.name.includes(words) || each.title.toLowerCase().includes(words)),
  );
  return (
    <>
      <Head title={t('lineage')}>
        <a class="button" id="whole" href={link(['lineage'], {depth: 'all'})}>
          {t('wholeLake')}
        </a>
      </Head>
      <form role="search" class="search" onSubmit={(event) => event.preventDefault()}>
        <input type="search" value={typed} placeholder={t('lineageHint')} aria-label={t('search')} onInput={(event) => type(event.currentTarget.value)} />
      </form>
      <p class="note" role="status">
        {t('found', number(found.length))}
      </p>
      <ul class="list">
        {found.slice(0, 200).map((each) => (
          <li key={each.id}>
            <a href={link(['lineage', each.name])}>
              <strong>{each.title}</strong>
              <code>{each.name}</code>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

interface PictureProperties {
  graph: Graph;
  focus: string | null;
  name: string | null;
  route: Route;
}

function Picture({graph, focus, name, route}: PictureProperties): JSX.Element {
  const {t, number} = useWords();
  const depth = DEPTHS.find((each) => each === route.query.get('depth')) ?? '1';
  const byColumn = name !== null && route.query.get('columns') === '1';
  const influence = byColumn && route.query.get('influence') === '1';
  const column = byColumn ? (route.query.get('column') ?? '') : '';
  const known = useLoad(async (signal) => (byColumn && name ? lineage.columns(name, signal) : null), [name, byColumn]);
  const away = useMemo(
    () => (focus ? near(graph, focus, depth === 'all' ? Infinity : Number(depth)) : new Map([...graph.nodes.keys()].map((each) => [each, 0] as const))),
    [graph, focus, depth],
  );
  const at = (query: Record<string, string>) =>
    link(
      name ? ['lineage', name] : ['lineage'],
      Object.fromEntries(
        Object.entries({depth, columns: byColumn ? '1' : '', influence: influence ? '1' : '', column, ...query}).filter(([, value]) => value),
      ),
    );
  const links = useMemo(
    () => (known.value?.links ?? []).filter((each) => (influence || each.kind === 'value') && away.has(idOf(each.from)) && away.has(idOf(each.to))),
    [known.value, influence, away],
  );
  const order = (known.value?.columns ?? []).map((each) => each.name);
  const shown = [...away.keys()].map((each) => graph.nodes.get(each)!);
  const joined = useMemo(
    () => [...away.keys()].flatMap((from) => [...graph.out.get(from)!].filter((to) => away.has(to)).map((to) => [from, to] as [string, string])),
    [graph, away],
  );
  return (
    <>
      <Head title={name ? graph.nodes.get(focus!)!.title : t('wholeLake')} note={name ?? ''}>
        {name ? (
          <a class="button" href={link(['catalogue', name])}>
            {t('openCatalogue')}
          </a>
        ) : null}
        <a class="button" href={link(['lineage'])}>
          {t('lineage')}
        </a>
      </Head>
      {name ? (
        <form class="controls" onSubmit={(event) => event.preventDefault()}>
          <label>
            {t('steps')}
            <select name="depth" value={depth} onChange={(event) => replace(at({depth: event.currentTarget.value}))}>
              {DEPTHS.map((each) => (
                <option key={each} value={each}>
                  {each === 'all' ? t('allSteps') : each}
                </option>
              ))}
            </select>
          </label>
          <label>
            <input type="checkbox" name="columns" checked={byColumn} onChange={(event) => replace(at({columns: event.currentTarget.checked ? '1' : '', column: ''}))} />
            {t('showColumns')}
          </label>
          {byColumn ? (
            <label>
              <input type="checkbox" name="influence" checked={influence} onChange={(event) => replace(at({influence: event.currentTarget.checked ? '1' : ''}))} />
              {t('showInfluence')}
            </label>
          ) : null}
        </form>
      ) : null}
      <Trouble failure={known.failure} />
      <Waiting on={byColumn && known.loading} />
      {byColumn && known.value && links.length === 0 ? <p class="note">{t('noColumns')}</p> : null}
      <p class="note" role="status" id="drawn">
        {t('nodesShown', number(shown.length), number(joined.length))}
      </p>
      <Drawing graph={graph} focus={focus} shown={shown} joined={joined} links={links} order={order} column={column} at={at} />
      <AsList graph={graph} away={away} focus={focus} links={links} />
    </>
  );
}

interface DrawingProperties {
  graph: Graph;
  focus: string | null;
  shown: Node[];
  joined: [string, string][];
  links: ColumnLink[];
  /** The columns of the table in the middle, in the order of its contract. */
  order: string[];
  column: string;
  at: (query: Record<string, string>) => string;
}

function cut(text: string, letters: number): string {
  let room = letters;
  for (let at = 0; at < text.length; at++) {
    room -= text.charCodeAt(at) > 0x2e7f ? 2 : 1;
    if (room < 0) {
      return `${text.slice(0, Math.max(0, at - 1))}…`;
    }
  }
  return text;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function Drawing({graph, focus, shown, joined, links, order, column, at}: DrawingProperties): JSX.Element {
  const {t, number} = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(links, focus, order), [links, focus, order.join()]);
  const laid: Laid = useMemo(
    () =>
      lay(
        shown.map((each) => ({id: each.id, height: HEAD + ROW * (rows.get(each.id)?.length ?? 0)})),
        joined,
        MEASURES,
      ),
    [joined, rows],
  );
  const middle = focus ? laid.places.get(focus) : undefined;
  useEffect(() => {
    if (frame.current && middle) {
      frame.current.scrollLeft = middle.x + WIDTH / 2 - frame.current.clientWidth / 2;
      frame.current.scrollTop = middle.y + HEAD / 2 - frame.current.clientHeight / 2;
    }
  }, [laid]);
  const place = (end: LineageEnd, side: number): [number, number] => {
    const id = idOf(end);
    const {x, y} = laid.places.get(id)!;
    return [x + side * WIDTH, y + HEAD + ROW * (rows.get(id)!.indexOf(rowOf(end)) + 0.5)];
  };
  const names = (end: LineageEnd) => idOf(end) === focus && rowOf(end) === column;
  const drawn = links.map((each) => {
    const on = column === '' || names(each.from) || names(each.to);
    return {path: curve(...place(each.from, 1), ...place(each.to, 0)), kind: `${each.kind}${on ? '' : ' off'}`};
  });
  return (
    <div class="lineage card" ref={frame}>
      <svg
        width={laid.width + 24}
        height={laid.height + 24}
        viewBox={`-12 -12 ${laid.width + 24} ${laid.height + 24}`}
        role="group"
        aria-label={t('lineageOf')}
        onKeyDown={(event) => move(event, laid, graph)}
      >
        <g class={links.length > 0 ? 'links off' : 'links'} aria-hidden="true">
          {joined.map(([from, to]) => {
            const a = laid.places.get(from)!;
            const b = laid.places.get(to)!;
            return <path key={`${from} ${to}`} d={curve(a.x + WIDTH, a.y + HEAD / 2, b.x, b.y + HEAD / 2)} />;
          })}
        </g>
        <g class="links columns" aria-hidden="true">
          {drawn.map(({path, kind}, index) => (
            <path key={index} class={kind} d={path} />
          ))}
        </g>
        {shown.map((node) => {
          const {x, y} = laid.places.get(node.id)!;
          const own = rows.get(node.id) ?? [];
          const hidden = focus === null ? 0 : [...graph.into.get(node.id)!, ...graph.out.get(node.id)!].filter((each) => !laid.places.has(each)).length;
          const to = node.kind === 'table' ? link(['lineage', node.name]) : node.kind === 'screen' ? link(['applications', node.name]) : undefined;
          return (
            <g key={node.id} class={`node ${node.kind}${node.id === focus ? ' focus' : ''}`} transform={`translate(${x} ${y})`}>
              <a
                href={to ?? '#'}
                data-node={node.id}
                aria-label={`${t(`kind_${node.kind}`)} ${node.title} ${node.note}${hidden > 0 ? `, ${t('hiddenNext', number(hidden))}` : ''}`}
                onClick={(event) => (to ? undefined : event.preventDefault())}
              >
                <title>{`${node.title}\n${node.note}`}</title>
                <rect width={WIDTH} height={HEAD + ROW * own.length} rx="7" />
                <text x="12" y="18">
                  {cut(node.title, LETTERS)}
                </text>
                <text x="12" y="35" class="small">
                  {cut(node.note, LETTERS + 3)}
                </text>
                {hidden > 0 ? (
                  <text x={WIDTH - 10} y="35" class="small more">
                    {`+${number(hidden)}`}
                  </text>
                ) : null}
              </a>
              {own.map((each, index) =>
                node.id === focus ? (
                  <a key={each} href={at({column: each === column ? '' : each})} data-column={each} aria-current={each === column ? 'true' : undefined}>
                    <rect class="row" y={HEAD + ROW * index} width={WIDTH} height={ROW} />
                    <text x="12" y={HEAD + ROW * index + 14} class="small">
                      {cut(each, LETTERS + 3)}
                    </text>
                  </a>
                ) : (
                  <text key={each} x="12" y={HEAD + ROW * index + 14} class="small">
                    {cut(each, LETTERS + 3)}
                  </text>
                ),
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** The columns that take part, by node. */
function rowsOf(links: ColumnLink[], focus: string | null, order: string[]): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const each of links) {
    for (const end of [each.from, each.to]) {
      const id = idOf(end);
      const own = rows.get(id) ?? [];
      rows.set(id, own);
      if (!own.includes(rowOf(end))) {
        own.push(rowOf(end));
      }
    }
  }
  if (focus) {
    rows.get(focus)?.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }
  return rows;
}

/** Left and right to what leads here and where it goes, up and down in the layer. */
function move(event: KeyboardEvent, laid: Laid, graph: Graph): void {
  const from = (event.target as Element).closest<SVGElement>('[data-node]')?.dataset.node;
  const here = from === undefined ? undefined : laid.places.get(from);
  if (from === undefined || !here) {
    return;
  }
  const shown = (ids: Iterable<string>) => [...ids].filter((each) => laid.places.has(each));
  const layer = shown(laid.places.keys()).filter((each) => laid.places.get(each)!.layer === here.layer);
  const beside = (sign: number) =>
    layer.filter((each) => sign * (laid.places.get(each)!.y - here.y) > 0);
  const candidates =
    event.key === 'ArrowLeft'
      ? shown(graph.into.get(from)!)
      : event.key === 'ArrowRight'
        ? shown(graph.out.get(from)!)
        : event.key === 'ArrowUp'
          ? beside(-1)
          : event.key === 'ArrowDown'
            ? beside(1)
            : null;
  if (!candidates) {
    return;
  }
  event.preventDefault();
  const [nearest] = candidates.sort((a, b) => Math.abs(laid.places.get(a)!.y - here.y) - Math.abs(laid.places.get(b)!.y - here.y));
  if (nearest !== undefined) {
    [...(event.currentTarget as Element).querySelectorAll<SVGElement>('[data-node]')].find((each) => each.dataset.node === nearest)?.focus();
  }
}

/** The same without a picture; what nobody opens isn't made. */
function AsList({graph, away, focus, links}: {graph: Graph; away: Map<string, number>; focus: string | null; links: ColumnLink[]}): JSX.Element {
  const {t, number} = useWords();
  const [open, set] = useState(false);
  const word = (step: number) => (step < 0 ? t('before', number(-step)) : t('after', number(step)));
  const one = (id: string) => {
    const node = graph.nodes.get(id)!;
    const text = `${node.title} (${node.note})`;
    return node.kind === 'table' ? <a href={link(['lineage', node.name])}>{text}</a> : text;
  };
  const steps = [...new Set(away.values())].filter((each) => each !== 0).sort((a, b) => a - b);
  return (
    <details id="aslist" class="card gap" onToggle={(event) => set(event.currentTarget.open)}>
      <summary>{t('lineageList')}</summary>
      {open && focus ? (
        <dl class="facts wide">
          {steps.map((step) => (
            <div key={step}>
              <dt>{word(step)}</dt>
              <dd>
                <ul class="plain">
                  {[...away].filter(([, each]) => each === step).map(([id]) => (
                    <li key={id}>
                      {t(`kind_${graph.nodes.get(id)!.kind}`)} {one(id)}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {open && !focus ? (
        <ul class="plain">
          {[...away.keys()].map((id) => (
            <li key={id}>
              {one(id)}
              {graph.out.get(id)!.size > 0 ? ` → ${[...graph.out.get(id)!].map((each) => graph.nodes.get(each)!.title).join(', ')}` : ''}
            </li>
          ))}
        </ul>
      ) : null}
      {open && links.length > 0 ? (
        <div class="grid gap">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('column')}</th>
                <th scope="col">{t('goesInto')}</th>
                <th scope="col">{t('kind')}</th>
                <th scope="col">{t('through')}</th>
              </tr>
            </thead>
            <tbody>
              {links.map((each, index) => (
                <tr key={index}>
                  <td>
                    {called(graph.nodes.get(idOf(each.from))!)} · {rowOf(each.from)}
                  </td>
                  <td>
                    {called(graph.nodes.get(idOf(each.to))!)} · {rowOf(each.to)}
                  </td>
                  <td>{each.kind === 'value' ? t('madeFrom') : t('chosenBy')}</td>
                  <td>
                    <code>{each.through ?? ''}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
