package polder.adapters.evm;

import java.time.Duration;

/**
 * What talking to a chain's node may take.
 *
 * @param timeout longest time from a request to the last byte of its answer
 * @param maxBodyBytes largest answer
 * @param attempts tries at one node before the next is asked, at least 1
 * @param pause between tries, on average; doubles with each, and varies by half
 * @param maxBatch most calls in one request, at least 1
 */
public record RpcLimits(
    Duration timeout, int maxBodyBytes, int attempts, Duration pause, int maxBatch) {
  /** Twenty seconds, 32 MiB, three tries, a quarter of a second, fifty calls. */
  public static final RpcLimits USUAL =
      new RpcLimits(Duration.ofSeconds(20), 32 << 20, 3, Duration.ofMillis(250), 50);
}
