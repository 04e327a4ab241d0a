package polder.node.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By RFC 9110, section 14. */
final class ByteRangeTest {
  @Test
  void readsOneRange() {
    assertThat(ByteRange.of("bytes=0-9", 100)).isEqualTo(new ByteRange.Part(0, 9));
    assertThat(ByteRange.of("bytes=90-", 100)).isEqualTo(new ByteRange.Part(90, 99));
    assertThat(ByteRange.of("bytes=-1", 100)).isEqualTo(new ByteRange.Part(99, 99));
    assertThat(ByteRange.of("bytes=-200", 100)).isEqualTo(new ByteRange.Part(0, 99));
    assertThat(ByteRange.of("bytes=99-500", 100)).isEqualTo(new ByteRange.Part(99, 99));
  }

  @Test
  void knowsWhatIsNotThere() {
    assertThat(ByteRange.of("bytes=100-", 100)).isEqualTo(new ByteRange.Beyond());
    assertThat(ByteRange.of("bytes=-0", 100)).isEqualTo(new ByteRange.Beyond());
    assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Beyond());
    assertThat(ByteRange.of("bytes=-5", 0)).isEqualTo(new ByteRange.Beyond());
  }

  @Test
  void givesAllOfWhatItDoesNotKnow() {
    for (String odd :
        new String[] {
          "",
          "bytes=",
          "bytes=-",
          "bytes=3-2",
          "bytes=0-1,2-3",
          "bytes=+1-2",
          "bytes=0-9999999999999999999",
          "items=0-1",
          "bytes=a-b"
        }) {
      assertThat(ByteRange.of(odd, 100)).as(odd).isEqualTo(new ByteRange.All());
    }
  }
}
