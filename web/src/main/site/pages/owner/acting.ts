import type { Organisation } from '../../api/owner';
import { short } from '../../ui/format';
import { same } from '../../wallet/address';

/** What whoever looks is to the account that the page shows. */
export type Part = 'owner' | 'manager' | 'viewer' | 'stranger';

/**
 * What whoever looks is to the account `asked`.
 *
 * @param own the accounts of the wallet and of the session, as far as there are any
 * @param organisations those that the wallet's account, or else the session's, is a member of
 */
export function partOf(asked: string, own: (string | null | undefined)[], organisations: Organisation[]): Part {
  if (own.some((its) => its && same(its, asked))) return 'owner';
  return organisations.find((its) => same(its.account, asked))?.role ?? 'stranger';
}

/** As whom somebody can look at devices: as themselves, or as one of their organisations. */
export function choices(me: string, organisations: Organisation[]): { account: string; words: string }[] {
  return [
    { account: me, words: `me, ${short(me)}` },
    ...organisations.map(({ account, role, devices }) => ({
      account,
      words: `${short(account)}, ${devices} ${devices === 1 ? 'device' : 'devices'}, ${role}`,
    })),
  ];
}
