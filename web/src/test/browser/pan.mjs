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
// A figure is there when it is one: not the dash that stands before the first word of the node.
await page.waitForFunction(() => /\d/.test(document.querySelector('.figures .value')?.textContent ?? ''), null, {
  polling: 'raf',
});
const usable = await page.evaluate(() => performance.now());
await page.locator('.map[data-drawn]').waitFor();
await page.waitForLoadState('networkidle').catch(() => {}); // events go on for ever
const names = [...bytes].filter(([url]) => url.includes('/assets/') || !url.includes('/v1/'));
const map = names.filter(([url]) => /map|countries|h3/i.test(url.split('/').at(-1)));
const sum = (list) => list.reduce((all, [, size]) => all + size, 0);
console.log(
  `first load ${Math.round((sum(names) - sum(map)) / 1024)} kB compressed without the map (the map ${Math.round(sum(map) / 1024)} kB), ` +
    `figures on the page after ${(usable / 1000).toFixed(2)} s`,
);
for (const [url, size] of names.sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`  ${String(size).padStart(8)} ${new URL(url).pathname}`);

const box = await page.locator('.map canvas').first().boundingBox();
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
// A hand's mouse speaks some sixty times a second; whoever waited for each answer would measure the waiting.
const start = Date.now();
const moves = [];
await new Promise((done) => {
  const timer = setInterval(() => {
    const passed = (Date.now() - start) / 1000;
    moves.push(page.mouse.move(centre[0] + 260 * Math.sin(3 * passed), centre[1] + 140 * Math.cos(4 * passed)));
    if (passed < SECONDS) return;
    clearInterval(timer);
    done();
  }, 16);
});
const frames = await page.evaluate(() => window.frames);
await Promise.all(moves);
await page.mouse.up();
const gaps = frames.slice(1).map((now, i) => now - frames[i]).sort((a, b) => a - b);
console.log(
  `panning: ${((frames.length - 1) / ((frames.at(-1) - frames[0]) / 1000)).toFixed(1)} frames a second; ` +
    `half of them within ${gaps[gaps.length >> 1].toFixed(0)} ms, 95 of a hundred within ${gaps[Math.floor(gaps.length * 0.95)].toFixed(0)} ms`,
);
await browser.close();
