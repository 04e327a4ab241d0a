package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.Assessment;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

class OutcomeCodecTest {
  private static final Hash MESSAGE = Hash.sha256(new byte[] {7});
  private static final DeviceId DEVICE = Samples.device(1).id();
  private static final GroupKey GROUP = new GroupKey("841f1d5ffffffff");

  static List<OutcomeLeaf> lines() {
    return List.of(
        new OutcomeLeaf.Refusal("", Bytes.EMPTY, MESSAGE, "malformed", "ünlesbar at byte 0"),
        new OutcomeLeaf.Registration("air", Samples.account(1), MESSAGE, "enrol", DEVICE.did()),
        new OutcomeLeaf.Reward(
            "air",
            GROUP,
            DEVICE,
            Samples.account(1),
            1,
            2,
            3,
            4,
            5,
            true,
            List.of(new Factor("availability", 1_000_000), new Factor("need", 0)),
            List.of("unverified", "dense"),
            List.of(
                new Assessment(
                    MESSAGE,
                    Samples.GENESIS_MILLIS,
                    "temperature",
                    Assessment.Verdict.REJECTED,
                    List.of(
                        new Finding("bounds", Finding.Result.FAIL, -91_000, -30_000, "Cel"),
                        new Finding(
                            "copy",
                            Finding.Result.FAIL,
                            12,
                            100,
                            "Cel",
                            Optional.of(Samples.device(77).id())),
                        new Finding("step", Finding.Result.UNDECIDED, 0, 8_000, "Cel")))),
            List.of(MESSAGE)),
        new OutcomeLeaf.Reward(
            "air",
            GROUP,
            DEVICE,
            Samples.account(1),
            0,
            0,
            0,
            0,
            0,
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of()),
        new OutcomeLeaf.Paid("air", GROUP, Samples.account(1), 9, "asked", Optional.empty()),
        new OutcomeLeaf.Paid(
            "air", GROUP, Samples.account(1), 9, "asked", Optional.of(Samples.device(1).id())),
        new OutcomeLeaf.Refunded("air", GROUP, Samples.account(1), 9, "asked"),
        new OutcomeLeaf.Penalised("air", GROUP, DEVICE, 9, "asked"),
        new OutcomeLeaf.Released("air", DEVICE, Samples.account(1), 9, true),
        new StakeLine.Signed(
            Samples.account(1),
            7,
            9,
            true,
            BigInteger.TEN.pow(21),
            BigInteger.TWO.pow(96),
            30,
            10,
            1,
            20),
        new StakeLine.Delegated(Samples.account(1), Samples.account(2), 9),
        new StakeLine.Gas(Samples.account(1), 7, 9, Long.MAX_VALUE, 9));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyLineSurvivesItsEncoding(OutcomeLeaf line) {
    assertThat(OutcomeCodec.decode(OutcomeCodec.encode(line))).isEqualTo(line);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyLineTellsItsNetworkAlone(OutcomeLeaf line) {
    assertThat(OutcomeCodec.network(OutcomeCodec.encode(line))).isEqualTo(line.network());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyTruncationIsRefused(OutcomeLeaf line) {
    Bytes encoded = OutcomeCodec.encode(line);
    for (int length = 0; length < encoded.size(); length++) {
      Bytes cut = Bytes.copyOf(encoded.toArray(), 0, length);
      assertThatThrownBy(() -> OutcomeCodec.decode(cut)).isInstanceOf(CodecException.class);
    }
    assertThatThrownBy(() -> OutcomeCodec.decode(encoded.concat(Bytes.fromHex("00"))))
        .isInstanceOf(CodecException.class);
  }

  /** A number that only looks like a kind when it is cut to 32 bits, among others. */
  @ParameterizedTest
  @ValueSource(longs = {-1, 10, 1L << 32, (1L << 32) + 3, Long.MAX_VALUE})
  void thereAreTenKindsOfLine(long kind) {
    Bytes encoded =
        new CborWriter()
            .beginArray(6)
            .integer(kind)
            .text("air")
            .text("g")
            .bytes(Samples.account(1).address())
            .integer(9)
            .text("asked")
            .toBytes();

    assertThatThrownBy(() -> OutcomeCodec.decode(encoded))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no group!"})
  void whatIsNoGroupIsRefused(String group) {
    Bytes encoded =
        new CborWriter()
            .beginArray(6)
            .integer(3)
            .text("air")
            .text(group)
            .bytes(Samples.account(1).address())
            .integer(9)
            .text("asked")
            .toBytes();

    assertThatThrownBy(() -> OutcomeCodec.decode(encoded)).isInstanceOf(CodecException.class);
  }
}
