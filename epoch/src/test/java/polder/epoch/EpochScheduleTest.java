package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.EpochWindow;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Emission;
import polder.protocol.manifest.ValidatorTerms;

/** When epochs are. */
final class EpochScheduleTest {
  private static DeploymentManifest deployment(long epochMillis) {
    return new DeploymentManifest(
        "test",
        1,
        1_000,
        epochMillis,
        new Emission(1, 1),
        0,
        0,
        1,
        1,
        DeploymentManifest.USUAL_TAKEOVER_EPOCHS,
        new TreeMap<>(),
        Optional.empty(),
        ValidatorTerms.NONE);
  }

  @Test
  void windowsLieOnAGridFromGenesisOn() {
    EpochWindow window = EpochSchedule.at(deployment(10_000), 7, 25_500);

    assertThat(window.epoch()).isEqualTo(7);
    assertThat(window.startMillis()).isEqualTo(21_000);
    assertThat(window.endMillis()).isEqualTo(31_000);
  }

  @Test
  void aClockBeforeGenesisWaitsForTheFirstWindow() {
    assertThat(EpochSchedule.at(deployment(10_000), 0, 0).startMillis()).isEqualTo(1_000);
  }

  @Test
  void aClockThatJumpsBackNeverOpensASealedWindowAgain() {
    EpochWindow window = EpochSchedule.next(deployment(10_000), 8, 5_000, 31_000);

    assertThat(window.startMillis()).isEqualTo(31_000);
  }

  @Test
  void anotherEpochLengthNeverOverlapsWhatIsSealed() {
    // Sealed up to 31 s under epochs of 10 s; epochs of 25 s lie at 1, 26, 51 s.
    EpochWindow window = EpochSchedule.next(deployment(25_000), 3, 32_000, 31_000);

    assertThat(window.startMillis()).isEqualTo(51_000);
  }
}
