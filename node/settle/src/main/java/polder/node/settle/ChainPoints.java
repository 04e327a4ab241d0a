package polder.node.settle;

import java.util.List;
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
import polder.ports.chain.InputEvents;
import polder.ports.chain.Settlement;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/**
 * Where on the chain an epoch stands that is closed now, and which events it takes in. A chain that
 * does not answer at once keeps no epoch waiting: then it is where the last one was, and the events
 * come in a later one.
 */
public final class ChainPoints implements AutoCloseable {
  /** Without any point a header could never become final, so the first answer is worth a wait. */
  private static final long FIRST_MILLIS = 30_000;

  private final Chain chain;
  private final Settlement settlement;
  private final EventFeed feed;
  private final long patienceMillis;
  private final ThreadPoolExecutor asker;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<Late> late = Optional.empty();

  /**
   * Asks {@code chain}, whose anchors are deep enough to build on.
   *
   * @param inputs reads events on it
   * @param patienceMillis how long an epoch may wait for the answer
   */
  public ChainPoints(Chain chain, Settlement settlement, InputEvents inputs, long patienceMillis) {
    this.chain = chain;
    this.settlement = settlement;
    this.feed = new EventFeed(chain, inputs);
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
   * How far an epoch reaches.
   *
   * @param point where it stands
   * @param events all above the point of the epoch before, up to it
   */
  public record Span(ChainPoint point, List<ChainEvent> events) {
    /** Copies the list. */
    public Span {
      events = List.copyOf(events);
    }

    /** Of an epoch that stays where the one before was. */
    public static Span at(ChainPoint point) {
      return new Span(point, List.of());
    }
  }

  /** An answer, for the next epoch behind {@code before} if it comes too late for the one asked. */
  private record Late(ChainPoint before, Span span) {}

  /**
   * The span of {@code epoch}.
   *
   * @param before where the epoch before stands
   */
  public Span at(long epoch, ChainPoint before) throws InterruptedException {
    Future<Span> answer;
    try {
      answer = asker.submit(() -> ask(epoch, before));
    } catch (RejectedExecutionException busy) {
      return known(before);
    }
    try {
      long millis =
          before.equals(ChainPoint.NONE) ? Math.max(FIRST_MILLIS, patienceMillis) : patienceMillis;
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException notNow) {
      // What is being read is read to the end, for a later epoch.
      answer.cancel(false);
      return known(before);
    }
  }

  /** The last answer: without it a chain that is always a little slow would never be heard. */
  private Span known(ChainPoint before) {
    return late.filter(its -> its.before().equals(before)).map(Late::span).orElse(Span.at(before));
  }

  private Span ask(long epoch, ChainPoint before) throws ChainException {
    try {
      Optional<Anchor> anchor = chain.anchor();
      Span span = anchor.isEmpty() ? Span.at(before) : ask(epoch, before, anchor.get());
      trouble = Optional.empty();
      late = Optional.of(new Late(before, span));
      return span;
    } catch (ChainException e) {
      trouble = Optional.of("epochs take in nothing new of the chain: " + e.getMessage());
      throw e;
    }
  }

  private Span ask(long epoch, ChainPoint before, Anchor anchor) throws ChainException {
    long set = settlement.setOf(epoch);
    if (anchor.number() < before.block()) {
      // Another node, which is behind, was asked this time.
      return Span.at(new ChainPoint(before.block(), before.blockHash(), set));
    }
    EventFeed.Reach reach = feed.read(before, anchor);
    return new Span(
        new ChainPoint(reach.upTo().number(), reach.upTo().hash(), set), reach.events());
  }

  /** Why the last epoch's question had no answer, if so. */
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    asker.shutdownNow();
  }
}
