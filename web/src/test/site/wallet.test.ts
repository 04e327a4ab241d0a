import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { fateOf, type Sent } from '../../main/site/wallet/fate';
import { isFree, type Holding } from '../../main/site/wallet/holding';
import { Outbox, type Means } from '../../main/site/wallet/outbox.svelte';
import { follow, WalletError, type Provider } from '../../main/site/wallet/provider';
import { titleOf, troubleOf } from '../../main/site/ui/trouble';

const HASH = `0x${'ab'.repeat(32)}`;
const FROM = '0xa64c5Ac868aFA578962fF928178F5076F5238b58';
const CALL = { to: FROM, data: '0x' };
const SENT: Sent = { what: 'claim', hash: HASH, chainId: 31337, from: FROM, sentMillis: 0, nonce: null };

/** A chain that answers a wallet's questions. */
class FakeChain {
  id = 31337;
  status: string | null = null;
  /** Whether its memory still has the transaction, with the number 7. */
  remembers = true;
  used = 7;
  asked = 0;

  answer = async (method: string): Promise<unknown> => {
    switch (method) {
      case 'eth_chainId':
        this.asked++;
        return `0x${this.id.toString(16)}`;
      case 'eth_getTransactionReceipt':
        return this.status === null ? null : { status: this.status };
      case 'eth_getTransactionByHash':
        return this.remembers ? { nonce: '0x7' } : null;
      case 'eth_getTransactionCount':
        return `0x${this.used.toString(16)}`;
      default:
        throw new Error(`nobody asks for ${method}`);
    }
  };
}

/** The outbox of a page; `kept` outlives it, `turn` lets it ask once more. */
function page(chain: FakeChain, kept: { text: string | null } = { text: null }) {
  let wake: () => void = () => {};
  let sends = 0;
  const means: Means = {
    transmit: async () => {
      sends++;
      return { hash: HASH, from: FROM, chainId: 31337 };
    },
    request: chain.answer,
    read: () => kept.text,
    write: (text) => (kept.text = text),
    now: () => 5,
    pause: () => new Promise((resolve) => (wake = resolve)),
  };
  const turn = async () => {
    wake();
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return { outbox: new Outbox(means), turn, sends: () => sends };
}

async function settle() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

test('what was sent and is in no block yet is not sent again, however long that takes', async () => {
  const chain = new FakeChain();
  const { outbox, turn, sends } = page(chain);
  const told: string[] = [];
  const sending = outbox.send('claim', CALL, (hash) => told.push(hash));
  await settle();
  assert.deepEqual(told, [HASH]);
  assert.equal(outbox.of('claim')?.hash, HASH);
  for (let i = 0; i < 500; i++) await turn();
  await assert.rejects(outbox.send('claim', CALL), (cause) => cause instanceof WalletError && cause.code === 'open' && cause.message.includes(HASH));
  assert.equal(sends(), 1);
  assert.ok(chain.asked > 400);
  chain.status = '0x1';
  await turn();
  assert.equal(await sending, HASH);
  assert.equal(outbox.of('claim'), undefined);
  assert.deepEqual(outbox.outcomeOf('claim'), { hash: HASH, outcome: 'done' });
});

test('a page that is loaded again knows what was sent, and goes on watching it', async () => {
  const chain = new FakeChain();
  const kept = { text: null };
  void page(chain, kept).outbox.send('claim', CALL);
  await settle();
  const { outbox, turn } = page(chain, kept);
  assert.equal(outbox.of('claim')?.hash, HASH);
  await assert.rejects(outbox.send('claim', CALL), /sent already/);
  chain.status = '0x1';
  await settle();
  await turn();
  assert.equal(outbox.of('claim'), undefined);
  assert.equal(page(chain, kept).outbox.open.length, 0);
});

test('what the contract refused may be tried again', async () => {
  const chain = new FakeChain();
  chain.status = '0x0';
  const { outbox } = page(chain);
  await assert.rejects(outbox.send('claim', CALL), (cause) => cause instanceof WalletError && cause.code === 'reverted');
  assert.equal(outbox.of('claim'), undefined);
});

test('what another transaction took the place of is neither done nor not done', async () => {
  const chain = new FakeChain();
  const { outbox, turn } = page(chain);
  const sending = outbox.send('claim', CALL);
  const ended = assert.rejects(sending, (cause) => titleOf(cause, 'Not claimed') === 'What became of it is not known');
  await settle();
  chain.remembers = false;
  chain.used = 8;
  await turn();
  assert.equal(outbox.of('claim')?.hash, HASH, 'nodes behind one address differ for a moment');
  for (let i = 0; i < 10; i++) await turn();
  await ended;
});

test('what its owner says the wallet dropped is offered again', async () => {
  const { outbox, turn } = page(new FakeChain());
  const ended = assert.rejects(outbox.send('claim', CALL), (cause) => cause instanceof WalletError && cause.code === 'unsure');
  await settle();
  outbox.forget(HASH);
  await turn();
  await ended;
  assert.equal(outbox.of('claim'), undefined);
});

test('a wallet that does not answer, or is on another chain, tells nothing of a transaction', async () => {
  const chain = new FakeChain();
  chain.used = 100;
  chain.id = 1;
  assert.equal((await fateOf({ ...SENT, nonce: 7 }, chain.answer)).state, 'open');
  const { outbox, turn } = page(chain);
  void outbox.send('claim', CALL);
  await settle();
  chain.answer = () => Promise.reject(new Error('locked'));
  for (let i = 0; i < 20; i++) await turn();
  assert.equal(outbox.of('claim')?.hash, HASH);
});

test('what is kept and is no transaction is left alone', () => {
  assert.deepEqual(page(new FakeChain(), { text: '{' }).outbox.open, []);
  assert.deepEqual(page(new FakeChain(), { text: '[1, {"what": 2}, null]' }).outbox.open, []);
});

test('a wallet that is left is heard no more', () => {
  const events = new EventEmitter();
  const provider = { request: async () => null, on: events.on.bind(events), removeListener: events.off.bind(events) } as unknown as Provider;
  const heard: unknown[] = [];
  const stop = follow(provider, { accounts: (accounts) => heard.push(accounts), chain: (id) => heard.push(id) });
  events.emit('accountsChanged', ['0x1']);
  events.emit('chainChanged', '0x10');
  stop();
  assert.equal(events.listenerCount('accountsChanged') + events.listenerCount('chainChanged'), 0);
  assert.deepEqual(heard, [['0x1'], 16]);
  // Some wallets have no way to let one go.
  const clinging = { request: async () => null, on: events.on.bind(events) } as unknown as Provider;
  follow(clinging, { accounts: (accounts) => heard.push(accounts), chain: () => {} })();
  events.emit('accountsChanged', ['0x2']);
  assert.equal(heard.length, 2);
});

test('what leaves is free when its time is over and its epochs are released', () => {
  const holding = { leavesAtMillis: 1_000, isReleased: true } as Holding;
  assert.equal(isFree(holding, 999), false);
  assert.equal(isFree(holding, 1_000), true);
  assert.equal(isFree({ ...holding, isReleased: false }, 2_000), false);
  assert.equal(isFree({ ...holding, leavesAtMillis: null }, 2_000), false);
});

test('a failure is said in a sentence, under a heading that says whether anything was done', () => {
  assert.equal(troubleOf(new Error('it rains')), 'It rains.');
  assert.equal(troubleOf('no'), 'No.');
  assert.equal(titleOf(new Error('it rains'), 'Not claimed'), 'Not claimed');
  assert.equal(titleOf(new WalletError('open', ''), 'Not claimed'), 'It was sent already');
});
