import { WalletError } from '../wallet/provider';
import { sentence } from './format';

/** What went wrong, in a whole sentence for a person. */
export function troubleOf(cause: unknown): string {
  return sentence(cause instanceof Error ? cause.message : String(cause));
}

/** The heading above it: `notDone`, unless nobody can tell whether it was done, or it still may be. */
export function titleOf(cause: unknown, notDone: string): string {
  const code = cause instanceof WalletError ? cause.code : '';
  if (code === 'unsure') return 'What became of it is not known';
  return code === 'open' ? 'It was sent already' : notDone;
}
