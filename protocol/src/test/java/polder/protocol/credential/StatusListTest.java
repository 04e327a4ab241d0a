package polder.protocol.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import polder.protocol.json.JsonObject;

/** Bitstring lists, against the platform's gzip. */
class StatusListTest {
  private static final String URL = "https://a.example/list";

  private static String gzip(byte[] bits) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bits);
    }
    return encoded(out.toByteArray());
  }

  private static String encoded(byte[] file) {
    return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(file);
  }

  @Test
  void aBitStandsWhereTheStandardSays() throws IOException {
    byte[] bits = new byte[16_384];
    bits[0] = (byte) 0x80;
    bits[1] = 1;
    StatusList list = StatusList.decode(gzip(bits));
    assertThat(list.set()).containsExactly(0, 15);
    assertThat(StatusList.empty().with(0).with(15).with(15).set()).containsExactly(0, 15);
    assertThat(list.size()).isEqualTo(StatusList.LEAST_ENTRIES);
    assertThatThrownBy(() -> list.isSet(StatusList.LEAST_ENTRIES))
        .hasMessageContaining("has no entry 131072");
  }

  /** The example of the standard's §2.2: a list of the least length without a set bit. */
  @Test
  void theStandardsExampleIsRead() {
    String encoded = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    StatusList list = StatusList.decode(encoded);
    assertThat(list.size()).isEqualTo(131_072);
    assertThat(list.set()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadByOthersAndOurselves() throws IOException {
    long seed = 1950;
    Random random = new Random(seed);
    for (int set : new int[] {0, 1, 100, 20_000}) {
      StatusList list = StatusList.empty();
      for (int i = 0; i < set; i++) {
        list = list.with(random.nextInt(StatusList.LEAST_ENTRIES));
      }
      String encoded = list.encode();
      assertThat(StatusList.decode(encoded).set())
          .as("seed %d", seed)
          .containsExactlyElementsOf(each(list));
      byte[] file = Base64.getUrlDecoder().decode(encoded.substring(1));
      byte[] content = new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes();
      assertThat(content).hasSize(16_384);
    }
  }

  /** The numbers of set bits, found by asking for each. */
  private static List<Integer> each(StatusList list) {
    return IntStream.range(0, list.size()).filter(list::isSet).boxed().toList();
  }

  /** All kinds of blocks, over contents that compress well and not at all. */
  @Test
  void allThatThePlatformCompressesComesBack() {
    long seed = 1951;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] content = new byte[random.nextInt(40_000)];
      int kinds = 1 + random.nextInt(256);
      for (int at = 0; at < content.length; at++) {
        content[at] = (byte) random.nextInt(kinds);
      }
      Deflater deflater = new Deflater(random.nextInt(10), true);
      deflater.setStrategy(random.nextInt(3));
      deflater.setInput(content);
      deflater.finish();
      byte[] packed = new byte[80_000];
      int packedSize = 0;
      while (!deflater.finished()) {
        packedSize += deflater.deflate(packed, packedSize, packed.length - packedSize);
      }
      deflater.end();
      int length = packedSize;
      assertThat(new Inflate(packed, 0, length, 40_000).all())
          .as("seed %d", seed)
          .isEqualTo(content);
      int cut = length - 1;
      assertThatThrownBy(() -> new Inflate(packed, 0, cut, 40_000).all())
          .isInstanceOf(CredentialException.class);
      assertThatThrownBy(() -> new Inflate(packed, 0, length + 1, 40_000).all())
          .isInstanceOf(CredentialException.class);
    }
  }

  @Test
  void listsOutOfBoundsAreRefused() throws IOException {
    String tooShort = gzip(new byte[16_383]);
    assertThatThrownBy(() -> StatusList.decode(tooShort)).hasMessageContaining("at least 131072");
    String bomb = gzip(new byte[10_000_000]);
    assertThatThrownBy(() -> StatusList.decode(bomb)).hasMessageContaining("at most 1048576");
    assertThatThrownBy(() -> StatusList.decode("zabc")).hasMessageContaining("starts with u");
    assertThatThrownBy(() -> StatusList.decode("u!")).hasMessageContaining("base64url");
    byte[] file = Base64.getUrlDecoder().decode(gzip(new byte[16_384]).substring(1));
    byte[] wrong = file.clone();
    wrong[wrong.length - 8] ^= 1;
    assertThatThrownBy(() -> StatusList.decode(encoded(wrong))).hasMessageContaining("checksum");
    assertThatThrownBy(() -> StatusList.decode(encoded(Arrays.copyOf(file, 12))))
        .isInstanceOf(CredentialException.class);
  }

  @Test
  void aListRevokesWhatNamesIt() {
    Credential credential = Credential.of(CredentialTest.unsigned());
    JsonObject list = StatusList.empty().credential(URL, credential.issuer(), 0);
    assertThat(StatusList.isRevoked(credential, Credential.of(list))).isFalse();
    JsonObject revoking = StatusList.empty().with(7).credential(URL, credential.issuer(), 0);
    assertThat(StatusList.isRevoked(credential, Credential.of(revoking))).isTrue();
    JsonObject elsewhere =
        StatusList.empty().with(7).credential("https://b.example/", credential.issuer(), 0);
    assertThatThrownBy(() -> StatusList.isRevoked(credential, Credential.of(elsewhere)))
        .hasMessageContaining("not the list");
    JsonObject others = StatusList.empty().credential(URL, "did:web:other.example", 0);
    assertThatThrownBy(() -> StatusList.isRevoked(credential, Credential.of(others)))
        .hasMessageContaining("not the list");
    assertThatThrownBy(() -> StatusList.isRevoked(credential, credential))
        .isInstanceOf(CredentialException.class);
  }
}
