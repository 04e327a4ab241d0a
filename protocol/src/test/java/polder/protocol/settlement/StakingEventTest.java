package polder.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.money.Unsigned;

class StakingEventTest {
  private static final Account ANN = account(1);
  private static final Account BEN = account(2);
  private static final BigInteger MOST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private static Account account(int number) {
    return Account.parse("0x" + Integer.toString(number).repeat(40));
  }

  static List<ChainEvent> events() {
    return List.of(
        new StakingEvent.CommissionSet(7, 0, ANN, 1_000_000, 1_700_000_000),
        new StakingEvent.Delegated(7, 1, ANN, BEN, BigInteger.TEN.pow(18)),
        new StakingEvent.Undelegated(7, 2, ANN, BEN, MOST),
        new StakingEvent.SetOpened(
            7,
            3,
            2,
            List.of(
                new StakingEvent.Member(ANN, BigInteger.ZERO), new StakingEvent.Member(BEN, MOST))),
        new StakingEvent.SetOpened(7, 4, 3, List.of()),
        new StakingEvent.Finalised(7, 5, 9, Hash.sha256(new byte[] {1}), 1_700_000_000, -1, 2),
        new StakingEvent.Submitted(7, 6, ANN, 8, 9, 90_000, BigInteger.ONE));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventSurvivesItsEncodingAndNoPartOfIt(ChainEvent event) {
    Bytes encoded = event.encode();
    assertThat(ChainEvent.decode(encoded)).isEqualTo(event);
    for (int length = 0; length < encoded.size(); length++) {
      Bytes cut = Bytes.copyOf(encoded.toArray(), 0, length);
      assertThatThrownBy(() -> ChainEvent.decode(cut)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void whatNoContractSaysIsRefused() {
    StakingEvent.Member ann = new StakingEvent.Member(ANN, BigInteger.ONE);
    StakingEvent.Member ben = new StakingEvent.Member(BEN, BigInteger.ONE);
    assertThatThrownBy(() -> new StakingEvent.SetOpened(1, 0, 1, List.of(ben, ann)))
        .hasMessageContaining("ascend");
    assertThatThrownBy(() -> new StakingEvent.CommissionSet(1, 0, ANN, 1_000_001, 0))
        .hasMessageContaining("commission");
    assertThatThrownBy(() -> new StakingEvent.Submitted(1, 0, ANN, 9, 8, 1, BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StakingEvent.Delegated(1, 0, ANN, BEN, BigInteger.valueOf(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void amountsHaveOneForm() {
    assertThat(Unsigned.encode(BigInteger.ZERO)).isEqualTo(Bytes.EMPTY);
    assertThat(Unsigned.encode(BigInteger.valueOf(128))).isEqualTo(Bytes.fromHex("80"));
    assertThat(Unsigned.decode(Unsigned.encode(MOST))).isEqualTo(MOST);
    Bytes padded =
        new CborWriter()
            .beginArray(6)
            .text("delegated")
            .integer(7)
            .integer(0)
            .bytes(ANN.address())
            .bytes(BEN.address())
            .bytes(Bytes.fromHex("0001"))
            .toBytes();
    assertThatThrownBy(() -> ChainEvent.decode(padded)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Unsigned.decode(Bytes.wrap(new byte[33])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
