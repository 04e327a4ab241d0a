package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.Vectors;
import tools.jackson.databind.JsonNode;

class Ed25519Test {
  private static final Edwards25519 BASE =
      point("5866666666666666666666666666666666666666666666666666666666666666");
  private static final byte[] SEED =
      Bytes.fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").toArray();
  private static final byte[] MESSAGE = "21.5 degrees".getBytes(StandardCharsets.UTF_8);
  private static final BigInteger L = Edwards25519.L;

  /** Pure Java, and native code where this platform has it. */
  private static final List<Ed25519Backend> BACKENDS = backends();

  private static List<Ed25519Backend> backends() {
    List<Ed25519Backend> all = new ArrayList<>();
    all.add(new TinkEd25519());
    Corretto.provider().ifPresent(provider -> all.add(new CorrettoEd25519(provider)));
    return all;
  }

  private static Edwards25519 point(String hex) {
    return Edwards25519.decode(Bytes.fromHex(hex).unsafeArray()).orElseThrow();
  }

  /** The verdict of every library, which must be one. */
  private static boolean verdict(Bytes key, byte[] message, byte[] signature) {
    boolean verdict = Ed25519.verify(key, message, signature);
    for (Ed25519Backend backend : BACKENDS) {
      assertThat(Ed25519.verify(backend, key, message, signature))
          .as("%s on key %s signature %s", backend.name(), key, Bytes.copyOf(signature))
          .isEqualTo(verdict);
    }
    return verdict;
  }

  private static byte[] sha512(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The secret scalar of a seed, RFC 8032 section 5.1.5. */
  private static BigInteger scalar(byte[] seed) {
    byte[] half = Arrays.copyOf(sha512(seed), 32);
    half[0] &= (byte) 0xf8;
    half[31] = (byte) (half[31] & 0x7f | 0x40);
    return Edwards25519.littleEndian(half);
  }

  private static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
    return Edwards25519.littleEndian(sha512(r, key, message)).mod(L);
  }

  private static byte[] join(byte[] r, BigInteger s) {
    return Bytes.wrap(r).concat(Bytes.wrap(Edwards25519.littleEndian(s))).toArray();
  }

