import { existsSync } from 'node:fs';
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
