package polder.networks.compute.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/** What who times says has one form of bytes, and no other is read. */
final class TimedCodecTest {
  private static final DeviceId MACHINE = Samples.device(1).id();
  private static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  private static final Said.Timed TIMED =
      new Said.Timed(MACHINE, 7, SALT, 950, Hash.sha256(new byte[] {1}));

  @Test
  void whatWasTimedIsReadAsItWasWritten() {
    assertThat(SaidCodec.decode(SaidCodec.encode(TIMED))).isEqualTo(TIMED);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotTimedIsReadAsItWasWritten(Said.Untimed.Why why) {
    Said.Untimed said = new Said.Untimed(MACHINE, 7, why);
    assertThat(SaidCodec.decode(SaidCodec.encode(said))).isEqualTo(said);
  }

  @Test
  void bytesBehindItAreRefused() {
    Bytes longer = SaidCodec.encode(TIMED).concat(Bytes.wrap(new byte[] {0}));
    assertThatThrownBy(() -> SaidCodec.decode(longer)).isInstanceOf(CodecException.class);
  }

  /** 7 in two bytes where one would do. */
  @Test
  void aNumberThatIsNotInItsShortestFormIsRefused() {
    String hex = SaidCodec.encode(TIMED).toHex();
    String machine = MACHINE.multikey().toHex();
    int at = hex.indexOf(machine) + machine.length();
    assertThat(hex.substring(at, at + 2)).isEqualTo("07");
    Bytes longer = Bytes.fromHex(hex.substring(0, at) + "1807" + hex.substring(at + 2));
    assertThatThrownBy(() -> SaidCodec.decode(longer))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("shortest");
  }

  private static CborWriter timed(long epoch, Bytes salt, long millis) {
    return new CborWriter()
        .beginArray(6)
        .text("timed")
        .bytes(MACHINE.multikey())
        .integer(epoch)
        .bytes(salt)
        .integer(millis)
        .hash(Hash.ZERO);
  }

  @Test
  void whatNoMachineCanHaveSeenIsRefused() {
    assertThat(SaidCodec.decode(timed(0, SALT, 1).toBytes())).isInstanceOf(Said.Timed.class);
    for (CborWriter wrong :
        new CborWriter[] {
          timed(-1, SALT, 1),
          timed(0, Bytes.wrap(new byte[Seals.SALT_SIZE - 1]), 1),
          timed(0, SALT, 0),
          timed(0, SALT, Said.Timed.MOST_MILLIS + 1),
          new CborWriter()
              .beginArray(4)
              .text("untimed")
              .bytes(MACHINE.multikey())
              .integer(7)
              .text("tired"),
          new CborWriter()
              .beginArray(4)
              .text("untimed")
              .bytes(Bytes.wrap(new byte[4]))
              .integer(7)
              .text("busy")
        }) {
      assertThatThrownBy(() -> SaidCodec.decode(wrong.toBytes()))
          .isInstanceOf(CodecException.class);
    }
  }
}
