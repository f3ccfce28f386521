import {BarChart, GaugeChart, LineChart, PieChart} from 'echarts/charts';
import {AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent} from 'echarts/components';
import {init, use, type ECharts} from 'echarts/core';
import {CanvasRenderer} from 'echarts/renderers';
import type {Answer, Panel} from './api';
import {textOf} from './grid';
import {beside, called, figure, headed, stateOf} from './screen/told';
import {speech} from './words';

use([BarChart, GaugeChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const COLOURS = ['#2a7de1', '#12a594', '#e5a000', '#d6409f', '#8e4ec6', '#e5484d', '#5b9a3c', '#7a8794'];
/** Where one series is so much larger than another one, each has an axis. */
const APART = 20;

/** An instant without its year, seconds and zone, which have no room below a chart; pointing at it shows all. */
function short(label: string): string {
  return label.replace(/^\d{4}-(\d\d-\d\d)T(\d\d:\d\d)\S*$/, '$1 $2');
}

/** A gauge's value and the ends of its scale: those that are declared, else up to what its second column says. */
export function rangeOf(panel: Panel, answer: Answer): {value: number; least: number; most: number} | null {
  const value = figure(answer.rows[0]?.[panel.y[0] ?? answer.columns[0]?.name ?? '']);
  const [least, most] = panel.range ?? [0, figure(answer.rows[0]?.[panel.y[1] ?? ''])];
  return value !== null && most !== null && most > least ? {value, least, most} : null;
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** What is drawn of a panel. Labels are drawn as text on a canvas; nothing of them is markup. */
function option(panel: Panel, answer: Answer, earlier: Answer | null): Record<string, unknown> {
  const {number, language, t, titled} = speech();
  const ink = css('--ink');
  const faint = css('--faint');
  const line = css('--line');
  const y = panel.y.length > 0 ? panel.y : answer.columns.map((each) => each.name).filter((each) => each !== panel.x);
  const labels = answer.rows.map((row) => textOf(panel.x ? row[panel.x] : ''));
  const tone = {good: '', warn: css('--warn-mark'), alarm: css('--alarm-mark')};
  const base = {
    color: COLOURS,
    textStyle: {color: ink, fontFamily: css('--sans')},
    animation: false,
    aria: {enabled: true},
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: css('--card'),
      borderColor: line,
      textStyle: {color: ink},
      valueFormatter: (value: unknown) => (typeof value === 'number' ? number(value) : '—'),
    },
  };
  if (panel.chart === 'gauge') {
    const name = y[0] ?? '';
    const range = rangeOf(panel, answer);
    const value = range?.value ?? 0;
    const least = range?.least ?? 0;
    const most = range?.most ?? 1;
    const state = stateOf(panel.columns[name], value);
    return {
      ...base,
      series: [
        {
          type: 'gauge',
          min: least,
          max: most,
          radius: '90%',
          center: ['50%', '58%'],
          progress: {show: true, width: 14, itemStyle: {color: tone[state] || COLOURS[0]}},
          axisLine: {lineStyle: {width: 14, color: bands(panel, name, least, most, line, tone)}},
          axisTick: {show: false},
          splitLine: {length: 6, lineStyle: {color: faint}},
          axisLabel: {color: faint, distance: 20, fontSize: 11},
          pointer: {width: 4},
          title: {color: faint, offsetCenter: [0, '88%'], fontSize: 12},
          detail: {color: ink, fontSize: 24, offsetCenter: [0, '62%'], formatter: (of: number) => number(of)},
          data: [{value, name: headed(panel, name, language)}],
        },
      ],
    };
  }
  if (panel.chart === 'pie') {
    const name = y[0] ?? '';
    return {
      ...base,
      tooltip: {...base.tooltip, trigger: 'item'},
      legend: {type: 'scroll', bottom: 0, formatter: short, textStyle: {color: ink}, pageTextStyle: {color: ink}},
      series: [
        {
          type: 'pie',
          name: headed(panel, name, language),
          radius: ['38%', '68%'],
          center: ['50%', '44%'],
          label: {color: ink, formatter: '{d}%'},
          data: answer.rows.map((row, index) => ({name: labels[index], value: figure(row[name])})),
        },
      ],
    };
  }
  const series = y.map((name) => answer.rows.map((row) => figure(row[name])));
  const compare = panel.compare;
  const before = compare?.as === 'series' ? beside(panel, answer, earlier) : [];
  const largest = series.map((values) => values.reduce<number>((most, each) => Math.max(most, Math.abs(each ?? 0)), 0));
  const first = largest[0] ?? 0;
  const second = largest.map((each) => first > 0 && each > 0 && (each / first > APART || first / each > APART));
  const two = second.some(Boolean);
  const axis = (right: boolean) => ({
    type: 'value',
    name: two ? y.filter((_, index) => second[index] === right).map((each) => headed(panel, each, language)).join(', ') : '',
    nameTextStyle: {color: faint, align: right ? 'right' : 'left'},
    nameTruncate: {maxWidth: 160},
    position: right ? 'right' : 'left',
    axisLabel: {color: faint, formatter: (of: number) => number(of)},
    splitLine: {show: !right, lineStyle: {color: line}},
  });
  return {
    ...base,
    tooltip: {...base.tooltip, trigger: 'axis'},
    legend: {show: y.length > 1 || before.length > 0, type: 'scroll', top: 0, textStyle: {color: ink}},
    grid: {left: 8, right: 12, top: two ? 58 : y.length > 1 || before.length > 0 ? 34 : 14, bottom: 4, containLabel: true},
    xAxis: {
      type: 'category',
      data: labels,
      axisLabel: {color: faint, formatter: short, hideOverlap: true, rotate: labels.length > 6 ? 30 : 0, width: 90, overflow: 'truncate'},
      axisLine: {lineStyle: {color: line}},
      axisTick: {show: false},
    },
    yAxis: two ? [axis(false), axis(true)] : [axis(false)],
    series: y.flatMap((name, index) => {
      const told = panel.columns[name];
      const drawn = {
        type: panel.chart === 'line' ? 'line' : 'bar',
        yAxisIndex: second[index] ? 1 : 0,
        showSymbol: answer.rows.length < 40,
        barMaxWidth: 26,
        connectNulls: false,
        cursor: panel.drill.length > 0 ? 'pointer' : 'default',
      };
      const colour = COLOURS[index % COLOURS.length];
      const own = {
        ...drawn,
        name: headed(panel, name, language),
        itemStyle: {color: colour},
        lineStyle: {color: colour},
        data: (series[index] ?? []).map((value) => {
          const state = stateOf(told, value);
          return state === 'good' ? value : {value, itemStyle: {color: tone[state]}};
        }),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          data: told?.bad
            ? (['warn', 'alarm'] as const).flatMap((each) => {
                const at = told[each];
                return at === null
                  ? []
                  : [{yAxis: at, lineStyle: {color: tone[each], type: 'dashed'}, label: {formatter: `${t(each === 'warn' ? 'stateWarn' : 'stateAlarm')} ${number(at)}`, position: 'insideEndTop', color: tone[each], fontSize: 10}}];
              })
            : [],
        },
      };
      if (!compare || before.length === 0 || !compare.columns.includes(name)) {
        return [own];
      }
      const faded = `${colour}80`;
      return [
        own,
        {
          ...drawn,
          name: t('ofEarlier', titled(compare), called(panel, name, language)),
          itemStyle: {color: faded},
          lineStyle: {color: faded, type: 'dashed'},
          data: before.map((row) => figure(row?.[name])),
        },
      ];
    }),
  };
}

/** A gauge's scale, coloured from where on its values are bad. */
function bands(panel: Panel, name: string, least: number, most: number, plain: string, tone: Record<'warn' | 'alarm', string>): [number, string][] {
  const told = panel.columns[name];
  const at = (value: number) => Math.min(1, Math.max(0, (value - least) / (most - least)));
  const ends = [told?.warn ?? null, told?.alarm ?? null] as const;
  if (!told?.bad) {
    return [[1, plain]];
  }
  if (told.bad === 'high') {
    const warn = ends[0] ?? ends[1] ?? most;
    return [
      [at(warn), plain],
      [at(ends[1] ?? most), tone.warn],
      [1, ends[1] === null ? tone.warn : tone.alarm],
    ];
  }
  const alarm = ends[1] ?? least;
  return [
    [at(alarm), tone.alarm],
    [at(ends[0] ?? alarm), tone.warn],
    [1, plain],
  ];
}

export interface Drawn {
  draw: (panel: Panel, answer: Answer, earlier: Answer | null) => void;
  /** The chart as it is seen, twice as fine. */
  canvas: () => HTMLCanvasElement;
  end: () => void;
}

/** @param pick is told which row was pointed at */
export function draw(place: HTMLElement, pick: (row: number) => void): Drawn {
  const chart: ECharts = init(place, null, {renderer: 'canvas'});
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(place);
  chart.on('click', (event) => {
    if (typeof event.dataIndex === 'number') {
      pick(event.dataIndex);
    }
  });
  return {
    draw: (panel, answer, earlier) => chart.setOption(option(panel, answer, earlier), {notMerge: true}),
    canvas: () => chart.renderToCanvas({pixelRatio: 2, backgroundColor: css('--card')}),
    end: () => {
      sizes.disconnect();
      chart.dispose();
    },
  };
}
