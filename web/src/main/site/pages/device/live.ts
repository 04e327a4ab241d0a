import type { LiveReadings } from '../../api/device';

type Reading = LiveReadings['readings'][number];

/** More than an hour of readings each second would be. */
const MOST = 4_000;

/**
 * Readings that came in just now and that no sealed epoch holds yet. What came in before an epoch was sealed belongs to
 * that epoch, or to the next one where it came after the epoch's end and before its seal: so it is told here until the
 * second seal after it, and no longer, whatever the archive made of it.
 */
export class Live {
  constructor(
    private readonly fresh: Reading[] = [],
    private readonly before: Reading[] = [],
  ) {}

  get readings(): Reading[] {
    return [...this.before, ...this.fresh];
  }

  with(more: Reading[]): Live {
    return new Live([...this.fresh, ...more].slice(-MOST), this.before);
  }

  /** After an epoch was sealed. */
  sealed(): Live {
    return new Live([], this.fresh);
  }
}
