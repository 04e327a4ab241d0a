import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../../main/site/api/owner';
import { choices, partOf } from '../../main/site/pages/owner/acting';

const me = '0xa64c5Ac868aFA578962fF928178F5076F5238b58';
const company = '0x1111111111111111111111111111111111111111';
const club = '0x2222222222222222222222222222222222222222';
const organisations: Organisation[] = [
  { account: company, role: 'manager', devices: 12 },
  { account: club, role: 'viewer', devices: 1 },
];

test('what somebody is to an account is by the wallet, the session, and who appointed them', () => {
  assert.equal(partOf(me.toLowerCase(), [me, null], organisations), 'owner');
  assert.equal(partOf(me, [undefined, me], []), 'owner');
  assert.equal(partOf(company, [me, me], organisations), 'manager');
  assert.equal(partOf(club, [me], organisations), 'viewer');
  assert.equal(partOf(company, [me], []), 'stranger');
  assert.equal(partOf(me, [null, undefined], organisations), 'stranger');
});

test('devices are looked at as oneself or as an organisation', () => {
  assert.deepEqual(choices(me, organisations), [
    { account: me, words: 'me, 0xa64c…8b58' },
    { account: company, words: '0x1111…1111, 12 devices, manager' },
    { account: club, words: '0x2222…2222, 1 device, viewer' },
  ]);
});
