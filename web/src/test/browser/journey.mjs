// A person joins with a weather station, sees what it earns, claims it, stakes it and votes: all in the pages of a node
// with a chain, with a wallet in the browser.
//
//   POLDER='["./polder"]' node web/src/test/browser/journey.mjs http://127.0.0.1:7777 target/pages polder-data
//
// By the command line POLDER (a JSON array) the founder proposes what is voted on, from the node's data directory. The
// network `demo` must pay at once (probation: 2s). Ends with 1 where something is not as it should be.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatUnits, parseAbi, parseUnits } from 'viem';
import { ask, complaints, launch, sizes, until } from './browser.mjs';
import { giveWallet } from './wallet.mjs';

const [node, out, data] = process.argv.slice(2);
if (!node || !out || !data) throw new Error('journey.mjs NODE FOLDER DATA');
const NETWORK = 'demo';
const station = `roof-${Date.now().toString(36)}`;
mkdirSync(out, { recursive: true });

const settlement = await ask(node, '/v1/settlement');
const browser = await launch();
const context = await browser.newContext(sizes.desktop);
const owner = await giveWallet(context, settlement.rpc);
const page = await context.newPage();
page.setDefaultTimeout(120_000);
const said = complaints(page);
const picture = (name) => page.screenshot({ path: join(out, `journey-${name}.png`), fullPage: true });
const step = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

// Where others stand, so that there is something to compare with.
const { devices } = await ask(node, `/v1/devices?network=${NETWORK}&limit=60`);
const { place } = devices.find((one) => one.lastWeightPpm > 500_000);
const here = `${(place.latitude + 0.002).toFixed(5)}, ${(place.longitude + 0.002).toFixed(5)}`;

step('enrols a weather station');
await page.goto(new URL('/join', node).href);
await page.getByLabel(/A place/).fill(here);
await page.getByRole('button', { name: 'Take it' }).click();
await page.locator(`input[name=network][value=${NETWORK}]`).check();
await page.locator('input[name=kind][value=wunderground]').check();
await page.getByLabel(/Its name/).fill(station);
await page.getByRole('button', { name: /prepare the enrolment/i }).click();
await page.getByRole('button', { name: 'Sign the enrolment' }).click();
await page.getByText('Enrolled.').waitFor();
await picture('enrolled');
for (const method of ['personal_sign', 'eth_signTypedData_v4']) {
  if (!owner.asked.includes(method)) throw new Error(`the wallet was never asked for ${method}`);
}
const session = (await context.cookies()).find((cookie) => cookie.httpOnly);
if (!session || session.sameSite !== 'Strict') throw new Error('the session is no strict cookie that scripts cannot read');
const line = await page.locator('code', { hasText: `updateweatherstation.php?ID=${station}` }).last().innerText();
const upload = new URL(line.match(/'(http[^']+)'/)[1]);

step('has it report as the stations around it do');
const observed = await ask(node, '/v1/sensorthings/v1.1/Observations?$orderby=phenomenonTime%20desc&$top=30&$select=result');
const celsius = observed.value.map((one) => one.result).sort((a, b) => a - b)[observed.value.length >> 1];
let reports = 0;
const reporting = setInterval(async () => {
  upload.searchParams.set('tempf', (celsius * 1.8 + 32 + 0.1 * (reports++ % 3)).toFixed(1));
  const answer = await fetch(upload).catch((error) => ({ ok: false, text: async () => error.message }));
  if (!answer.ok) console.log(`  a report was refused: ${await answer.text()}`);
}, 4_000);

step('watches its first reward come');
await page.getByRole('link', { name: 'own page' }).click();
const device = page.url().split('/').at(-1);
const running = page.locator('tr.running td.number').first();
await until('a provisional reward on the page', async () => {
  const text = (await running.count()) > 0 ? await running.innerText() : '';
  return /[1-9]/.test(text);
});
await picture('earning');
const paid = page.locator('tbody tr:not(.running) td.number', { hasText: /0\.0*[1-9]/ }).first();
await paid.waitFor();
await picture('earned');

