package polder.node.settle;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.Time;
import polder.ports.chain.ChainException;
import polder.ports.chain.Outbox;
import polder.ports.chain.Staking;

/**
 * Opens the next set of validators when it is due and stakes have changed: anyone may, and somebody
 * has to. It only hands over the transaction; the {@link Settler} sees it through.
 *
 * <p>A set signs from a fixed number of epochs after the last final one. Where more than half of
 * those are sealed already, none is opened: epochs that name the set before would lie behind the
 * change, and could never be final.
 */
public final class SetOpener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SetOpener.class);

  /** A block's time may lie before ours. */
  private static final long MARGIN_MILLIS = 1_000;

  private final Staking staking;
  private final Outbox outbox;
  private final Time time;
  private final long pollMillis;
  private final LongSupplier sealed;
  private final Runnable wake;
  private final Thread thread;
  private volatile Optional<View> view = Optional.empty();

  /**
   * Where the sets stood at the last look.
   *
   * @param sets as the chain says
   * @param nextSeconds from when on the next set can be opened, since 1970; 0 if the chain does not
   *     let it yet
   * @param changed whether stakes differ from the latest set's; known only when it is due
   */
  public record View(Staking.Sets sets, long nextSeconds, boolean changed) {}

  /**
   * With the outbox of the node's account.
   *
   * @param pollMillis from one look at the chain to the next
   * @param sealed the latest sealed epoch; -1 if there is none
   * @param wake is called when there is something to send
   */
  public SetOpener(
      Staking staking,
      Outbox outbox,
      Time time,
      long pollMillis,
      LongSupplier sealed,
      Runnable wake) {
    this.staking = staking;
    this.outbox = outbox;
    this.time = time;
    this.pollMillis = pollMillis;
    this.sealed = sealed;
    this.wake = wake;
    this.thread = Thread.ofVirtual().name("set-opener").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Where the sets stand; nothing before the chain was asked. */
  public Optional<View> view() {
    return view;
  }

  private void run() {
    try {
      while (true) {
        try {
          look();
        } catch (ChainException e) {
          LOG.debug("the sets of validators are not looked at: {}", e.getMessage());
        } catch (IOException | RuntimeException e) {
          LOG.warn("no set of validators is opened: {}; tried again", e.getMessage());
        }
        Thread.sleep(pollMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once, and opens the next set if that is due. */
  void look() throws IOException {
    Staking.Sets sets = staking.sets();
    Staking.Terms terms = staking.terms();
    long next =
        sets.urgent() ? sets.openedSeconds() : sets.openedSeconds() + terms.versionSeconds();
    boolean due =
        sets.version() > 0
            && !sets.waiting()
            && sealed.getAsLong() - sets.nextEpoch() <= terms.lagEpochs() / 2
            && time.nowMillis() >= 1_000 * next + MARGIN_MILLIS;
    boolean changed = due && !staking.candidates().equals(staking.members());
    view = Optional.of(new View(sets, sets.waiting() ? 0 : next, changed));
    if (changed) {
      outbox.submit(staking.openVersion(sets.version() + 1));
      wake.run();
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
