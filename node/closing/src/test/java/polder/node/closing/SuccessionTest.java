package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochSchedule;
import polder.networks.EpochWindow;
import polder.node.archive.Keep;
import polder.ports.MemoryJournal;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;

/** Each epoch is closed by its own rules. */
class SuccessionTest {
  private static final Manifests OLD = SmallDeployment.manifests();
  private static final Manifests NEW = SmallDeployment.manifests(720);

  private final MemoryJournal journal = new MemoryJournal();

  private Closing closing() throws IOException {
    return SmallDeployment.closing(journal, SmallDeployment.cutter(journal), new Keep.Epochs(100));
  }

  private static EpochWindow window(Closing closing) {
    long epoch = closing.standing().nextEpoch();
    return EpochSchedule.window(
        closing.standing().manifests().deployment(),
        epoch,
        SmallDeployment.GENESIS + epoch * SmallDeployment.LENGTH);
  }

  private static Hash closedBy(Closing closing) throws IOException, InterruptedException {
    assertThat(closing.mayClose()).isTrue();
    return closing.close(window(closing)).header().manifests();
  }

  @Test
  void otherRulesAreInForceFromTheirEpochOn() throws Exception {
    Closing closing = closing();
    closing.follow((epoch, now) -> new Succession.Next.Rules(epoch < 2 ? OLD : NEW));
    assertThat(closedBy(closing)).isEqualTo(OLD.hash());
    assertThat(closing.standing().manifests().hash()).isEqualTo(OLD.hash());
    assertThat(closedBy(closing)).isEqualTo(OLD.hash());
    assertThat(closing.standing().manifests().hash()).as("doors too").isEqualTo(NEW.hash());
    assertThat(closedBy(closing)).isEqualTo(NEW.hash());
  }

  @Test
  void whatAVoteDoesNotSayIsNotClosedBy() throws Exception {
    Closing closing = closing();
    closing.follow((epoch, now) -> new Succession.Next.Rules(NEW));
    assertThat(closedBy(closing)).isEqualTo(NEW.hash());
  }

  @Test
  void rulesThatBecomeKnownLateLetTheWindowBePlannedAnew() throws Exception {
    Manifests[] voted = {OLD};
    Closing closing = closing();
    closing.follow((epoch, now) -> new Succession.Next.Rules(voted[0]));
    voted[0] = NEW;
    assertThat(closing.mayClose()).as("its window was the old rules'").isFalse();
    assertThat(closedBy(closing)).isEqualTo(NEW.hash());
  }

  @Test
  void nothingIsClosedWhileSomethingIsMissing() throws Exception {
    Succession.Next[] next = {new Succession.Next.Hindered("the book is missing")};
    Closing closing = closing();
    closing.follow((epoch, now) -> next[0]);
    assertThat(closing.mayClose()).isFalse();
    assertThat(closing.hindrance()).contains("the book is missing");
    next[0] = new Succession.Next.Rules(OLD);
    assertThat(closedBy(closing)).isEqualTo(OLD.hash());
    assertThat(closing.hindrance()).isEmpty();
  }
}
