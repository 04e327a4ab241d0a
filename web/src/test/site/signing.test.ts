import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashTypedData } from 'viem';
import { parseSiweMessage } from 'viem/siwe';
import { typedData, wire } from '../../main/site/alerts/request';
import { didKey, fromDidKey, toHex } from '../../main/site/proof/bytes';
import { decode } from '../../main/site/proof/cbor';
import { explained } from '../../main/site/wallet/provider';
import { hexOf, signInText } from '../../main/site/wallet/siwe';

const account = '0xa64c5Ac868aFA578962fF928178F5076F5238b58';
const device = 'did:key:z6MkeTiLpo4N982Q41k7Yn5Gr9fZfcnzGfr9rxKZgnxMCGrT';

test('a sign-in reads as EIP-4361 says', () => {
  const challenge = {
    nonce: 'abcdefgh12345678',
    domain: 'node.example.org:7777',
    uri: 'https://node.example.org:7777/',
    chainId: 31337,
    statement: 'Sign in to this Polder node.',
    expiresMillis: Date.UTC(2026, 10, 26, 16, 5),
  };
  const text = signInText(account, challenge, new Date(Date.UTC(2026, 10, 26, 16)));
  const read = parseSiweMessage(text);
  assert.equal(read.address, account);
  assert.equal(read.domain, challenge.domain);
  assert.equal(read.uri, challenge.uri);
  assert.equal(read.chainId, 31337);
  assert.equal(read.nonce, challenge.nonce);
  assert.equal(read.version, '1');
  assert.equal(read.statement, challenge.statement);
  assert.equal(read.issuedAt?.toISOString(), '2026-11-26T16:00:00.000Z');
  assert.equal(read.expirationTime?.getTime(), challenge.expiresMillis);
  assert.ok(/^[\x20-\x7e\n]*$/.test(text));
  assert.equal(hexOf('a\n'), '0x610a');
});

test('a request about alerts is canonical CBOR with the fields that were signed', () => {
  const ask = { kind: 'add', network: 'demo', device, channel: 'webhook', target: 'https://example.org/hook' } as const;
  const signature = `0x${'11'.repeat(65)}`;
  const request = decode(wire(ask, 1_795_708_924_123, { account }, signature)) as unknown[];
  assert.equal(toHex(request[0] as Uint8Array), account.slice(2).toLowerCase());
  assert.equal(request[1], 1_795_708_924_123n);
  assert.equal(request[2], 'add');
  const [network, key, channel, target] = request[3] as [string, Uint8Array, string, string];
  assert.deepEqual([network, channel, target], ['demo', 'webhook', 'https://example.org/hook']);
  assert.equal(didKey(key), device);
  assert.equal(toHex(request[4] as Uint8Array), signature.slice(2));
  // Every device of the account: null, for which the strict reader here has no use.
  assert.ok(toHex(wire({ ...ask, device: '' }, 1, { account }, signature)).includes('6464656d6ff6'));
  assert.throws(() => fromDidKey('did:web:example.org'));
});

test('what is signed about alerts is typed data of the deployment', () => {
  const domain = { chainId: 31337, id: '74e3a475d232fedab1b373531f0626021d20b6cdaf9ee14d670ce5b22467ac78' };
  const data = typedData({ kind: 'confirm', id: 'one', code: '123456' }, 5, domain);
  assert.deepEqual(data.types.AlertConfirm, [
    { name: 'id', type: 'string' },
    { name: 'code', type: 'string' },
    { name: 'issuedMillis', type: 'uint64' },
  ]);
  // AlertRequestTest has a node take a signature of the same hash.
  assert.equal(hashTypedData(data as never), '0x52afd0586acb7936610fae7aae67bfef15adbdb25dd2f84594674780a139bd5c');
});

test('a member asks about the alerts of an organisation, and signs which', () => {
  const organisation = '0x1111111111111111111111111111111111111111';
  const request = decode(wire({ kind: 'list' }, 5, { account, organisation }, `0x${'11'.repeat(65)}`)) as unknown[];
  assert.equal(request.length, 6);
  assert.equal(toHex(request[1] as Uint8Array), organisation.slice(2));
  assert.equal(request[2], 5n);
  const data = typedData({ kind: 'list' }, 5, { chainId: 31337, id: '00'.repeat(32) }, organisation);
  assert.deepEqual(data.types.AlertList, [
    { name: 'organisation', type: 'address' },
    { name: 'issuedMillis', type: 'uint64' },
  ]);
  assert.equal(hashTypedData(data as never).length, 66);
});

test("a wallet's errors are said in words, and a contract's reason is found wherever the wallet puts it", () => {
  assert.equal(explained({ code: 4001, message: 'User rejected' }).code, 'rejected');
  assert.equal(explained({ code: -32002, message: 'busy' }).code, 'pending');
  assert.equal(explained(new Error('no idea')).code, 'failed');
  for (const data of ['0xdeadbeef', { data: '0xdeadbeef' }, { originalError: { data: '0xdeadbeef' } }]) {
    const error = explained({ code: -32000, message: 'execution reverted', data });
    assert.equal(error.code, 'reverted');
    assert.equal(error.data, '0xdeadbeef');
  }
});
