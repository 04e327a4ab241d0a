package polder.protocol.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/** A proof holds for one blob of one size in one deployment, for a while. */
class PutProofTest {
  private static final Hash DEPLOYMENT = Hash.sha256(new byte[] {1});
  private static final Hash BLOB = Hash.sha256(new byte[] {2});
  private static final long NOW = 1_800_000_000_000L;
  private static final PutStatement STATEMENT = new PutStatement(DEPLOYMENT, BLOB, 5, NOW + 60_000);

  private static DeviceKey ed25519() {
    return DeviceKey.ed25519(seed());
  }

  private static byte[] seed() {
    byte[] seed = new byte[32];
    seed[5] = 9;
    return seed;
  }

  private static String reason(Optional<PutProof.Objection> objection) {
    return objection.map(PutProof.Objection::reason).orElse("");
  }

  @Test
  void whatIsSignedIsTextThatPeopleCanRead() {
    assertThat(STATEMENT.text())
        .isEqualTo(
            """
            polder put blob 1
            deployment 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
            sha256 dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986
            bytes 5
            expires 1800000060000
            """);
  }

  @Test
  void holdsForWhatWasSignedAlone() {
    for (DeviceKey key : List.of(ed25519(), DeviceKey.p256(seed()))) {
      PutProof proof = PutProof.parse(STATEMENT.sign(key).header());
      assertThat(proof.device()).isEqualTo(key.id());
      assertThat(proof.objection(DEPLOYMENT, BLOB, 5, NOW)).isEmpty();
      assertThat(reason(proof.objection(DEPLOYMENT, DEPLOYMENT, 5, NOW)))
          .isEqualTo("bad_signature");
      assertThat(reason(proof.objection(BLOB, BLOB, 5, NOW))).isEqualTo("bad_signature");
      assertThat(reason(proof.objection(DEPLOYMENT, BLOB, 6, NOW))).isEqualTo("bad_signature");
      PutProof longer = new PutProof(proof.device(), NOW + 61_000, proof.signature());
      assertThat(reason(longer.objection(DEPLOYMENT, BLOB, 5, NOW))).isEqualTo("bad_signature");
    }
  }

  @Test
  void holdsForAWhile() {
    PutProof proof = STATEMENT.sign(ed25519());
    assertThat(proof.objection(DEPLOYMENT, BLOB, 5, NOW + 60_000)).isEmpty();
    assertThat(reason(proof.objection(DEPLOYMENT, BLOB, 5, NOW + 60_001))).isEqualTo("expired");
    long early = NOW + 60_000 - PutStatement.MOST_AHEAD_MILLIS;
    assertThat(proof.objection(DEPLOYMENT, BLOB, 5, early)).isEmpty();
    assertThat(reason(proof.objection(DEPLOYMENT, BLOB, 5, early - 1)))
        .isEqualTo("expires_too_late");
  }

  @Test
  void isWrittenInOneWay() {
    String good = STATEMENT.sign(ed25519()).header();
    assertThat(PutProof.parse(good.replace(", ", ",")).header()).isEqualTo(good);
    for (String bad :
        List.of(
            "",
            "Bearer x",
            good + "x",
            good.replace("expires=1", "expires=01"),
            good.replace("expires=1", "expires=-1"),
            good.replace("key=z6Mk", "key=z6Mj"),
            good.replace("key=z", "key=u"),
            good.replace("Polder ", "polder "),
            good.replace("signature=", "signature=A"),
            "Polder key=z6, expires=1, signature=" + "A".repeat(86))) {
      assertThatThrownBy(() -> PutProof.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
