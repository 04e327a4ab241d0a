// Opens every page of a node, keeps a picture of each, and has axe-core look for what people with a screen reader, a
// keyboard or weak eyes would stumble over: in light on a desk and in dark on a phone, or in all four ways.
//
//   node web/src/test/browser/look.mjs http://127.0.0.1:7777 target/pages [all]
//
// Ends with 1 where a page complains or axe finds something serious.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, complaints, launch, look, sizes, wholeness } from './browser.mjs';

const [node, out, all] = process.argv.slice(2);
if (!node || !out) throw new Error('look.mjs NODE FOLDER [all]');
mkdirSync(out, { recursive: true });

const { devices } = await ask(node, '/v1/devices?limit=50');
const latest = await ask(node, '/v1/epochs/latest');
const device = devices.find((one) => one.lastWeightPpm > 0) ?? devices[0];
const pages = [
  ['network', '/'],
  ['device', `/devices/${device.device}`],
  ['owner', `/owners/${device.owner}`],
  ['my-devices', '/owners'],
  ['epochs', '/epochs'],
  ['epoch', `/epochs/${latest.epoch}`],
  ['economy', '/economy'],
  ['govern', '/govern'],
  ['join', '/join'],
];
const themes = all ? { desktop: ['light', 'dark'], phone: ['light', 'dark'] } : { desktop: ['light'], phone: ['dark'] };

const browser = await launch();
const findings = [];
for (const [size, options] of Object.entries(sizes)) {
  const context = await browser.newContext(options);
  for (const [name, path] of pages) {
    const page = await context.newPage();
    const said = complaints(page);
    const whole = wholeness(page);
    // In the other colours, so that the change to the first ones paints what came meanwhile.
    await page.emulateMedia({ colorScheme: themes[size][0] === 'light' ? 'dark' : 'light' });
    await page.goto(new URL(path, node).href);
    await page.locator('main h1').waitFor();
    await whole();
    for (const theme of themes[size]) {
      findings.push(...(await look(page, out, `${name}-${size}-${theme}`, theme)));
    }
    findings.push(...said.map((line) => `${name}-${size}: ${line}`));
    await page.close();
  }
  await context.close();
}
await walk(await browser.newPage());
await browser.close();
writeFileSync(join(out, 'findings.txt'), findings.map((line) => `${line}\n`).join(''));
console.log(`pictures are in ${out}`);
if (findings.length > 0) {
  console.error(findings.join('\n'));
  process.exit(1);
}

/** By links and back: whoever does not see that the page changed hears it, and goes on from its heading. */
async function walk(page) {
  await page.goto(new URL('/economy', node).href);
  await page.locator('main h1').waitFor();
  const steps = [
    ['Epochs', () => page.getByRole('link', { name: 'Epochs', exact: true }).first().click()],
    ['Govern', () => page.getByRole('link', { name: 'Govern' }).click()],
    ['Epochs', () => page.goBack()],
  ];
  for (const [heading, go] of steps) {
    await go();
    const arrived = ([text]) =>
      document.activeElement?.matches('main h1') &&
      document.activeElement.textContent.includes(text) &&
      document.querySelector('#arrived').textContent === document.title &&
      document.title.startsWith(text);
    await page.waitForFunction(arrived, [heading], { timeout: 10_000 }).catch(() => {
      findings.push(`walk: the focus is not on the heading of ${heading}, or its title was not said`);
    });
  }
  await page.close();
}
