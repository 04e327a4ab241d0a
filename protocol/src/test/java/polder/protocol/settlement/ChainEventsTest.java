package polder.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/** The file of what contracts said. */
class ChainEventsTest {
  private static final ChainEvent DEPOSIT =
      new ChainEvent.Deposited(7, 0, 0, account(1), account(2), 1_000_000_000);
  private static final ChainEvent POST =
      new ChainEvent.Posted(7, 3, 5, account(2), Bytes.fromHex("83010203"));
  private static final ChainEvent LATER =
      new ChainEvent.Deposited(9, 0, 1, account(1), account(1), Long.MAX_VALUE);

  private static Account account(int filling) {
    byte[] bytes = new byte[Account.SIZE];
    Arrays.fill(bytes, (byte) filling);
    return new Account(Bytes.wrap(bytes));
  }

  @Test
  void whatIsWrittenIsRead() {
    List<ChainEvent> events = List.of(DEPOSIT, POST, LATER);
    assertThat(ChainEvents.decode(ChainEvents.encode(events))).isEqualTo(events);
  }

  @Test
  void noEventsAreNoBytes() {
    assertThat(ChainEvents.encode(List.of())).isEqualTo(Bytes.EMPTY);
    assertThat(ChainEvents.NO_FILE).isEqualTo(Hash.sha256(new byte[0]));
    assertThat(ChainEvents.decode(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void orderIsByBlockThenIndexAndNothingIsTwice() {
    for (List<ChainEvent> wrong :
        List.of(List.of(POST, DEPOSIT), List.of(LATER, POST), List.of(POST, POST))) {
      assertThatThrownBy(() -> ChainEvents.encode(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("event 1 stands out of canonical order");
      Bytes file = wrong.get(0).encode().concat(wrong.get(1).encode());
      assertThatThrownBy(() -> ChainEvents.decode(file))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("event 1 stands out of canonical order");
    }
  }

  @Test
  void whatIsOutOfItsRangeIsRefused() {
    Bytes nothing =
        raw("deposited", 7, 0).integer(0).bytes(bytes(20)).bytes(bytes(20)).integer(0).toBytes();
    Bytes inBlockZero =
        raw("deposited", 0, 0).integer(0).bytes(bytes(20)).bytes(bytes(20)).integer(1).toBytes();
    Bytes shortAccount =
        raw("deposited", 7, 0).integer(0).bytes(bytes(19)).bytes(bytes(20)).integer(1).toBytes();
    Bytes negativeIndex =
        raw("deposited", 7, -1).integer(0).bytes(bytes(20)).bytes(bytes(20)).integer(1).toBytes();
    for (Bytes wrong : List.of(nothing, inBlockZero, shortAccount, negativeIndex)) {
      assertThatThrownBy(() -> ChainEvents.decode(wrong))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("event 0");
    }
  }

  @Test
  void unknownKindsAndLongMessagesAreRefused() {
    Bytes unknown = new CborWriter().beginArray(3).text("minted").integer(1).integer(2).toBytes();
    Bytes empty = posted(0);
    Bytes tooLong = posted(ChainEvents.MOST_MESSAGE_BYTES + 1);
    for (Bytes wrong : List.of(unknown, empty, tooLong)) {
      assertThatThrownBy(() -> ChainEvents.decode(wrong)).isInstanceOf(CodecException.class);
    }
    assertThat(ChainEvents.decode(posted(ChainEvents.MOST_MESSAGE_BYTES))).hasSize(1);
  }

  private static Bytes posted(int size) {
    return new CborWriter()
        .beginArray(6)
        .text("posted")
        .integer(1)
        .integer(0)
        .integer(0)
        .bytes(bytes(20))
        .bytes(bytes(size))
        .toBytes();
  }

  private static CborWriter raw(String kind, long block, long index) {
    return new CborWriter().beginArray(7).text(kind).integer(block).integer(index);
  }

  private static byte[] bytes(int size) {
    return new byte[size];
  }
}
