package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.Vectors;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

class Secp256k1Test {
  private static final BigInteger P =
      new BigInteger("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  /** The secret 1, whose account and signatures many projects publish. */
  private static final byte[] ONE = BigEndian.unsigned(BigInteger.ONE, 32);

  private static Hash sha256(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void anAccountIsTheHashOfItsKey() {
    assertThat(Secp256k1.account(ONE)).hasToString("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    byte[] cow = Keccak256.digest("cow".getBytes(StandardCharsets.US_ASCII));
    assertThat(Secp256k1.account(cow)).hasToString("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
  }

  @Test
  void signsAsOthersByRfc6979() {
    // From the tests of Bitcoin libraries: secret 1 and these texts, over SHA-256, low s.
    assertThat(Bytes.wrap(Secp256k1.sign(ONE, sha256("Satoshi Nakamoto"))).toHex())
        .startsWith(
            "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
    assertThat(
            Bytes.wrap(
                    Secp256k1.sign(
                        ONE,
                        sha256(
                            "All those moments will be lost in time, like tears in rain. Time to"
                                + " die...")))
                .toHex())
        .startsWith(
            "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
                + "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21");
  }

  @Test
  void recoversWhoSigned() {
    SplittableRandom random = new SplittableRandom(20260102);
    for (int i = 0; i < 200; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      Hash digest = Hash.sha256(secret);
      byte[] signature = Secp256k1.sign(secret, digest);
      assertThat(Secp256k1.recover(digest, signature)).contains(Secp256k1.account(secret));
      signature[64] ^= 27 ^ 28;
      assertThat(Secp256k1.recover(digest, signature)).isNotEqualTo(signer(secret));
    }
  }

  private static Optional<Account> signer(byte[] secret) {
    return Optional.of(Secp256k1.account(secret));
  }

  @Test
  void refusesWhatTheChainRefuses() {
    Hash digest = sha256("a payout");
    byte[] good = Secp256k1.sign(ONE, digest);
    BigInteger s = new BigInteger(1, good, 32, 32);
    byte[] highS = good.clone();
    System.arraycopy(BigEndian.unsigned(N.subtract(s), 32), 0, highS, 32, 32);
    highS[64] ^= 27 ^ 28;
    assertThat(Secp256k1.recover(digest, highS)).isEmpty();
    for (int v : new int[] {0, 1, 26, 29, 30, 255}) {
      byte[] otherV = good.clone();
      otherV[64] = (byte) v;
      assertThat(Secp256k1.recover(digest, otherV)).isEmpty();
    }
    for (BigInteger number : new BigInteger[] {BigInteger.ZERO, N, P}) {
      byte[] otherR = good.clone();
      System.arraycopy(BigEndian.unsigned(number, 32), 0, otherR, 0, 32);
      assertThat(Secp256k1.recover(digest, otherR)).isEmpty();
      byte[] otherS = good.clone();
      System.arraycopy(BigEndian.unsigned(number, 32), 0, otherS, 32, 32);
      assertThat(Secp256k1.recover(digest, otherS)).isEmpty();
    }
    // x = 5 has no point on this curve.
    byte[] offCurve = good.clone();
    System.arraycopy(BigEndian.unsigned(BigInteger.valueOf(5), 32), 0, offCurve, 0, 32);
    assertThat(Secp256k1.recover(digest, offCurve)).isEmpty();
    assertThat(Secp256k1.recover(digest, Arrays.copyOf(good, 64))).isEmpty();
    assertThat(Secp256k1.recover(digest, Arrays.copyOf(good, 66))).isEmpty();
    assertThat(Secp256k1.recover(digest, new byte[0])).isEmpty();
  }

  @Test
  void agreesWithWycheproof() {
    int cases = 0;
    int beyondTheChain = 0;
    JsonNode file = Vectors.json("wycheproof/ecdsa_secp256k1_sha256_bitcoin_test.json");
    for (JsonNode group : file.get("testGroups")) {
      byte[] point = Bytes.fromHex(group.get("publicKey").get("uncompressed").asString()).toArray();
      byte[] hash = Keccak256.digest(Arrays.copyOfRange(point, 1, 65));
      Account account = new Account(Bytes.copyOf(hash, 12, 20));
      for (JsonNode test : group.get("tests")) {
        Hash digest = Hash.sha256(Bytes.fromHex(test.get("msg").asString()).toArray());
        Optional<byte[]> raw =
            DerSignature.toRaw(Bytes.fromHex(test.get("sig").asString()).toArray());
        boolean recovered = raw.isPresent() && recovers(digest, raw.get(), account);
        boolean valid = "valid".equals(test.get("result").asString());
        if (valid && !recovered) {
          // The nonce's x is r + n: ecrecover has no v for it, so neither have we.
          assertThat(new BigInteger(1, raw.orElseThrow(), 0, 32)).isLessThan(P.subtract(N));
          assertThat(test.get("comment").asString()).contains("large x-coordinate");
          beyondTheChain++;
        } else {
          assertThat(recovered)
              .as("tcId %s: %s", test.get("tcId"), test.get("comment"))
              .isEqualTo(valid);
        }
        cases++;
      }
    }
    assertThat(cases).isEqualTo(463);
    assertThat(beyondTheChain).isEqualTo(1);
  }

  private static boolean recovers(Hash digest, byte[] raw, Account account) {
    byte[] signature = Arrays.copyOf(raw, Secp256k1.SIGNATURE_SIZE);
    for (byte v = 27; v <= 28; v++) {
      signature[64] = v;
      if (Secp256k1.recover(digest, signature).equals(Optional.of(account))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aSecretOutsideTheOrderIsRefused() {
    assertThatThrownBy(() -> Secp256k1.account(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Secp256k1.sign(BigEndian.unsigned(N, 32), Hash.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Secp256k1.account(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
