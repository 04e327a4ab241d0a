import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** Sizes that pages are looked at in. */
export const sizes = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** A Chromium of this machine without a window. */
export async function launch() {
  const executablePath = process.env.POLDER_CHROMIUM ?? usual.find((path) => existsSync(path));
  if (!executablePath) throw new Error(`no Chromium: set POLDER_CHROMIUM, or install it to one of ${usual.join(', ')}`);
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/**
 * Has a page say what a person would never see: errors of scripts, of the console, and what the policy blocked.
 * What the list holds at the end is wrong, unless it is expected.
 */
export function complaints(page) {
  const list = [];
  page.on('pageerror', (error) => list.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') list.push(`console: ${message.text()} (${message.location().url})`);
  });
  return list;
}

/**
 * Follows what a page asks for, from before it is opened; the answer waits until the page is whole: what it asked for
 * has come (but for the events, which go on for ever), nothing says that it is loading, and its letters are there.
 */
export function wholeness(page) {
  const open = new Set();
  page.on('request', (request) => request.resourceType() !== 'eventsource' && open.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  return () =>
    until('the page to be whole', async () => {
      // What an answer changes is painted in the next frame, and may ask for more.
      const calm = () => page.evaluate(calmly);
      return (await calm()) && open.size === 0 && (await calm()) && open.size === 0;
    });
}

/** Whether nothing is loading two frames from now. Runs in the page. */
async function calmly() {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame++) await new Promise((painted) => requestAnimationFrame(painted));
  return !document.querySelector('[aria-busy="true"]') && !/Loading…|Loading the map…/.test(document.querySelector('main')?.innerText ?? 'Loading…');
}

/** Changes the colours, and waits until the map, where there is one, has painted itself anew with all that is known. */
export async function paint(page, colorScheme) {
  const maps = page.locator('[role=application]:visible');
  await maps.evaluateAll((all) => all.forEach((map) => delete map.dataset.drawn));
  await page.emulateMedia({ colorScheme });
  const many = await maps.count();
  await until('the map to be painted', async () => (await page.locator('[data-drawn]:visible').count()) >= many);
}

/**
 * Keeps a picture of a page in these colours, and tells what people with a screen reader, a keyboard, weak eyes or a small
 * screen would stumble over.
 */
export async function look(page, folder, name, colorScheme) {
  const findings = [];
  await paint(page, colorScheme);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) findings.push(`${name}: ${wide} pixels wider than the screen`);
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const { impact, id, help, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical') {
      findings.push(`${name}: ${id}: ${help}: ${nodes.slice(0, 3).map((one) => one.html).join(' | ')}`);
    }
  }
  return findings;
}

/** Asks the node. */
export async function ask(node, path) {
  const response = await fetch(new URL(path, node));
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Waits until `condition` gives something, asking a few times a second; fails after `seconds`. */
export async function until(what, condition, seconds = 90) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
}
