package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.EpochHeader;

/** What has to be read from the archive is read when it is one's turn, and once. */
final class EpochBriefsTest {
  @TempDir private Path directory;

  @Test
  void anEpochIsReadOnceAndNeverByTooManyAtATime() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      EpochHeader first = node.closeEpoch().header();
      EpochHeader latest = node.closeEpoch().header();
      History history =
          new History(
              node.sources().archive(), TestNode.limits(1, ViewLimits.USUAL.archiveEpochs()));
      history.refill(Optional.of(latest));
      Turns turns = new Turns(1);
      EpochBriefs briefs = new EpochBriefs(history, turns);

      assertThat(turns.take(() -> briefs.whole(latest.epoch()))).as("in memory").isPresent();
      assertThatThrownBy(() -> turns.take(() -> briefs.whole(first.epoch())))
          .isInstanceOf(Question.BusyException.class);
      assertThat(briefs.whole(first.epoch()).orElseThrow().networks()).isPresent();
      assertThat(turns.take(() -> briefs.whole(first.epoch())).orElseThrow().header())
          .isEqualTo(first);
      assertThat(briefs.whole(latest.epoch() + 1)).isEmpty();
    }
  }
}
