package polder.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import polder.protocol.Hash;

/** A link proves itself by those before it, and nothing else does. */
class SeedChainTest {
  private static final int LENGTH = 5_000;
  private static final byte[] SECRET = secret(7);

  private static byte[] secret(int filler) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) filler);
    return secret;
  }

  private static Hash hash(Hash link) {
    return Hash.sha256(link.toArray());
  }

  @Test
  void eachLinkHashesToTheOneBeforeItDownToTheTip() {
    for (int length : new int[] {1, 2, 2_047, 2_048, 2_049, LENGTH}) {
      SeedChain chain = SeedChain.of(SECRET, length);
      assertThat(hash(chain.link(0))).isEqualTo(chain.tip());
      for (int index = 1; index < length; index++) {
        assertThat(hash(chain.link(index)))
            .as(length + ": " + index)
            .isEqualTo(chain.link(index - 1));
      }
    }
  }

  @Test
  void anotherSecretIsAnotherChainAndTheSameTheSame() {
    assertThat(SeedChain.of(SECRET, LENGTH).tip()).isEqualTo(SeedChain.of(SECRET, LENGTH).tip());
    assertThat(SeedChain.of(secret(8), LENGTH).tip())
        .isNotEqualTo(SeedChain.of(SECRET, LENGTH).tip());
  }

  @Test
  void whatIsNoLinkOfTheChainDoesNotLeadToIt() {
    SeedChain chain = SeedChain.of(SECRET, LENGTH);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 200; i++) {
      int index = random.nextInt(LENGTH);
      int steps = 1 + random.nextInt(500);
      Hash known = index < steps ? chain.tip() : chain.link(index - steps);
      boolean right = index >= steps || index == steps - 1;
      assertThat(SeedChain.leads(chain.link(index), known, steps)).isEqualTo(right);
      assertThat(SeedChain.leads(hash(known), known, steps)).isFalse();
    }
    assertThat(SeedChain.leads(chain.tip(), chain.tip(), 0)).isFalse();
  }

  @Test
  void aChainThatIsUsedUpSaysSo() {
    SeedChain chain = SeedChain.of(SECRET, 3);
    assertThatThrownBy(() -> chain.link(3)).hasMessageContaining("has 3 links");
    assertThatThrownBy(() -> SeedChain.of(new byte[31], 3)).hasMessageContaining("32 bytes");
  }

  @Test
  void aCommitmentGoesOnFromLinkToLinkAndOverGapsUpToTheBound() {
    SeedChain chain = SeedChain.of(SECRET, 70_000);
    SeedCommitment first = SeedCommitment.of(chain.tip(), 10);
    assertThat(first.isDue(9)).isFalse();
    assertThat(first.reveal(9, chain.link(0))).isEmpty();
    SeedCommitment known = first.reveal(10, chain.link(0)).orElseThrow();
    assertThat(known.reveal(10, chain.link(0))).as("known before").isEmpty();
    assertThat(known.reveal(11, chain.link(2))).as("too early").isEmpty();
    SeedCommitment later = known.reveal(30, chain.link(20)).orElseThrow();
    assertThat(later.missing(33)).isEqualTo(2);
    long far = 30 + SeedCommitment.MOST_STEPS;
    assertThat(later.reveal(far, chain.link(far - 10))).isPresent();
    assertThat(later.reveal(far + 1, chain.link(far - 9))).isEmpty();
  }

  @Test
  void anotherChainTakesThePlaceWhenItsTimeHasCome() {
    SeedChain old = SeedChain.of(SECRET, 100);
    SeedChain fresh = SeedChain.of(secret(8), 100);
    SeedCommitment both = SeedCommitment.of(old.tip(), 0).followedBy(fresh.tip(), 5);
    assertThat(SeedCommitment.decode(both.encode())).isEqualTo(both);
    SeedCommitment four = both.reveal(4, old.link(4)).orElseThrow();
    assertThat(four.reveal(5, old.link(5))).isEmpty();
    SeedCommitment five = four.reveal(5, fresh.link(0)).orElseThrow();
    assertThat(five).isEqualTo(new SeedCommitment(5, fresh.link(0), 6, Optional.empty()));
    assertThat(SeedCommitment.decode(five.encode())).isEqualTo(five);
  }
}
