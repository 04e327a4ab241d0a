package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.InputEvents;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;

/** Every event is in one epoch, whatever the chain and the node do. */
class EventFeedTest {
  private static final Account ALICE = account();

  private final ToyChain chain = new ToyChain();
  private EventFeed feed = new EventFeed(chain, chain);

  private static Account account() {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) 1);
    return new Account(Bytes.wrap(bytes));
  }

  /** Blocks with events, ten of them a page. */
  private static final class ToyChain implements Chain, InputEvents {
    final List<ChainEvent> events = new ArrayList<>();
    final List<Long> asked = new ArrayList<>();
    int fork;
    boolean down;

    private static AssertionError unasked() {
      return new AssertionError("a feed asks for blocks and pages of events alone");
    }

    Anchor at(long number) {
      return new Anchor(number, Hash.sha256(new byte[] {(byte) number, (byte) (fork)}));
    }

    void deposit(long block) {
      events.add(new ChainEvent.Deposited(block, 0, events.size(), ALICE, ALICE, 1));
    }

    void posts(long block, int count, int bytes) {
      for (int i = 0; i < count; i++) {
        events.add(
            new ChainEvent.Posted(block, i, events.size(), ALICE, Bytes.wrap(new byte[bytes])));
      }
    }

    @Override
    public Page page(Optional<Anchor> cursor, Anchor upTo) throws ChainException {
      if (down) {
        throw new ChainException(ChainException.Kind.UNREACHABLE, "down");
      }
      if (cursor.isPresent() && !cursor.get().equals(at(cursor.get().number()))) {
        throw new ChainException(ChainException.Kind.FORKED, "the chain went back");
      }
      long from = cursor.map(read -> read.number() + 1).orElse(1L);
      asked.add(from);
      long to = Math.min(upTo.number(), from + 9);
      return new Page(
          events.stream().filter(its -> its.block() >= from && its.block() <= to).toList(), at(to));
    }

    @Override
    public Optional<Anchor> block(long number) {
      return Optional.of(at(number));
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
    public Optional<Anchor> anchor() {
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

    @Override
    public EventPage events(EventFilter filter, Optional<Anchor> cursor, Anchor upTo) {
      throw unasked();
    }
  }

  private static ChainPoint point(Anchor at) {
    return new ChainPoint(at.number(), at.hash(), 1);
  }

  @Test
  void eachEpochTakesInWhatIsAboveTheOneBefore() throws ChainException {
    chain.deposit(3);
    chain.deposit(25);
    EventFeed.Reach first = feed.read(ChainPoint.NONE, chain.at(20));
    assertThat(first.events()).containsExactly(chain.events.get(0));

    chain.deposit(33);
    EventFeed.Reach second = feed.read(point(first.upTo()), chain.at(30));
    assertThat(second.upTo()).isEqualTo(chain.at(30));
    assertThat(second.events()).containsExactly(chain.events.get(1));

    // A restart knows the sealed header alone.
    feed = new EventFeed(chain, chain);
    assertThat(feed.read(point(second.upTo()), chain.at(40)).events())
        .containsExactly(chain.events.get(2));
  }

  @Test
  void whatAnEpochDidNotTakeComesInALaterOne() throws ChainException {
    chain.deposit(3);
    feed.read(ChainPoint.NONE, chain.at(20));
    // The answer came too late: the epoch stayed where the one before was.
    assertThat(feed.read(ChainPoint.NONE, chain.at(30)).events())
        .containsExactly(chain.events.get(0));
    assertThat(chain.asked).containsExactly(1L, 11L, 21L);
  }

  @Test
  void whatBreaksOffIsGoneOnWith() throws ChainException {
    chain.deposit(3);
    feed.read(ChainPoint.NONE, chain.at(10));
    chain.down = true;
    assertThatThrownBy(() -> feed.read(ChainPoint.NONE, chain.at(20)))
        .isInstanceOf(ChainException.class);
    chain.down = false;
    assertThat(feed.read(ChainPoint.NONE, chain.at(20)).events()).hasSize(1);
    assertThat(chain.asked).containsExactly(1L, 11L);
  }

  @Test
  void whatWasReadOfAnotherForkIsReadAgain() throws ChainException {
    EventFeed.Reach sealed = feed.read(ChainPoint.NONE, chain.at(10));
    chain.deposit(15);
    feed.read(ChainPoint.NONE, chain.at(20));
    chain.fork = 1;
    chain.events.clear();
    assertThatThrownBy(() -> feed.read(ChainPoint.NONE, chain.at(30)))
        .isInstanceOf(ChainException.class);
    assertThat(feed.read(ChainPoint.NONE, chain.at(30)).events()).isEmpty();
    // Below a sealed epoch nothing can be mended: that is said each time.
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> feed.read(point(sealed.upTo()), chain.at(40)))
          .isInstanceOfSatisfying(
              ChainException.class,
              e -> assertThat(e.kind()).isEqualTo(ChainException.Kind.FORKED));
    }
  }

  @Test
  void moreThanAnEpochTakesIsSpreadOverSeveralByWholeBlocks() throws ChainException {
    int half = ChainEvents.MOST_BYTES / 65_536 / 2;
    chain.posts(5, half, 65_000);
    chain.posts(6, half, 65_000);
    chain.posts(7, half, 65_000);
    EventFeed.Reach first = feed.read(ChainPoint.NONE, chain.at(10));
    assertThat(first.upTo()).isEqualTo(chain.at(6));
    assertThat(first.events()).hasSize(2 * half);
    EventFeed.Reach second = feed.read(point(first.upTo()), chain.at(10));
    assertThat(second.upTo()).isEqualTo(chain.at(10));
    assertThat(second.events()).isEqualTo(chain.events.subList(2 * half, 3 * half));
  }

  @Test
  void aBlockThatNoEpochCanTakeInIsSaid() {
    chain.posts(5, ChainEvents.MOST_BYTES / 65_536 + 10, 65_536);
    assertThatThrownBy(() -> feed.read(ChainPoint.NONE, chain.at(10)))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("block 5");
  }
}
