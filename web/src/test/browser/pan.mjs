// How heavy the first page is, how soon it can be used, and how fluid its map pans.
//
//   node web/src/test/browser/pan.mjs http://127.0.0.1:7777
import { launch, sizes } from './browser.mjs';

const SECONDS = 6;
const [node] = process.argv.slice(2);
const browser = await launch();
const context = await browser.newContext(sizes.desktop);
const page = await context.newPage();
const debug = await context.newCDPSession(page);
await debug.send('Network.enable');
const urls = new Map();
const bytes = new Map();
debug.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
debug.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
  bytes.set(urls.get(requestId) ?? '?', encodedDataLength),
);

await page.goto(node);
await page.locator('main h1').waitFor();
await page.waitForFunction(() => document.querySelector('.figures .value') !== null);
const usable = await page.evaluate(() => performance.now());
await page.locator('canvas.maplibregl-canvas').waitFor();
await page.waitForTimeout(4000);
const names = [...bytes].filter(([url]) => url.includes('/assets/') || !url.includes('/v1/'));
const map = names.filter(([url]) => /map|land|h3/i.test(url.split('/').at(-1)));
const sum = (list) => list.reduce((all, [, size]) => all + size, 0);
console.log(
  `first load ${Math.round((sum(names) - sum(map)) / 1024)} kB compressed without the map (the map ${Math.round(sum(map) / 1024)} kB), ` +
    `figures on the page after ${(usable / 1000).toFixed(2)} s`,
);
for (const [url, size] of names.sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`  ${String(size).padStart(8)} ${new URL(url).pathname}`);

const box = await page.locator('canvas.maplibregl-canvas').boundingBox();
await page.evaluate(() => {
  window.frames = [];
  const tick = (now) => {
    window.frames.push(now);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
const centre = [box.x + box.width / 2, box.y + box.height / 2];
await page.mouse.move(...centre);
await page.mouse.down();
const end = Date.now() + SECONDS * 1000;
for (let step = 0; Date.now() < end; step++) {
  await page.mouse.move(centre[0] + 180 * Math.sin(step / 12), centre[1] + 100 * Math.cos(step / 9));
}
await page.mouse.up();
const frames = await page.evaluate(() => window.frames);
const gaps = frames.slice(1).map((now, i) => now - frames[i]).sort((a, b) => a - b);
console.log(
  `panning: ${((frames.length - 1) / ((frames.at(-1) - frames[0]) / 1000)).toFixed(1)} frames a second; ` +
    `half of them within ${gaps[gaps.length >> 1].toFixed(0)} ms, 95 of a hundred within ${gaps[Math.floor(gaps.length * 0.95)].toFixed(0)} ms`,
);
await browser.close();
