// A person watches an order of a program go through a market of computing, from before it is made to after its end, without
// loading the page again; then looks at the machines, the prices, and at orders that there are not.
//
//   node web/src/test/browser/market.mjs http://127.0.0.1:7777 target/pages market 0xRENTER
//
// Says READY on a line of its own when it is time to order. The machine that wins asks for 0.25 of at most 1 token, another
// one for 0.5; the program writes `hello`. Ends with 1 where something is not as it should be.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { complaints, launch, look, sizes, wholeness } from './browser.mjs';

const [node, out, network, renter] = process.argv.slice(2);
if (!node || !out || !network || !renter) throw new Error('market.mjs NODE FOLDER NETWORK RENTER');
mkdirSync(out, { recursive: true });

const browser = await launch();
const context = await browser.newContext(sizes.desktop);
const page = await context.newPage();
page.setDefaultTimeout(60_000);
const said = complaints(page);
const address = (path) => new URL(`/networks/${network}/${path}`, node).href;
const step = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const expect = (what, text, ...parts) => {
  for (const part of parts) if (!text.includes(part)) throw new Error(`${what} does not say '${part}', but: ${text}`);
};
const picture = (what, name) => what.screenshot({ path: join(out, `market-${name}.png`), fullPage: true });
const textOf = async (name) => (await page.getByRole('region', { name, exact: true }).innerText()).replaceAll(/\s+/g, ' ');

step('sees the order come');
await page.goto(address('orders'));
await page.getByText('No order goes on now.').waitFor();
console.log('READY');
const link = page.getByRole('region', { name: 'Orders that go on' }).getByRole('link', { name: /^order-/ });
await link.waitFor();
expect('the list', await textOf('Orders that go on'), 'program: 1 core, 64 MiB memory', '1 token');
await link.click();

step('follows it');
const state = page.locator('main p[role=status]').first();
await state.waitFor();
const begun = await state.innerText();
// New while the epoch runs in which it was accepted: where one begins or ends is the node's clock's matter.
if (!/^(new|bidding|working)/.test(begun)) throw new Error(`at first it is: ${begun}`);
const order = page.url().split('/').at(-1);
await page.getByText(/WebAssembly/).waitFor();
await picture(page, 'begun');
await page.getByRole('heading', { name: 'Result and checks' }).waitFor();
await picture(page, 'working');
await page.getByText('It is over: the result is there and paid.').waitFor();

step('reads how it ended');
expect('the bids', await textOf('Bids'), '0.25 tokens', '0.5 tokens', "another machine's bid was lower");
expect('the end', await textOf('What was paid and what came back'), '0.25', '0.125', '2.625', 'came back: the result is there and paid');
expect('the checks', await textOf('Who works the result out'), 'won the order', 'drawn to check it', 'it was paid in full');
const hash = createHash('sha256').update('hello\n').digest('hex');
const result = await page.getByRole('link', { name: 'a blob of this node' }).getAttribute('href');
if (result !== `/v1/blobs/${hash}`) throw new Error(`the result is said to be ${result}`);
if ((await (await fetch(new URL(result, node))).text()) !== 'hello\n') throw new Error('the result is another one');

step('finds it among its own');
await context.addInitScript((account) => {
  const provider = {
    request: async ({ method }) => {
      if (method === 'eth_accounts' || method === 'eth_requestAccounts') return [account];
      if (method === 'eth_chainId') return '0x7a69';
      throw Object.assign(new Error(`no ${method} here`), { code: 4200 });
    },
    on() {},
    removeListener() {},
  };
  const info = { uuid: '6f1d3b0e-5c0b-4d6e-9a39-7a2c2f4b8f55', name: 'Test wallet', icon: 'data:image/svg+xml,<svg/>', rdns: 'test.wallet' };
  const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  addEventListener('eip6963:requestProvider', announce);
  announce();
}, renter.toLowerCase());
await page.goto(address('orders'));
await page.getByRole('button', { name: 'Connect wallet' }).click();
await page.getByRole('button', { name: 'Connect Test wallet' }).click();
await page.getByRole('link', { name: 'Mine', exact: true }).click();
await page.getByText('Those of all clients of your account.').waitFor();
await page.getByRole('region', { name: /^Orders that are over/ }).getByText('the result is there and paid').waitFor();

step('looks at machines and prices');
await page.getByRole('link', { name: 'Machines', exact: true }).click();
await page.getByLabel('Kind of work').selectOption('hash');
await page.getByLabel('Memory, GiB').fill('0.0625');
await page.getByText('By 1 comparable order, of 1 remembered of this kind').waitFor();
expect('the price', (await page.getByRole('row').last().innerText()).replaceAll(/\s+/g, ' '), '0.25 tokens');
// What the order held of its bond is free again an epoch after the end, and its promise is counted: the list follows.
const row = page.getByRole('region', { name: 'Machines' }).getByRole('row').nth(1);
for (const cell of ['67 %', '1 / 0', '1 GiB', 'wasm', '5 / 0']) await row.getByText(cell, { exact: true }).first().waitFor();
await row.getByRole('link').first().click();
await page.getByRole('heading', { name: 'In the market' }).waitFor();
await page.getByText('2 cores, 1 GiB memory').waitFor();
await picture(page, 'machine');
await page.getByRole('link', { name: 'Orders it bids for, won, checks or looks at' }).click();
await page.getByRole('region', { name: /^Orders that are over/ }).waitFor();
await page.close();

step('looks at each page');
// On a phone all of them; on a desk the fullest one.
const pages = { phone: ['orders', `orders/${order}`, 'machines'], desktop: [`orders/${order}`] };
for (const [size, paths] of Object.entries(pages)) {
  const one = await (await browser.newContext(sizes[size])).newPage();
  const whole = wholeness(one);
  const heard = complaints(one);
  for (const path of paths) {
    await one.goto(address(path));
    await one.locator('main h2').first().waitFor();
    await whole();
    const theme = size === 'phone' ? 'dark' : 'light';
    said.push(...(await look(one, out, `market-${path.replace(/s\/.*/, '')}-${size}-${theme}`, theme)));
  }
  said.push(...heard);
}

step('asks for what there is not');
const lost = await context.newPage();
for (const [path, words] of [
  [`/networks/${network}/orders/order-${'0'.repeat(32)}`, 'This node remembers no order of this name'],
  [`/networks/${network}/orders/web`, 'This address names no order'],
  [`/networks/${network}/orders?renter=web`, 'The orders could not be listed'],
  ['/networks/none/machines', 'This node has no network none'],
]) {
  await lost.goto(new URL(path, node).href);
  await lost.getByRole('alert').getByText(words).first().waitFor();
  if (path.includes('order-0')) await picture(lost, 'unknown');
}
await browser.close();
if (said.length > 0) {
  console.error(said.join('\n'));
  process.exit(1);
}