  /** All eight points T with 8·T = identity; the first is the identity. */
  private static List<Edwards25519> torsion() {
    for (int y = 2; ; y++) {
      Optional<Edwards25519> any =
          Edwards25519.decode(Edwards25519.littleEndian(BigInteger.valueOf(y)));
      if (any.isEmpty()) {
        continue;
      }
      Edwards25519 generator = any.get().multiply(L);
      if (!generator.multiply(BigInteger.valueOf(4)).isIdentity()) {
        List<Edwards25519> points = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          points.add(generator.multiply(BigInteger.valueOf(i)));
        }
        return points;
      }
    }
  }

  @Test
  void nativeCodeIsUsedWhereAmazonBuildsIt() {
    String arch = System.getProperty("os.arch");
    Assumptions.assumeTrue(
        "Linux".equals(System.getProperty("os.name")) && "amd64".equals(arch),
        "skipped: expected on linux x86-64 only");
    assertThat(Ed25519.backend()).isEqualTo("corretto");
  }

  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void signsAsInTheExamplesOfRfc8032(String seed, String key, String message, String signature) {
    byte[] secret = Bytes.fromHex(seed).toArray();
    byte[] text = Bytes.fromHex(message).toArray();
    assertThat(Ed25519.publicKey(secret)).isEqualTo(Bytes.fromHex(key));
    for (Ed25519Backend backend : BACKENDS) {
      assertThat(backend.sign(secret, text)).isEqualTo(Bytes.fromHex(signature).toArray());
    }
    assertThat(verdict(Bytes.fromHex(key), text, Ed25519.sign(secret, text))).isTrue();
  }

  @Test
  void agreesWithWycheproof() {
    int cases = 0;
    for (JsonNode group : Vectors.json("wycheproof/ed25519_test.json").get("testGroups")) {
      Bytes key = Bytes.fromHex(group.get("publicKey").get("pk").asString());
      assertThat(Ed25519.isEnrollable(key)).isTrue();
      for (JsonNode test : group.get("tests")) {
        byte[] message = Bytes.fromHex(test.get("msg").asString()).toArray();
        byte[] signature = Bytes.fromHex(test.get("sig").asString()).toArray();
        assertThat(verdict(key, message, signature))
            .as("tcId %s", test.get("tcId"))
            .isEqualTo("valid".equals(test.get("result").asString()));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(151);
  }

  @Test
  void refusesEveryCaseThatLibrariesDisagreeOn() {
    int cases = 0;
    for (JsonNode test : Vectors.json("ed25519-speccheck/cases.json")) {
      Bytes key = Bytes.fromHex(test.get("pub_key").asString());
      byte[] message = Bytes.fromHex(test.get("message").asString()).toArray();
      byte[] signature = Bytes.fromHex(test.get("signature").asString()).toArray();
      boolean valid = verdict(key, message, signature);
      assertThat(Ed25519.isEnrollable(key) && valid).as("case %d", cases).isFalse();
      cases++;
    }
    assertThat(cases).isEqualTo(12);
  }

  @Test
  void refusesASmallOrderPointAddedToR() {
    byte[] key = Ed25519.publicKey(SEED).toArray();
    BigInteger a = scalar(SEED);
    BigInteger nonce = Edwards25519.littleEndian(sha512(MESSAGE)).mod(L);
    BigInteger eight = BigInteger.valueOf(8);
    int valid = 0;
    for (Edwards25519 small : torsion()) {
      Edwards25519 point = BASE.multiply(nonce).add(small);
      byte[] r = point.encode();
      BigInteger k = challenge(r, key, MESSAGE);
      BigInteger s = nonce.add(k.multiply(a)).mod(L);
      // Whoever multiplies by the cofactor first accepts all eight.
      assertThat(BASE.multiply(s.multiply(eight)).encode())
          .isEqualTo(
              point
                  .multiply(eight)
                  .add(Edwards25519.decode(key).orElseThrow().multiply(k.multiply(eight)))
                  .encode());
      boolean verdict = verdict(Bytes.wrap(key), MESSAGE, join(r, s));
      assertThat(verdict).isEqualTo(small.isIdentity());
      valid += verdict ? 1 : 0;
    }
    assertThat(valid).isEqualTo(1);
  }

  @Test
  void refusesAnotherSpellingOfS() {
    Bytes key = Ed25519.publicKey(SEED);
    byte[] signature = Ed25519.sign(SEED, MESSAGE);
    byte[] r = Arrays.copyOf(signature, 32);
    BigInteger s = Edwards25519.littleEndian(Arrays.copyOfRange(signature, 32, 64));
    assertThat(verdict(key, MESSAGE, join(r, s))).isTrue();
    BigInteger same = s.add(L);
    while (same.bitLength() <= 256) {
      assertThat(verdict(key, MESSAGE, join(r, same))).isFalse();
      same = same.add(L);
    }
  }

  @Test
  void sMayBeZeroButNotTheOrder() {
    // S = 0 fits R = −k·A, which the owner of the key cannot choose k for; the identity key can.
    byte[] key = Ed25519.publicKey(SEED).toArray();
    byte[] identity = Edwards25519.IDENTITY.encode();
    assertThat(verdict(Bytes.wrap(identity), MESSAGE, join(identity, BigInteger.ZERO))).isTrue();
    assertThat(verdict(Bytes.wrap(identity), MESSAGE, join(identity, L))).isFalse();
    assertThat(verdict(Bytes.wrap(key), MESSAGE, join(identity, L))).isFalse();
  }

  @Test
  void refusesAnotherSpellingOfR() {
    byte[] key = Ed25519.publicKey(SEED).toArray();
    byte[] canonical = Edwards25519.IDENTITY.encode();
    byte[] aboveP = Edwards25519.littleEndian(Edwards25519.P.add(BigInteger.ONE));
    byte[] negativeZero = canonical.clone();
    negativeZero[31] = (byte) 0x80;
    for (byte[] r : List.of(canonical, aboveP, negativeZero)) {
      // With R the identity, S = k·a fulfils the equation between points for all three.
      BigInteger s = challenge(r, key, MESSAGE).multiply(scalar(SEED)).mod(L);
      assertThat(verdict(Bytes.wrap(key), MESSAGE, join(r, s))).isEqualTo(r == canonical);
    }
  }

  @Test
  void enrolsNoKeyWithASmallOrderPart() {
    Edwards25519 good = Edwards25519.decode(Ed25519.publicKey(SEED).toArray()).orElseThrow();
    assertThat(torsion().stream().map(Edwards25519::encode).map(Bytes::wrap).distinct()).hasSize(8);
    for (Edwards25519 small : torsion()) {
      assertThat(Ed25519.isEnrollable(Bytes.wrap(small.encode()))).isFalse();
      assertThat(Ed25519.isEnrollable(Bytes.wrap(good.add(small).encode())))
          .isEqualTo(small.isIdentity());
    }
  }

  @Test
  void theFastCheckOfTheOrderAgreesWithTheDefinition() {
    SplittableRandom random = new SplittableRandom(20260103);
    int points = 0;
    int free = 0;
    byte[] encoded = new byte[32];
    while (points < 300) {
      random.nextBytes(encoded);
      Optional<Edwards25519> point = Edwards25519.decode(encoded);
      if (point.isPresent()) {
        for (Edwards25519 one : List.of(point.get(), point.get().multiply(BigInteger.valueOf(8)))) {
          boolean expected = one.multiply(L).isIdentity();
          assertThat(one.isTorsionFree()).as(Bytes.copyOf(encoded).toHex()).isEqualTo(expected);
          points++;
          free += expected ? 1 : 0;
        }
      }
    }
    // Every multiple of eight is, and one in eight of the others.
    assertThat(free).isBetween(151, 190);
    for (Edwards25519 small : torsion()) {
      assertThat(small.isTorsionFree()).isEqualTo(small.isIdentity());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00",
        // not on the curve
        "0200000000000000000000000000000000000000000000000000000000000000",
        // y = p, p + 1, 2^255 − 1
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // x = 0 with a sign, at y = 1 and y = −1
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void enrolsNoKeyThatIsNoCanonicalPoint(String hex) {
    Bytes key = Bytes.fromHex(hex);
    assertThat(Ed25519.isEnrollable(key)).isFalse();
    assertThat(verdict(key, MESSAGE, Ed25519.sign(SEED, MESSAGE))).isFalse();
    assertThat(verdict(key, MESSAGE, join(Edwards25519.IDENTITY.encode(), BigInteger.ZERO)))
        .isFalse();
  }

  @Test
  void theQuickLookAtAKeyAgreesWithItsDecoding() {
    byte[] top = new byte[32];
    Arrays.fill(top, (byte) 0xff);
    for (int first = 0; first < 256; first++) {
      for (int last : new int[] {0x00, 0x7f, 0x80, 0xff}) {
        for (byte[] middle : List.of(new byte[32], top)) {
          byte[] key = middle.clone();
          key[0] = (byte) first;
          key[31] = (byte) last;
          BigInteger y = Edwards25519.littleEndian(key).clearBit(255);
          boolean zero =
              y.equals(BigInteger.ONE) || y.equals(Edwards25519.P.subtract(BigInteger.ONE));
          assertThat(Edwards25519.isNotCanonical(key))
              .as(Bytes.wrap(key).toHex())
              .isEqualTo(y.compareTo(Edwards25519.P) >= 0 || (zero && last >= 0x80));
        }
      }
    }
  }

  @Test
  void librariesAgreeEvenOnKeysThatAreNeverEnrolled() {
    Edwards25519 good = Edwards25519.decode(Ed25519.publicKey(SEED).toArray()).orElseThrow();
    byte[] mixed = good.add(torsion().get(1)).encode();
    BigInteger nonce = BigInteger.valueOf(1_234_567);
    byte[] r = BASE.multiply(nonce).encode();
    int valid = 0;
    for (int i = 0; i < 64; i++) {
      byte[] message = ("reading " + i).getBytes(StandardCharsets.UTF_8);
      BigInteger k = challenge(r, mixed, message);
      BigInteger s = nonce.add(k.multiply(scalar(SEED))).mod(L);
      boolean verdict = verdict(Bytes.wrap(mixed), message, join(r, s));
      // The small part vanishes from k·A exactly if its order divides k.
      assertThat(verdict).isEqualTo(k.mod(BigInteger.valueOf(8)).signum() == 0);
      valid += verdict ? 1 : 0;
    }
    assertThat(valid).isPositive();
  }

  @Test
  void anyFlippedBitIsNoticed() {
    SplittableRandom random = new SplittableRandom(20260101);
    byte[] signature = Ed25519.sign(SEED, MESSAGE);
    Bytes key = Ed25519.publicKey(SEED);
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verdict(key, MESSAGE, changed)).isFalse();
      byte[] otherKey = key.toArray();
      int keyBit = random.nextInt(256);
      otherKey[keyBit / 8] ^= (byte) (1 << keyBit % 8);
      assertThat(verdict(Bytes.wrap(otherKey), MESSAGE, signature)).isFalse();
    }
    assertThat(verdict(key, MESSAGE, Arrays.copyOf(signature, 63))).isFalse();
    assertThat(verdict(key, MESSAGE, Arrays.copyOf(signature, 65))).isFalse();
    assertThat(verdict(key, MESSAGE, new byte[0])).isFalse();
  }

  @Test
  void aSeedOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> Ed25519.sign(new byte[31], MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ed25519.publicKey(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
