package polder.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

class RotationTest {
  private static DataSet rows(int count) {
    float[] inputs = new float[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = i;
    }
    return new DataSet(1, inputs, new Targets.Numbers(1, inputs.clone()));
  }

  @Test
  void noRowIsInTwoRounds() {
    TreeSet<Float> seen = new TreeSet<>();
    List<DataSet> rounds = Rotation.of(rows(20), 3, 6, new SplittableRandom(1));
    assertThat(rounds).hasSize(3);
    for (DataSet round : rounds) {
      assertThat(round.rows()).isEqualTo(6);
      assertThat(((Targets.Numbers) round.targets()).values()).isEqualTo(round.inputs());
      for (float row : round.inputs()) {
        assertThat(seen.add(row)).isTrue();
      }
    }
  }

  @Test
  void tooFewRowsAreToldSo() {
    assertThatThrownBy(() -> Rotation.of(rows(17), 3, 6, new SplittableRandom(1)))
        .hasMessageContaining("need 18, and there are 17");
  }
}
