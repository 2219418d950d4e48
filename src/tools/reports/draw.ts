import { readFile } from 'node:fs/promises';
import initRasterizer, { Renderer } from '@takumi-rs/wasm/no-bundler';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { assetFile } from './assets.ts';
import type { Chart, ChartSeries } from './chart.ts';

/**
 * Draws a chart as PNG: ECharts makes an SVG without a browser, Takumi (a WebAssembly module) turns it into pixels with
 * the one font that comes along. Loaded with the first chart only.
 */

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Points; the picture has twice as many pixels. */
const width = 960;
const density = 2;
const font = 'Roboto';

interface Colours {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly faded: string;
  /** Told apart also by the colour-blind (Okabe and Ito), and lighter on dark ground. */
  readonly series: readonly string[];
}

const themes: Readonly<Record<'light' | 'dark', Colours>> = {
  light: {
    ground: '#ffffff',
    text: '#1c1f24',
    quiet: '#5b626d',
    line: '#dfe2e7',
    faded: '#9aa1ac',
    series: ['#0072b2', '#d55e00', '#009e73', '#b5478a', '#8a6d00', '#3aa0dc'],
  },
  dark: {
    ground: '#15181d',
    text: '#f1f3f6',
    quiet: '#aab1bc',
    line: '#343a44',
    faded: '#7c8490',
    series: ['#56b4e9', '#f28e2b', '#2ec495', '#e38cc1', '#f0e442', '#9db4ff'],
  },
};

let rasterizer: Promise<Renderer> | undefined;

/** The picture, with the theme's own ground so that it is legible wherever it is shown. */
export async function renderChart(chart: Chart, theme: 'light' | 'dark'): Promise<Uint8Array> {
  const height = heightOf(chart);
  const svg = svgOf(chart, theme, height);
  rasterizer ??= loadRasterizer();
  const renderer = await rasterizer;
  return renderer.render(
    { type: 'image', src: 'chart.svg', style: { width, height } },
    {
      width: width * density,
      height: height * density,
      devicePixelRatio: density,
      format: 'png',
      images: [{ src: 'chart.svg', data: new TextEncoder().encode(svg) }],
    },
  );
}

async function loadRasterizer(): Promise<Renderer> {
  const [wasm, data] = await Promise.all([readFile(assetFile('rasterizer')), readFile(assetFile('font'))]);
  await initRasterizer({ module_or_path: wasm });
  const renderer = new Renderer();
  await renderer.registerFont({ name: font, data });
  return renderer;
}

/** The picture as SVG. */
export function svgOf(chart: Chart, theme: 'light' | 'dark', height = heightOf(chart)): string {
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption(optionOf(chart, themes[theme]));
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}

function heightOf({ kind, categories, series }: Chart): number {
  if (kind === 'lines') return 520;
  return Math.max(300, 170 + categories.length * (series.length > 1 ? 38 : 28));
}

function optionOf(chart: Chart, colours: Colours): echarts.EChartsCoreOption {
  const { kind, series, categories, unit } = chart;
  const text = { fontFamily: font, fontSize: 13, color: colours.quiet };
  const legend = series.length > 1 || series.some(({ name }) => name !== 'this period');
  const values = {
    type: 'value',
    name: unit,
    nameTextStyle: { ...text, align: kind === 'lines' ? 'left' : 'center' },
    axisLabel: { ...text, formatter: short },
    axisLine: { show: false },
    splitLine: { lineStyle: { color: colours.line } },
  };
  const names = {
    type: 'category',
    data: categories,
    axisLabel: { ...text, hideOverlap: true, ...(kind === 'bars' ? { interval: 0 } : {}) },
    axisLine: { lineStyle: { color: colours.faded } },
    axisTick: { show: false },
  };
  return {
    animation: false,
    backgroundColor: colours.ground,
    color: [...colours.series],
    title: {
      text: chart.title,
      subtext: chart.subtitle,
      left: 20,
      top: 14,
      itemGap: 6,
      textStyle: { fontFamily: font, fontSize: 19, fontWeight: 'normal', color: colours.text },
      subtextStyle: text,
    },
    legend: {
      show: legend,
      bottom: 12,
      itemWidth: 22,
      textStyle: { ...text, color: colours.text },
      icon: 'roundRect',
      itemHeight: 4,
    },
    grid: {
      left: 24,
      right: kind === 'lines' ? 36 : 60,
      top: kind === 'lines' ? 104 : 84,
      bottom: (legend ? 52 : 24) + (kind === 'lines' ? 0 : 26),
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis:
      kind === 'lines'
        ? { ...names, boundaryGap: false }
        : { ...values, nameLocation: 'middle', nameGap: 30 },
    yAxis: kind === 'lines' ? values : { ...names, inverse: true },
    series: series.map((one, index) =>
      kind === 'lines' ? lineOf(one, colours, index) : barOf(one, colours, index, text),
    ),
  };
}

function lineOf({ name, values, faded }: ChartSeries, colours: Colours, index: number) {
  const colour = faded === true ? colours.faded : (colours.series[index] ?? colours.text);
  return {
    type: 'line',
    name,
    data: values,
    showSymbol: values.length < 3,
    symbolSize: 8,
    connectNulls: false,
    z: faded === true ? 1 : 3,
    lineStyle: { width: 2.5, color: colour, ...(faded === true ? { type: 'dashed' } : {}) },
    itemStyle: { color: colour },
  };
}

function barOf(
  { name, values, faded }: ChartSeries,
  colours: Colours,
  index: number,
  text: Readonly<Record<string, unknown>>,
) {
  return {
    type: 'bar',
    name,
    // A negative bar has its figure on its own side.
    data: values.map((value) => ({ value, label: { position: (value ?? 0) < 0 ? 'left' : 'right' } })),
    barMaxWidth: 20,
    itemStyle: { color: faded === true ? colours.faded : colours.series[index] },
    label: {
      show: true,
      formatter: ({ value }: { readonly value: unknown }) => short(Number(value)),
      ...text,
    },
  };
}

const units = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** `1.2M`, `35k`, `740`, `0.5`. */
function short(value: number): string {
  for (const [size, letter] of units)
    if (Math.abs(value) >= size)
      return `${trimmed(value / size, Math.abs(value) >= size * 100 ? 0 : 1)}${letter}`;
  return trimmed(value, 2);
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
