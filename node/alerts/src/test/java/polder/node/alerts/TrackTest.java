package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

class TrackTest {
  private static final AlertSettings.Rules RULES = AlertSettings.Rules.USUAL;
  private static final Sighting QUIET = new Sighting(true, 0, 0, List.of());
  private static final Sighting GOOD = new Sighting(true, 2, 0, List.of());
  private static final Sighting BAD = new Sighting(true, 2, 1, List.of("impossible"));
  private static final Account OWNER = new Account(Bytes.wrap(new byte[20]));
  private static final long EPOCH = 10_000;

  private Track track = Track.begin(OWNER, 0);
  private long now;

  private Condition after(Sighting sighting, int epochs, long periodMillis) {
    for (int i = 0; i < epochs; i++) {
      track = track.next(sighting, new Track.Epoch(now, now + EPOCH, periodMillis), RULES);
      now += EPOCH;
    }
    return track.condition();
  }

  @Test
  void isSilentAfterEpochsInARow() {
    after(GOOD, 1, 0);
    assertThat(after(Sighting.NOTHING, 2, 0)).isEqualTo(Condition.WORKING);
    assertThat(after(Sighting.NOTHING, 1, 0)).isEqualTo(Condition.SILENT);
    assertThat(track.sinceMillis()).isEqualTo(EPOCH);
    assertThat(track.codes()).containsExactly("no_report");
  }

  /** Every five minutes, with epochs of ten seconds: between reports there is no silence. */
  @Test
  void whoReportsRarelyIsNotSilent() {
    long period = 300_000;
    for (int report = 0; report < 10; report++) {
      after(GOOD, 1, period);
      // Covered by that report, and then a little late.
      after(QUIET, 30, period);
      assertThat(after(Sighting.NOTHING, 3, period)).isEqualTo(Condition.WORKING);
    }
    after(QUIET, 30, period);
    assertThat(after(Sighting.NOTHING, 44, period)).isEqualTo(Condition.WORKING);
    assertThat(after(Sighting.NOTHING, 1, period)).isEqualTo(Condition.SILENT);
  }

  @Test
  void worksAgainAfterTwoEpochsWithGoodReadings() {
    after(Sighting.NOTHING, 5, 0);
    assertThat(after(GOOD, 1, 0)).isEqualTo(Condition.SILENT);
    after(QUIET, 20, 0);
    assertThat(track.condition()).isEqualTo(Condition.SILENT);
    assertThat(after(GOOD, 1, 0)).isEqualTo(Condition.WORKING);
    assertThat(track.codes()).isEmpty();
  }

  @Test
  void isRejectedForTheReasonThatRejectsIt() {
    assertThat(after(BAD, 2, 0)).isEqualTo(Condition.WORKING);
    // Epochs without a reading, covered by the last one, neither count nor break the row.
    after(QUIET, 5, 0);
    assertThat(after(BAD, 1, 0)).isEqualTo(Condition.REJECTED);
    assertThat(track.codes()).containsExactly("impossible");
    assertThat(track.sinceMillis()).isZero();
    assertThat(after(GOOD, 2, 0)).isEqualTo(Condition.WORKING);
  }

  @Test
  void aSingleBadReadingNowAndThenChangesNothing() {
    for (int i = 0; i < 20; i++) {
      after(BAD, 2, 0);
      assertThat(after(GOOD, 1, 0)).isEqualTo(Condition.WORKING);
    }
  }

  @Test
  void whoIsSilentAndComesBackRejectedIsRejected() {
    after(Sighting.NOTHING, 3, 0);
    assertThat(after(BAD, 3, 0)).isEqualTo(Condition.REJECTED);
    assertThat(after(Sighting.NOTHING, 3, 0)).isEqualTo(Condition.SILENT);
  }

  /** Else a stop of the node would tell every owner that every device is silent. */
  @Test
  void aStopOfTheNodeIsNobodysSilence() {
    after(Sighting.NOTHING, 2, 0);
    track = track.afterGap();
    now += 3_600_000;
    assertThat(after(Sighting.NOTHING, 2, 0)).isEqualTo(Condition.WORKING);
  }

  /** Else the file of alerts would be written in each epoch. */
  @Test
  void whatStaysAsItIsIsTheSame() {
    after(GOOD, 5, 0);
    Track before = track;
    after(GOOD, 3, 0);
    after(QUIET, 3, 0);
    assertThat(track).isEqualTo(before);
  }
}
