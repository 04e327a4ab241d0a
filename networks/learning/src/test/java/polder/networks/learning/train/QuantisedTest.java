package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import polder.networks.learning.train.Quantised.Coarse;
import polder.networks.learning.train.Quantised.Fine;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

class QuantisedTest {
  @Test
  void halfAStepGoesToTheEvenOne() {
    float half = 0x1p-17f;
    float[] after = {half, 3 * half, -half, -3 * half, 5 * half, 0x1.2p-17f, -0f};
    assertThat(Fine.of(new float[7], after).steps()).containsExactly(0, 2, 0, -2, 2, 1, 0);
  }

  @Test
  void whatIsTooFarStaysAtTheEnd() {
    float[] after = {1e30f, -1e30f, 2047, 2048};
    Fine fine = Fine.of(new float[4], after);
    assertThat(fine.steps()).containsExactly(Fine.LARGEST, -Fine.LARGEST, 2047 << 16, Fine.LARGEST);
    Coarse coarse = Coarse.of(new float[4], after);
    assertThat(coarse.exponent()).isEqualTo(4);
    assertThat(coarse.steps()).containsExactly(127, -127, 127, 127);
  }

  @Test
  void theStepIsTheSmallestThatReachesTheLargestChange() {
    assertThat(Coarse.of(new float[2], new float[] {0, 0}))
        .isEqualTo(new Coarse(new byte[2], Coarse.FINEST));
    assertThat(Coarse.of(new float[2], new float[] {127, -63.5f}))
        .isEqualTo(new Coarse(new byte[] {127, -64}, 0));
    // 127.5 would be 128, which is no step.
    assertThat(Coarse.of(new float[2], new float[] {127.5f, 3}))
        .isEqualTo(new Coarse(new byte[] {64, 2}, 1));
  }

  @Test
  void bothFormsAreExactInUnitsAndCloseToWhatTheyCameFrom() {
    Random random = new Random(8);
    for (int round = 0; round < 200; round++) {
      float scale = (float) StrictMath.pow(2, random.nextInt(-24, 11));
      float[] before = Samples.inputs(random, 40);
      float[] after = before.clone();
      for (int i = 0; i < after.length; i++) {
        after[i] += (random.nextFloat() - 0.5f) * scale;
      }
      Fine fine = Fine.of(before, after);
      Coarse coarse = Coarse.of(before, after);
      double step = StrictMath.pow(2, coarse.exponent());
      for (int i = 0; i < after.length; i++) {
        double change = (double) after[i] - before[i];
        assertThat(Math.abs(fine.units()[i] * Fixed.UNIT - change)).isLessThanOrEqualTo(0x1p-17);
        assertThat(Math.abs(coarse.units()[i] * Fixed.UNIT - change)).isLessThanOrEqualTo(step / 2);
        assertThat(fine.toFloats()[i]).isEqualTo(fine.steps()[i] * 0x1p-16f);
        assertThat((double) coarse.toFloats()[i]).isEqualTo(coarse.steps()[i] * step);
      }
      assertThat(Quantised.decode(fine.encode())).isEqualTo(fine);
      assertThat(Quantised.decode(coarse.encode())).isEqualTo(coarse);
    }
  }

  @Test
  void theBytesAreThoseOfTheDescription() {
    assertThat(new Fine(new int[] {1, -2}).encode())
        .isEqualTo(Bytes.fromHex("82004801000000feffffff"));
    assertThat(new Coarse(new byte[] {64, -127}, -3).encode())
        .isEqualTo(Bytes.fromHex("830122424081"));
  }

  @Test
  void whatIsNotCanonicalIsRefused() {
    refused("820047010000000000ff", "7 bytes are not 1 to 16777216 parameters of 4 bytes");
    refused("820040", "0 bytes");
    refused("82004400000008", "parameter 0 is 134217728, beyond 134217727");
    refused("82004400000080", "parameter 0 is -2147483648");
    refused("8301054140", "the exponent is -20 to 4, not 5");
    refused("83011b7fffffffffffffff4140", "the exponent is -20 to 4, not 5");
    refused("830100413f", "the largest of the steps is 63, so the exponent could be smaller");
    refused("8301004180", "a step of −128");
    refused("83010040", "there are 1 to");
    refused("8202410a", "no form of update is 2 with 2 items");
    refused("8300004400000000", "no form of update is 0 with 3 items");
    refused("8200440000000000", "");
    refused("9f0044000000ff", "");
    refused("", "");
    // The same number, written longer.
    refused("8218004400000000", "");
  }

