package polder.node.settle;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement;
import polder.protocol.settlement.ChainPoint;

/**
 * Where on the chain an epoch stands that is closed now. A chain that does not answer at once keeps
 * no epoch waiting: then it is where the last one was.
 */
public final class ChainPoints implements AutoCloseable {
  private final Chain chain;
  private final Settlement settlement;
  private final long patienceMillis;
  private final ThreadPoolExecutor asker;
  private volatile Optional<ChainPoint> last = Optional.empty();

  /**
   * Asks {@code chain}, whose anchors are deep enough to build on.
   *
   * @param patienceMillis how long an epoch may wait for the answer
   */
  public ChainPoints(Chain chain, Settlement settlement, long patienceMillis) {
    this.chain = chain;
    this.settlement = settlement;
    this.patienceMillis = patienceMillis;
    // One question at a time, and none behind it: while a chain is slow there is nothing to ask.
    this.asker =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(1),
            Thread.ofPlatform().daemon().name("chain-point").factory());
  }

  /**
   * The point for {@code epoch}.
   *
   * @param before that of the epoch before, for a node that has just started
   */
  public ChainPoint at(long epoch, ChainPoint before) throws InterruptedException {
    ChainPoint known = last.orElse(before);
    Future<Optional<ChainPoint>> answer;
    try {
      answer = asker.submit(() -> ask(epoch));
    } catch (RejectedExecutionException busy) {
      return known;
    }
    try {
      Optional<ChainPoint> point = answer.get(patienceMillis, TimeUnit.MILLISECONDS);
      point.ifPresent(its -> last = Optional.of(its));
      return point.orElse(known);
    } catch (TimeoutException | ExecutionException notNow) {
      answer.cancel(false);
      return known;
    }
  }

  private Optional<ChainPoint> ask(long epoch) throws ChainException {
    Optional<Anchor> anchor = chain.anchor();
    return anchor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ChainPoint(anchor.get().number(), anchor.get().hash(), settlement.setOf(epoch)));
  }

  @Override
  public void close() {
    asker.shutdownNow();
  }
}
