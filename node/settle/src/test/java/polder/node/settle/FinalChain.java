package polder.node.settle;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.epoch.SealedEpoch;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * A chain on which each of some epochs became final in the block behind the one that it names plus
 * its number, three blocks a page. How often it was asked is counted; it can be down.
 */
final class FinalChain implements Chain {
  private static final int PAGE = 3;

  /** Questions for events. */
  int asked;

  /** The last block that is settled, if it is before those that there are. */
  long settled = Long.MAX_VALUE;

  /** Whether it answers nothing. */
  boolean down;

  private final List<SealedEpoch> epochs;

  FinalChain(List<SealedEpoch> epochs) {
    this.epochs = List.copyOf(epochs);
  }

  static Anchor at(long block) {
    return new Anchor(block, Hash.sha256(new byte[] {(byte) block}));
  }

  static long block(SealedEpoch epoch) {
    return epoch.header().chain().block() + 1 + epoch.header().epoch();
  }

  /** The transaction by which it became final. */
  static Hash transaction(SealedEpoch epoch) {
    return Hash.sha256(epoch.header().hash().toArray());
  }

  private static AssertionError unasked() {
    return new AssertionError("only what is settled and its events are asked for here");
  }

  @Override
  public Optional<Anchor> anchor() throws ChainException {
    if (down) {
      throw new ChainException(ChainException.Kind.UNREACHABLE, "down");
    }
    long last = epochs.stream().mapToLong(FinalChain::block).max().orElse(0) + 20;
    return Optional.of(at(Math.min(settled, last)));
  }

  @Override
  public EventPage events(EventFilter filter, Optional<Anchor> cursor, Anchor upTo) {
    asked++;
    long from = cursor.map(read -> read.number() + 1).orElse(filter.fromBlock());
    long to = Math.min(upTo.number(), from + PAGE - 1);
    List<ChainEvent> events =
        epochs.stream()
            .filter(epoch -> block(epoch) >= from && block(epoch) <= to)
            .map(epoch ->
                new ChainEvent(
                    at(block(epoch)),
                    (int) epoch.header().epoch(),
                    transaction(epoch),
                    filter.contracts().getFirst(),
                    List.of(epoch.header().hash()),
                    Bytes.EMPTY))
            .toList();
    return new EventPage(events, at(to));
  }

  @Override
  public long chainId() {
    throw unasked();
  }

  @Override
  public Anchor head() {
    throw unasked();
  }

  @Override
  public Optional<Anchor> block(long number) {
    throw unasked();
  }

  @Override
  public boolean hasCode(Account account) {
    throw unasked();
  }

  @Override
  public BigInteger balance(Account account) {
    throw unasked();
  }

  @Override
  public Bytes call(Account contract, Bytes data) {
    throw unasked();
  }

  @Override
  public Bytes call(Account contract, Bytes data, Anchor block) {
    throw unasked();
  }
}
