/** Something to draw: a name, and its value or points. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 720;
const COLOURS = ["#0969da", "#cf222e", "#1a7f37", "#9a6700", "#8250df"];
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';

/** Bars with their values, the longest as wide as the picture. */
export function bars(
  title: string,
  unit: string,
  values: readonly (readonly [string, number])[],
): string {
  const most = Math.max(...values.map(([, value]) => value));
  const rows = values.map(([name, value], at) => {
    const y = 48 + at * 30;
    const width = Math.max(1, (value / most) * (WIDTH - 340));
    return [
      `<text x="228" y="${y + 15}" text-anchor="end" ${FONT} fill="#57606a">${escaped(name)}</text>`,
      `<rect x="236" y="${y}" width="${width.toFixed(1)}" height="20" rx="2" fill="${COLOURS[0]}"/>`,
      `<text x="${(244 + width).toFixed(1)}" y="${y + 15}" ${FONT} fill="#57606a">${value.toFixed(2)} ${unit}</text>`,
    ].join("\n");
  });
  return picture(title, 60 + values.length * 30, rows);
}

/** Lines on two logarithmic scales. */
export function lines(title: string, unit: string, all: readonly Series[]): string {
  const points = all.flatMap((series) => series.points);
  const [left, right, top, bottom] = [64, WIDTH - 24, 72, 372];
  const scale = (at: 0 | 1, from: number, to: number): ((value: number) => number) => {
    const logs = points.map((point) => Math.log10(point[at]));
    const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
    return (value) => from + ((Math.log10(value) - low) / Math.max(1, high - low)) * (to - from);
  };
  const [x, y] = [scale(0, left, right), scale(1, bottom, top)];
  const sizes = [...new Set(points.map(([size]) => size))].sort((a, b) => a - b);
  const powers = Array.from({ length: 9 }, (_, index) => 10 ** (index - 4));
  const heights = powers.filter((power) => y(power) >= top - 1 && y(power) <= bottom + 1);
  const grid = [
    ...sizes.map((size) => label(x(size), bottom + 20, "middle", `${size}`)),
    ...heights.map((power) =>
      [
        `<line x1="${left}" y1="${y(power)}" x2="${right}" y2="${y(power)}" stroke="#d0d7de"/>`,
        label(left - 8, y(power) + 4, "end", `${power} ${unit}`),
      ].join("\n"),
    ),
  ];
  const drawn = all.map((series, at) => {
    const path = series.points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
    const colour = COLOURS[at % COLOURS.length];
    const legend = 24 + at * 170;
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<rect x="${legend}" y="42" width="14" height="4" fill="${colour}"/>`,
      label(legend + 20, 49, "start", series.name),
    ].join("\n");
  });
  return picture(title, 404, [...grid, ...drawn]);
}

function picture(title: string, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="24" y="26" ${FONT} font-weight="600" fill="#1f2328">${escaped(title)}</text>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

const label = (x: number, y: number, anchor: string, text: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" ${FONT} fill="#57606a">${escaped(text)}</text>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
