package polder.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentIdentity;

class AlertRequestTest {
  static List<AlertAsk> asks() {
    return List.of(
        new AlertAsk.Add(
            "air", Optional.of(MessageSamples.DEVICE.id()), "webhook", "https://a.b/c"),
        new AlertAsk.Add("", Optional.empty(), "email", "alice@example.org"),
        new AlertAsk.Show(),
        new AlertAsk.Remove("0123"),
        new AlertAsk.Test("0123"),
        new AlertAsk.Confirm("0123", "abcd"));
  }

  @ParameterizedTest
  @MethodSource("asks")
  void isReadAsItWasSigned(AlertAsk ask) {
    AlertRequest request =
        AlertRequest.sign(ask, 1_000, MessageSamples.SECRET, MessageSamples.DEPLOYMENT);
    AlertRequest read = AlertRequest.decode(request.wire());
    assertThat(read).isEqualTo(request);
    assertThat(read.isSignatureGood(MessageSamples.DEPLOYMENT)).isTrue();
  }

  /** What is signed for one time, question or deployment is worth nothing for another. */
  @ParameterizedTest
  @MethodSource("asks")
  void aSignatureFitsOneRequestAlone(AlertAsk ask) {
    AlertRequest request =
        AlertRequest.sign(ask, 1_000, MessageSamples.SECRET, MessageSamples.DEPLOYMENT);
    DeploymentIdentity elsewhere = new Deployment(MessageSamples.DEPLOYMENT.chainId(), Hash.ZERO);
    assertThat(request.isSignatureGood(elsewhere)).isFalse();
    for (AlertAsk other : asks()) {
      AlertRequest forged = new AlertRequest(request.account(), 1_000, other, request.signature());
      assertThat(forged.isSignatureGood(MessageSamples.DEPLOYMENT)).isEqualTo(other.equals(ask));
    }
    assertThat(
            new AlertRequest(request.account(), 1_001, ask, request.signature())
                .isSignatureGood(MessageSamples.DEPLOYMENT))
        .isFalse();
  }

  /** As signing.test.ts of the front end hashes it, by another implementation of EIP-712. */
  @Test
  void whatAWalletSignsIsTheSameInEveryImplementation() {
    Hash digest = Hash.fromHex("52afd0586acb7936610fae7aae67bfef15adbdb25dd2f84594674780a139bd5c");
    AlertRequest request =
        new AlertRequest(
            MessageSamples.OWNER,
            5,
            new AlertAsk.Confirm("one", "123456"),
            Bytes.wrap(Secp256k1.sign(MessageSamples.SECRET, digest)));
    Hash id = Hash.fromHex("74e3a475d232fedab1b373531f0626021d20b6cdaf9ee14d670ce5b22467ac78");
    assertThat(request.isSignatureGood(new Deployment(31_337, id))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("asks")
  void aMembersRequestIsAboutOneOrganisation(AlertAsk ask) {
    Account organisation = new Account(Bytes.fromHex("11".repeat(20)));
    AlertRequest request =
        new AlertRequest.Draft(organisation, 1_000, ask)
            .sign(MessageSamples.SECRET, MessageSamples.DEPLOYMENT);

    assertThat(AlertRequest.decode(request.wire())).isEqualTo(request);
    assertThat(request.account()).isEqualTo(MessageSamples.OWNER);
    assertThat(request.owner()).isEqualTo(organisation);
    assertThat(request.isSignatureGood(MessageSamples.DEPLOYMENT)).isTrue();
    AlertRequest own = new AlertRequest(MessageSamples.OWNER, 1_000, ask, request.signature());
    assertThat(own.isSignatureGood(MessageSamples.DEPLOYMENT)).isFalse();
  }

  /** One request could else be said in two ways. */
  @Test
  void nobodyIsTheirOwnOrganisation() {
    Bytes wire =
        new CborWriter()
            .beginArray(6)
            .bytes(MessageSamples.OWNER.address())
            .bytes(MessageSamples.OWNER.address())
            .integer(1)
            .text("list")
            .beginArray(0)
            .bytes(new byte[65])
            .toBytes();
    assertThatThrownBy(() -> AlertRequest.decode(wire))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("no organisation");
  }

  private record Deployment(long chainId, Hash id) implements DeploymentIdentity {}

  @Test
  void whatIsTooLongIsRefused() {
    Bytes wire =
        new CborWriter()
            .beginArray(5)
            .bytes(MessageSamples.OWNER.address())
            .integer(1)
            .text("remove")
            .beginArray(1)
            .text("x".repeat(41))
            .bytes(new byte[65])
            .toBytes();
    assertThatThrownBy(() -> AlertRequest.decode(wire))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("1 to 40 letters");
  }
}
