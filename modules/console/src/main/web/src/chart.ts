import {BarChart, GaugeChart, LineChart, PieChart} from 'echarts/charts';
import {AriaComponent, GridComponent, LegendComponent, TooltipComponent} from 'echarts/components';
import {init, use, type ECharts} from 'echarts/core';
import {CanvasRenderer} from 'echarts/renderers';
import type {Answer, Cell, Panel} from './api';
import {textOf} from './grid';
import {speech} from './words';

use([BarChart, GaugeChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const COLOURS = ['#2a7de1', '#12a594', '#e5a000', '#d6409f', '#8e4ec6', '#e5484d', '#5b9a3c', '#7a8794'];
/** Where one series is so much larger than another one, each has an axis. */
const APART = 20;

function figure(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') {
    return null;
  }
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** An instant without its year, seconds and zone, which have no room below a chart; pointing at it shows all. */
function short(label: string): string {
  return label.replace(/^\d{4}-(\d\d-\d\d)T(\d\d:\d\d)\S*$/, '$1 $2');
}

/** A gauge's value, and the end of its scale, which its second column says. */
export function rangeOf(panel: Panel, answer: Answer): {value: number; most: number} | null {
  const value = figure(answer.rows[0]?.[panel.y[0] ?? '']);
  const most = figure(answer.rows[0]?.[panel.y[1] ?? '']);
  return value !== null && most !== null && most > 0 ? {value, most} : null;
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** What is drawn of a panel. Labels are drawn as text on a canvas; nothing of them is markup. */
function option(panel: Panel, answer: Answer): Record<string, unknown> {
  const {number} = speech();
  const ink = css('--ink');
  const faint = css('--faint');
  const line = css('--line');
  const y = panel.y.length > 0 ? panel.y : answer.columns.map((each) => each.name).filter((each) => each !== panel.x);
  const labels = answer.rows.map((row) => textOf(panel.x ? row[panel.x] : ''));
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
    return {
      ...base,
      series: [
        {
          type: 'gauge',
          min: 0,
          max: range?.most ?? 1,
          radius: '90%',
          center: ['50%', '58%'],
          progress: {show: true, width: 14},
          axisLine: {lineStyle: {width: 14, color: [[1, line]]}},
          axisTick: {show: false},
          splitLine: {length: 6, lineStyle: {color: faint}},
          axisLabel: {color: faint, distance: 20, fontSize: 11},
          pointer: {width: 4},
          title: {color: faint, offsetCenter: [0, '88%'], fontSize: 12},
          detail: {color: ink, fontSize: 24, offsetCenter: [0, '62%'], formatter: (of: number) => number(of)},
          data: [{value, name}],
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
          name,
          radius: ['38%', '68%'],
          center: ['50%', '44%'],
          label: {color: ink, formatter: '{d}%'},
          data: answer.rows.map((row, index) => ({name: labels[index], value: figure(row[name])})),
        },
      ],
    };
  }
  const series = y.map((name) => answer.rows.map((row) => figure(row[name])));
  const largest = series.map((values) => values.reduce<number>((most, each) => Math.max(most, Math.abs(each ?? 0)), 0));
  const first = largest[0] ?? 0;
  const second = largest.map((each) => first > 0 && each > 0 && (each / first > APART || first / each > APART));
  const two = second.some(Boolean);
  const axis = (right: boolean) => ({
    type: 'value',
    name: two ? y.filter((_, index) => second[index] === right).join(', ') : '',
    nameTextStyle: {color: faint, align: right ? 'right' : 'left'},
    nameTruncate: {maxWidth: 160},
    position: right ? 'right' : 'left',
    axisLabel: {color: faint, formatter: (of: number) => number(of)},
    splitLine: {show: !right, lineStyle: {color: line}},
  });
  return {
    ...base,
    tooltip: {...base.tooltip, trigger: 'axis'},
    legend: {show: y.length > 1, type: 'scroll', top: 0, textStyle: {color: ink}},
    grid: {left: 8, right: 12, top: two ? 58 : y.length > 1 ? 34 : 14, bottom: 4, containLabel: true},
    xAxis: {
      type: 'category',
      data: labels,
      axisLabel: {color: faint, formatter: short, hideOverlap: true, rotate: labels.length > 6 ? 30 : 0, width: 90, overflow: 'truncate'},
      axisLine: {lineStyle: {color: line}},
      axisTick: {show: false},
    },
    yAxis: two ? [axis(false), axis(true)] : [axis(false)],
    series: y.map((name, index) => ({
      name,
      type: panel.chart === 'line' ? 'line' : 'bar',
      yAxisIndex: second[index] ? 1 : 0,
      data: series[index],
      showSymbol: answer.rows.length < 40,
      barMaxWidth: 26,
      connectNulls: false,
    })),
  };
}

export interface Drawn {
  draw: (panel: Panel, answer: Answer) => void;
  end: () => void;
}

export function draw(place: HTMLElement): Drawn {
  const chart: ECharts = init(place, null, {renderer: 'canvas'});
  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(place);
  return {
    draw: (panel, answer) => chart.setOption(option(panel, answer), {notMerge: true}),
    end: () => {
      sizes.disconnect();
      chart.dispose();
    },
  };
}
