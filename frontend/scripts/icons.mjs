// Draws the app's icons: a notebook page with a place mark. Run `npm run icons` after a change; the files are committed.
import { writeFileSync } from 'node:fs';
import { deflateSync, crc32 } from 'node:zlib';

const INK = [255, 255, 255];
const GROUND = [27, 94, 83];

writeFileSync('public/icon.svg', `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="112" fill="rgb(${GROUND})"/><path fill="rgb(${INK})" d="M256 416 160 288a120 120 0 1 1 192 0Z"/><circle cx="256" cy="216" r="48" fill="rgb(${GROUND})"/></svg>\n`);
for (const [name, size, rounded, scale] of [['icon-192', 192, true, 1], ['icon-512', 512, true, 1], ['icon-180', 180, false, 0.92], ['icon-maskable-512', 512, false, 0.8]])
  writeFileSync(`public/${name}.png`, png(size, (x, y) => colour(x, y, rounded, scale)));

/** The colour at (x, y) in 0..512, as RGBA. */
function colour(x, y, rounded, scale) {
  if (rounded && !insideRoundedSquare(x, y, 112)) return [0, 0, 0, 0];
  const px = (x - 256) / scale + 256;
  const py = (y - 256) / scale + 256;
  return [...(insidePin(px, py) ? INK : GROUND), 255];
}

function insideRoundedSquare(x, y, r) {
  const dx = Math.max(r - x, x - (512 - r), 0);
  const dy = Math.max(r - y, y - (512 - r), 0);
  return dx * dx + dy * dy <= r * r;
}

function insidePin(x, y) {
  const toCentre = Math.hypot(x - 256, y - 216);
  if (toCentre < 48) return false;
  if (toCentre <= 120) return true;
  // The two tangents from the tip (256, 416) touch the circle at y = 288, 96 to either side.
  return y >= 288 && y <= 416 && Math.abs(x - 256) <= (96 * (416 - y)) / 128;
}

function png(size, at) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0];
      for (const [dx, dy] of [[0.17, 0.17], [0.5, 0.17], [0.83, 0.17], [0.17, 0.5], [0.5, 0.5], [0.83, 0.5], [0.17, 0.83], [0.5, 0.83], [0.83, 0.83]]) {
        const [r, g, b, a] = at(((x + dx) * 512) / size, ((y + dy) * 512) / size);
        sum[0] += r * a; sum[1] += g * a; sum[2] += b * a; sum[3] += a;
      }
      const alpha = sum[3];
      rows.set([0, 1, 2].map((i) => (alpha ? sum[i] / alpha : 0)).concat(alpha / 9), y * (size * 4 + 1) + 1 + x * 4);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0); header.writeUInt32BE(size, 4); header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
