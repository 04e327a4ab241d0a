package polder.agent.source;

/** Ever longer waits, up to a bound. */
public final class Backoff {
  private final long leastMillis;
  private final long mostMillis;
  private long nextMillis;

  /** Waits from {@code leastMillis} on, doubling, never above {@code mostMillis}. */
  public Backoff(long leastMillis, long mostMillis) {
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
    this.nextMillis = leastMillis;
  }

  /** How long to wait now; the next wait is twice as long. */
  public long nextMillis() {
    long now = nextMillis;
    nextMillis = Math.min(mostMillis, Math.multiplyExact(now, 2));
    return now;
  }

  /** It worked: begin anew. */
  public void reset() {
    nextMillis = leastMillis;
  }
}
