package polder.node.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.ports.chain.Anchor;
import polder.ports.chain.ChainException;
import polder.ports.chain.InputEvents;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/** A node that leaves out, or makes up, what contracts said is found out by who sees the chain. */
class InputsCheckTest {
  private static final Account ALICE = account(1);
  private static final ChainEvent DEPOSIT =
      new ChainEvent.Deposited(12, 0, 4, ALICE, ALICE, 1_000_000_000);
  private static final ChainEvent POST =
      new ChainEvent.Posted(17, 2, 0, ALICE, Bytes.fromHex("83010203"));
  private static final ChainEvent LATER = new ChainEvent.Deposited(25, 0, 5, ALICE, ALICE, 1);

  private final InputsCheck check = new InputsCheck(new ThreeBlocksAPage());

  /** A chain of blocks whose hash is that of their number. */
  private static final class ThreeBlocksAPage implements InputEvents {
    @Override
    public Page page(Optional<Anchor> cursor, Anchor upTo) throws ChainException {
      for (Anchor asked : cursor.isPresent() ? List.of(cursor.get(), upTo) : List.of(upTo)) {
        if (!asked.equals(anchor(asked.number()))) {
          throw new ChainException(ChainException.Kind.FORKED, "the chain went back");
        }
      }
      long from = cursor.map(read -> read.number() + 1).orElse(1L);
      long to = Math.min(upTo.number(), from + 2);
      List<ChainEvent> events = new ArrayList<>();
      for (ChainEvent event : List.of(DEPOSIT, POST, LATER)) {
        if (event.block() >= from && event.block() <= to) {
          events.add(event);
        }
      }
      return new Page(events, anchor(to));
    }
  }

  private static Anchor anchor(long number) {
    return new Anchor(number, Hash.sha256(new byte[] {(byte) number}));
  }

  private static ChainPoint point(long number) {
    return new ChainPoint(number, anchor(number).hash(), 1);
  }

  private static Account account(int filling) {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return new Account(Bytes.wrap(bytes));
  }

  private Optional<String> wrong(long before, long upTo, ChainEvent... events)
      throws ChainException {
    return check.wrong(point(before), point(upTo), List.of(events));
  }

  @Test
  void whatTheChainSaysIsRight() throws ChainException {
    assertThat(wrong(10, 20, DEPOSIT, POST)).isEmpty();
    assertThat(wrong(12, 16)).isEmpty();
    assertThat(wrong(20, 20)).isEmpty();
    assertThat(check.wrong(ChainPoint.NONE, point(20), List.of(DEPOSIT, POST))).isEmpty();
    assertThat(check.wrong(ChainPoint.NONE, ChainPoint.NONE, List.of())).isEmpty();
  }

  @Test
  void whatIsLeftOutIsNamed() throws ChainException {
    assertThat(wrong(10, 20, DEPOSIT))
        .contains("it lacks posted message 0 of block 17, which the chain has");
    assertThat(wrong(10, 20, POST))
        .contains("it lacks deposit 4 for " + ALICE + " of block 12, which the chain has");
  }

  @Test
  void whatIsMadeUpIsNamed() throws ChainException {
    assertThat(wrong(10, 20, DEPOSIT, POST, new ChainEvent.Deposited(18, 0, 5, ALICE, ALICE, 9)))
        .contains("it has deposit 5 for " + ALICE + " of block 18, which the chain has not");
    assertThat(check.wrong(ChainPoint.NONE, ChainPoint.NONE, List.of(POST))).isPresent();
  }

  @Test
  void anotherAmountIsNotWhatTheChainSays() throws ChainException {
    assertThat(wrong(10, 15, new ChainEvent.Deposited(12, 0, 4, ALICE, ALICE, 2))).isPresent();
  }

  @Test
  void ofABlockThatIsNotOnTheChainNothingIsKnown() {
    ChainPoint other = new ChainPoint(20, Hash.sha256(new byte[] {99}), 1);
    assertThatThrownBy(() -> check.wrong(point(10), other, List.of(DEPOSIT, POST)))
        .isInstanceOf(ChainException.class);
    assertThatThrownBy(() -> check.wrong(other, point(25), List.of(LATER)))
        .isInstanceOf(ChainException.class);
  }
}
