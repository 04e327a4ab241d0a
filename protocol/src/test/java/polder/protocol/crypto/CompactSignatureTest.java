package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class CompactSignatureTest {
  @Test
  void theSignerIsFoundAgain() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 1; i <= 40; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      secret[0] = 1;
      Hash digest = Hash.sha256(new byte[] {(byte) i});
      Account signer = Secp256k1.account(secret);
      Bytes compact = CompactSignature.of(Secp256k1.sign(secret, digest));
      assertThat(compact.size()).isEqualTo(CompactSignature.SIZE);
      assertThat(CompactSignature.recover(digest, compact)).isEqualTo(Optional.of(signer));
    }
  }

  /** The example of EIP-2098, "Test cases". */
  @Test
  void isTheFormOfTheStandard() {
    Bytes r = Bytes.fromHex("68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90");
    Bytes s = Bytes.fromHex("7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064");
    Bytes vs = Bytes.fromHex("7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064");
    byte[] whole = r.concat(s).concat(Bytes.wrap(new byte[] {27})).toArray();
    assertThat(CompactSignature.of(whole)).isEqualTo(r.concat(vs));
    r = Bytes.fromHex("9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76");
    s = Bytes.fromHex("139c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793");
    vs = Bytes.fromHex("939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793");
    whole = r.concat(s).concat(Bytes.wrap(new byte[] {28})).toArray();
    assertThat(CompactSignature.of(whole)).isEqualTo(r.concat(vs));
  }

  @Test
  void anythingElseHasNoSigner() {
    assertThat(CompactSignature.recover(Hash.ZERO, Bytes.EMPTY)).isEmpty();
    assertThat(CompactSignature.recover(Hash.ZERO, Bytes.wrap(new byte[64]))).isEmpty();
  }
}