  private static void refused(String hex, String by) {
    assertThatThrownBy(() -> Quantised.decode(Bytes.fromHex(hex)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(by);
  }

  @Test
  void updatesOfWhatIsNoNumberAreRefused() {
    assertThatThrownBy(() -> Fine.of(new float[1], new float[] {Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter 0 went from 0.0 to NaN");
    assertThatThrownBy(() -> Coarse.of(new float[2], new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 2 and 1");
  }

  @Test
  void aModelIsItsBytes() {
    GlobalModel model = GlobalModel.of(new float[] {1, -0.5f});
    assertThat(model.toFloats()).containsExactly(1f, -0.5f);
    Bytes bytes = model.encode();
    assertThat(bytes)
        .isEqualTo(Bytes.fromHex("83024800001000" + "0000f8ff" + "48" + "00".repeat(8)));
    assertThat(GlobalModel.decode(bytes)).isEqualTo(model);
    Bytes uneven =
        new CborWriter().beginArray(3).integer(2).bytes(new byte[8]).bytes(new byte[4]).toBytes();
    assertThatThrownBy(() -> GlobalModel.decode(uneven))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("2 parameters have 1 momenta");
    assertThatThrownBy(() -> GlobalModel.of(new float[] {0, 2048}))
        .hasMessageContaining("parameter 1 is 2048.0");
  }

  @Test
  void aRateOfOneTakesTheChangeAsItIs() {
    GlobalModel model = GlobalModel.of(new float[] {1, 2});
    int[] change = {5, -7};
    GlobalModel after = model.step(new OuterRule(1_000_000, 0), change);
    assertThat(after.parameters()).containsExactly((1 << 20) + 5, (2 << 20) - 7);
    assertThat(after.momentum()).isEqualTo(change);
  }

  @Test
  void momentumIsNesterovs() {
    OuterRule rule = new OuterRule(700_000, 900_000);
    GlobalModel model = GlobalModel.of(new float[] {0});
    double parameter = 0;
    double momentum = 0;
    Random random = new Random(9);
    for (int round = 0; round < 50; round++) {
      int change = random.nextInt(-100_000, 100_001);
      momentum = change + 0.9 * momentum;
      parameter += 0.7 * (change + 0.9 * momentum);
      model = model.step(rule, new int[] {change});
      // Half a unit for each product, of which earlier momentum's fade.
      assertThat(Math.abs(model.momentum()[0] - momentum)).isLessThan(5.01);
      assertThat(Math.abs(model.parameters()[0] - parameter)).isLessThan(5.0 * (round + 1));
    }
  }

  @Test
  void stepsStayWithinTheUnits() {
    GlobalModel model = GlobalModel.of(new float[] {2047, -2047});
    OuterRule rule = new OuterRule(10_000_000, 999_999);
    int[] change = {Fixed.LARGEST, -Fixed.LARGEST};
    for (int i = 0; i < 3; i++) {
      model = model.step(rule, change);
    }
    assertThat(model.parameters()).isEqualTo(change);
    assertThat(model.momentum()).isEqualTo(change);
  }

  @Test
  void productsRoundHalfToEven() {
    assertThat(Fixed.scaled(1, 500_000)).isZero();
    assertThat(Fixed.scaled(3, 500_000)).isEqualTo(2);
    assertThat(Fixed.scaled(-1, 500_000)).isZero();
    assertThat(Fixed.scaled(-3, 500_000)).isEqualTo(-2);
    assertThat(Fixed.scaled(-7, 900_000)).isEqualTo(-6);
    assertThat(Fixed.scaled(1L << 33, 10_000_000)).isEqualTo(10L << 33);
  }
}