step('claims it');
const erc20 = parseAbi(['function balanceOf(address) view returns (uint256)']);
const balance = () =>
  owner.chain.readContract({ address: settlement.token, abi: erc20, functionName: 'balanceOf', args: [owner.address] });
const unclaimed = await balance();
await page.getByRole('link', { name: 'My devices' }).first().click();
const claim = page.getByRole('button', { name: /^Claim .* tokens$/ });
await claim.waitFor();
clearInterval(reporting);
// Epochs are released every few seconds here: a proof can be old when the wallet has signed, and one tries again.
const refused = page.getByText(/^(Not claimed|Nothing was paid)/);
await until('the claim to be paid', async () => {
  await claim.click();
  await page.getByText(/tokens paid to/).or(refused).first().waitFor();
  if ((await refused.count()) === 0) return true;
  step(`  not yet: ${await page.getByRole('alert').allInnerTexts()}`);
  return false;
});
await picture('claimed');
const claimed = (await balance()) - unclaimed;
if (claimed <= 0n) throw new Error('the page says that tokens were paid, and the chain has none');
const shown = (await page.getByText(/tokens paid to/).innerText()).match(/([0-9. ]+) tokens paid/)[1].replaceAll(' ', '');
// A page shows nine decimals and leaves the rest away.
if (parseUnits(shown, 9) !== claimed / 10n ** 9n) throw new Error(`${shown} is shown, and ${formatUnits(claimed, 18)} were paid`);
step(`  ${shown} tokens of ${device.slice(0, 20)}…`);

step('looks at the stake, for which no wallet opens');
const opened = () => owner.asked.filter((method) => method === 'eth_requestAccounts' || method.startsWith('wallet_')).length;
const before = opened();
await page.goto(new URL('/govern', node).href);
const amount = page.getByLabel('Tokens', { exact: true });
await amount.waitFor();
if (opened() !== before) throw new Error('a page that is only looked at opens the wallet');

step('stakes half of it; the chain is slow to tell, and nothing is sent twice');
const half = (claimed / 2n).toString().padStart(19, '0');
const delegate = page.getByRole('button', { name: 'Delegate' });
const stake = async () => {
  await amount.fill(`${half.slice(0, -18)}.${half.slice(-18)}`);
  await delegate.click();
};
owner.late.receipts = true;
await stake();
const sent = page.getByText('Sent, and in no block yet');
await sent.waitFor();
await page.reload();
await sent.waitFor();
await amount.fill('1');
if (await delegate.isEnabled()) throw new Error('what was sent is offered again before it is known what became of it');
await picture('sent');
owner.late.receipts = false;
await sent.waitFor({ state: 'detached' });
await stake();
await page.locator('.done', { hasText: '✓' }).waitFor();
if ((await balance()) !== claimed - claimed / 2n) throw new Error('staked is not what was typed');
await picture('staked');

step('votes on what the founder proposes');
const rules = mkdtempSync(join(tmpdir(), 'polder-rules-'));
cpSync(join(data, 'manifests'), rules, { recursive: true });
const changed = join(rules, `${NETWORK}.yaml`);
writeFileSync(changed, readFileSync(changed, 'utf8').replace(/^( *share:) 0\.01\b/m, '$1 0.02'));
const [program, ...words] = JSON.parse(process.env.POLDER);
execFileSync(program, [...words, 'propose', '--rules', rules, '--why', 'Pay the demo twice as much', '--data', data], { stdio: 'inherit' });
rmSync(rules, { recursive: true });
const proposal = page.getByRole('article', { name: /Proposal/ });
await proposal.getByRole('button', { name: 'For' }).click();
await proposal.getByText(/tokens of stake voted for/).waitFor();
await proposal.getByText('What it changes').click();
await proposal.getByText('0.02').first().waitFor();
await picture('voted');
await until(`the node to count ${claimed / 2n} for it`, async () => {
  const { proposals } = await ask(node, '/v1/proposals');
  return BigInt(proposals[0].forWei) === claimed / 2n;
});

await browser.close();
if (said.length > 0) {
  console.error(said.join('\n'));
  process.exit(1);
}
