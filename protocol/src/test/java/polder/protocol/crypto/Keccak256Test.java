package polder.protocol.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Keccak256Test {
  private static final long SEED = 20_261_123;

  /** The first is the code hash of an account without code; the last names a Solidity event. */
  @ParameterizedTest
  @CsvSource({
    "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    "'Transfer(address,address,uint256)',"
        + " ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
  })
  void givesThePublishedDigests(String text, String digest) {
    assertThat(HexFormat.of().formatHex(Keccak256.digest(text.getBytes(US_ASCII))))
        .isEqualTo(digest);
  }

  @Test
  void agreesWithBouncyCastleAtEveryLengthAroundTheBlocks() {
    RandomGenerator random = generator();
    for (int length = 0; length <= 3 * 136 + 1; length++) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      assertThat(Keccak256.digest(content))
          .as("%d bytes of seed %d", length, SEED)
          .isEqualTo(bouncy(content));
    }
  }

  @Test
  void agreesWithBouncyCastleHoweverTheContentIsCut() {
    RandomGenerator random = generator();
    for (int trial = 0; trial < 2_000; trial++) {
      byte[][] parts = new byte[random.nextInt(6)][];
      for (int part = 0; part < parts.length; part++) {
        parts[part] = new byte[random.nextInt(200)];
        random.nextBytes(parts[part]);
      }
      assertThat(Keccak256.digest(parts))
          .as("seed %d, trial %d", SEED, trial)
          .isEqualTo(bouncy(parts));
    }
  }

  private static RandomGenerator generator() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  }

  private static byte[] bouncy(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }
}
