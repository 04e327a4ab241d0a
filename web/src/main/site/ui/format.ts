import { fromNano, fromParts, NANO_DECIMALS, WEI_DECIMALS } from './nano';

/** How figures, times and names are written. Amounts come as text in tokens and are never computed in floating point. */

/** An amount in tokens with at most `decimals` decimals, cut, not rounded: nobody is shown more than there is. */
export function tokens(amount: string | undefined, decimals = 4): string {
  if (amount === undefined) return '–';
  const [whole = '0', fraction = ''] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
  const cut = fraction.slice(0, decimals).replace(/0+$/, '');
  if (cut === '' && whole.replace('-', '') === '0' && /[1-9]/.test(fraction)) {
    return `< 0.${'0'.repeat(decimals - 1)}1`;
  }
  return cut === '' ? grouped : `${grouped}.${cut}`;
}

/** Nano-tokens as tokens, every digit of them. */
export function nanoTokens(nano: number | bigint): string {
  return tokens(fromNano(nano), NANO_DECIMALS);
}

/** Wei, of which a token has 10^18, as text in tokens. */
export function weiTokens(wei: string | bigint | undefined, decimals = 4): string {
  return wei === undefined ? '–' : tokens(fromParts(BigInt(wei), WEI_DECIMALS), decimals);
}

export function count(value: number | undefined): string {
  return value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: 1 }).replaceAll(',', ' ');
}

export function percent(ppm: number | undefined, decimals = 0): string {
  return ppm === undefined ? '–' : `${(ppm / 10_000).toFixed(decimals)} %`;
}

/** A name of many characters, by its ends. */
export function short(name: string, head = 6, tail = 4): string {
  const bare = name.replace(/^did:key:/, '');
  return bare.length <= head + tail + 1 ? bare : `${bare.slice(0, head)}…${bare.slice(-tail)}`;
}

export function time(millis: number | undefined): string {
  return millis === undefined
    ? '–'
    : new Date(millis).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

export function clockTime(millis: number): string {
  return new Date(millis).toLocaleTimeString(undefined, { timeStyle: 'medium' });
}

export function day(millis: number): string {
  return new Date(millis).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** How long ago or ahead, in its largest unit. */
export function ago(millis: number, now: number): string {
  const seconds = Math.round((now - millis) / 1000);
  const text = duration(Math.abs(seconds) * 1000);
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

export function duration(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** What the node says in half a sentence, as a whole one. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
