import type {Drawn} from '../chart';

/** Hands a file to the browser. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ');
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const EDGE = 24;
const TITLE = 40;
const NOTE = 24;

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A chart as it is seen, with its title above and below of which release and time it is. */
export function picture(chart: Drawn, title: string, note: string): Promise<Blob | null> {
  const drawn = chart.canvas();
  const scale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width + 2 * EDGE;
  canvas.height = drawn.height + scale * (TITLE + NOTE) + 2 * EDGE;
  const pen = canvas.getContext('2d');
  if (!pen) {
    return Promise.resolve(null);
  }
  pen.fillStyle = css('--card');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = 'top';
  pen.fillStyle = css('--ink');
  pen.font = `600 ${scale * 18}px ${css('--sans')}`;
  pen.fillText(title, EDGE, EDGE, canvas.width - 2 * EDGE);
  pen.drawImage(drawn, EDGE, EDGE + scale * TITLE);
  pen.fillStyle = css('--faint');
  pen.font = `${scale * 12}px ${css('--sans')}`;
  pen.fillText(note, EDGE, EDGE + scale * TITLE + drawn.height + 8, canvas.width - 2 * EDGE);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}
