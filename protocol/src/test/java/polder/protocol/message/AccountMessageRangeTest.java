package polder.protocol.message;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;

/** Numbers that no place has are refused as a message, and never stop who reads them. */
class AccountMessageRangeTest {
  @Test
  void refusesNumbersThatNoPlaceHas() {
    for (long number : new long[] {1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, 90_000_001}) {
      assertThatThrownBy(() -> AccountMessage.decode(enrolment(number, 0, 0)))
          .isInstanceOf(CodecException.class);
    }
    for (long number : new long[] {1L << 40, Long.MIN_VALUE, 100_001}) {
      assertThatThrownBy(() -> AccountMessage.decode(enrolment(0, 0, number)))
          .isInstanceOf(CodecException.class);
    }
  }

  private static byte[] enrolment(long latMicro, long lonMicro, long heightDecimeters) {
    CborWriter writer = new CborWriter().beginArray(5).bytes(new byte[20]).integer(1);
    writer.text("enrol").beginArray(5).text("net");
    writer.bytes(DeviceKey.ed25519(new byte[32]).id().multikey());
    writer.beginArray(3).integer(latMicro).integer(lonMicro).integer(heightDecimeters);
    return writer.nil().bytes(new byte[64]).bytes(new byte[65]).toByteArray();
  }
}
