package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.StatusList;
import polder.protocol.json.JsonObject;

/** What an issuer takes back counts no more. */
class RevocationTest extends CredentialScene {
  @Test
  void whatIsRevokedCountsNoMoreAndDoesNotComeBack() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, credential()));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 41, Samples.GENESIS_MILLIS + 1)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS + 2)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
    assertThat(refusal(world, credential())).isEqualTo("revoked_credential");
    // Whoever kept the list of before cannot undo it.
    assertThat(refusal(world, list(ISSUER, 41, Samples.GENESIS_MILLIS + 1))).isEqualTo("old_list");
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
  }

  /** One list that is dated far ahead must not stand in the way of all that come before then. */
  @Test
  void aListCountsWhileItIsValid() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, credential()));
    world.close();
    long end = Samples.GENESIS_MILLIS + (world.epoch() + 1) * EpochWorld.EPOCH_MILLIS;
    assertThat(refusal(world, list(ISSUER, 41, DateTimes.parse("9999-01-01T00:00:00Z"))))
        .isEqualTo("not_yet_valid");
    long next = end + EpochWorld.EPOCH_MILLIS;
    assertThat(refusal(world, list(ISSUER, 41, next + 1))).isEqualTo("not_yet_valid");
    JsonObject over =
        StatusList.empty()
            .with(42)
            .credential(LIST, ISSUER.id().did(), Samples.GENESIS_MILLIS)
            .with("validUntil", DateTimes.format(next + EpochWorld.EPOCH_MILLIS));
    assertThat(refusal(world, sign(over, ISSUER))).isEqualTo("expired");
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
  }

  /** The state keeps no more of a list than what it revokes. */
  @Test
  void aListRevokesAsManyAsTheStateKeeps() {
    EpochWorld world = world(term("weight", "1.1"));
    StatusList most = StatusList.empty();
    for (int i = 1; i <= RevocationEntry.MOST_REVOKED; i++) {
      most = most.with(31L * i);
    }
    long from = Samples.GENESIS_MILLIS;
    String issuer = ISSUER.id().did();
    assertThat(refusal(world, sign(most.with(42).credential(LIST, issuer, from), ISSUER)))
        .isEqualTo("too_many_revoked");
    world.say(show(world, sign(most.credential(LIST, issuer, from), ISSUER)));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    RevocationEntry kept =
        RevocationEntry.decode(
            world
                .state()
                .get(
                    StateKeys.revocations(
                        EpochWorld.TOYS, ISSUER.id(), RevocationEntry.nameOf(LIST)))
                .orElseThrow());
    assertThat(kept.has(31)).isTrue();
    assertThat(kept.has(31L * RevocationEntry.MOST_REVOKED)).isTrue();
    assertThat(kept.has(32)).isFalse();
    assertThat(kept.has(31L + (1L << 32))).isFalse();
    assertThatThrownBy(() -> new RevocationEntry(0, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RevocationEntry(0, new int[RevocationEntry.MOST_REVOKED + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRevocationMayComeBeforeWhatItRevokes() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    world.close();
    assertThat(refusal(world, credential())).isEqualTo("revoked_credential");
  }
}
