package polder.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.KeyAction;

/** Which message of a changed file is the changed one. */
final class InputsDiagnosisTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();

  private static AccountMessage rotation(Bytes signed) {
    DeploymentManifest deployment = WORLD.manifests.deployment();
    KeyAction.Rotate bare =
        KeyAction.Rotate.unsigned(SmallWorld.NETWORK, WORLD.device(0), WORLD.stranger.id());
    Bytes statement =
        AccountMessage.rotationStatement(deployment, WORLD.owners.getFirst(), 2, bare);
    KeyAction.Rotate rotate =
        bare.signed(signed.size() == 0 ? statement : signed, WORLD.stranger, Optional.empty());
    return new AccountMessage.Draft(WORLD.owners.getFirst(), 2, rotate)
        .sign(SmallWorld.seed(11), deployment);
  }

  private static String diagnosis(AccountMessage message) {
    return new InputsDiagnosis(WORLD.manifests.deployment(), Set.of()).of(message.wire(), 1);
  }

  @Test
  void aNewKeyThatDidNotSignItsRotationIsNamed() {
    assertThat(diagnosis(rotation(Bytes.EMPTY))).contains("each of its messages is good by itself");
    assertThat(diagnosis(rotation(Bytes.wrap(new byte[1]))))
        .contains("message 0")
        .contains("its signature fails");
  }
}
