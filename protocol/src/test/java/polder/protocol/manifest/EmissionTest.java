package polder.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EmissionTest {
  private static final long DAY = 86_400_000;

  @Test
  void eachHalvingHalves() {
    Emission emission = new Emission(1_000_000_000, 4 * DAY);

    assertThat(emission.ofWindow(0, DAY)).isEqualTo(1_000_000_000);
    assertThat(emission.ofWindow(4 * DAY - 1, DAY)).isEqualTo(1_000_000_000);
    assertThat(emission.ofWindow(4 * DAY, DAY)).isEqualTo(500_000_000);
    assertThat(emission.ofWindow(8 * DAY, DAY)).isEqualTo(250_000_000);
    assertThat(emission.ofWindow(4 * DAY * 30, DAY)).isZero();
    assertThat(emission.ofWindow(4 * DAY * 64, DAY)).isZero();
    assertThat(emission.ofWindow(Long.MAX_VALUE, DAY)).isZero();
  }

  @Test
  void theLengthOfEpochsChangesNothingButRoundingDown() {
    Emission emission = new Emission(100_000_000_000_001L, 1460 * DAY);
    long whole = emission.ofWindow(0, DAY);
    long sum = 0;
    for (long at = 0; at < DAY; at += 10_000) {
      sum += emission.ofWindow(at, 10_000);
    }
    assertThat(whole - sum).isBetween(0L, DAY / 10_000);
  }

  @Test
  void allThatIsEverMintedIsBounded() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      Emission emission = new Emission(random.nextLong(1L << 40), random.nextLong(1, 30 * DAY));
      long window = random.nextLong(1_000, 7 * DAY);
      BigInteger sum = BigInteger.ZERO;
      for (long at = 0; at < 45 * emission.halvingMillis(); at += window) {
        sum = sum.add(BigInteger.valueOf(emission.ofWindow(at, window)));
        if (at / window > 5_000) {
          break;
        }
      }
      assertThat(sum).isLessThanOrEqualTo(emission.mostNano());
    }
  }
}
