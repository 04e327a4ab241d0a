package polder.node.settle.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.RuleBook;
import polder.node.closing.Succession.Next;
import polder.ports.MemoryArchive;
import polder.ports.chain.RulesHistory;
import polder.ports.chain.RulesHistory.Rules;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;

class VotedRulesTest {
  private static final Hash PROGRAM = Hash.sha256(new byte[] {1});
  private static final Hash OTHER_PROGRAM = Hash.sha256(new byte[] {2});
  private static final Manifests OLD = SmallRules.of(1_000);
  private static final Manifests NEW = SmallRules.of(500);

  private final MemoryArchive archive = new MemoryArchive();
  private final MemoryArchive memory = new MemoryArchive();
  private final RulesStore store = new RulesStore(archive, new RuleBook(List.of()));

  private VotedRules voted() throws IOException {
    return new VotedRules(store, memory, PROGRAM);
  }

  private static RulesHistory from(long epoch, Manifests manifests, Hash program) {
    return new RulesHistory(
        List.of(new Rules(OLD.hash(), PROGRAM, 0), new Rules(manifests.hash(), program, epoch)));
  }

  private static String hindrance(Next next) {
    assertThat(next).isInstanceOf(Next.Hindered.class);
    return ((Next.Hindered) next).why();
  }

  @Test
  void rulesAreOthersFromExactlyTheAnnouncedEpoch() throws IOException {
    store.put(NEW);
    VotedRules voted = voted();
    voted.learn(from(7, NEW, PROGRAM));
    assertThat(voted.of(6, OLD)).isEqualTo(new Next.Rules(OLD));
    assertThat(voted.of(7, OLD))
        .isInstanceOfSatisfying(
            Next.Rules.class, next -> assertThat(next.manifests().hash()).isEqualTo(NEW.hash()));
    assertThat(voted.of(8, NEW)).isEqualTo(new Next.Rules(NEW));
  }

  @Test
  void anEditWithoutAVoteIsTakenBack() throws IOException {
    store.put(OLD);
    VotedRules voted = voted();
    voted.learn(new RulesHistory(List.of(new Rules(OLD.hash(), PROGRAM, 0))));
    assertThat(voted.of(3, NEW))
        .isInstanceOfSatisfying(
            Next.Rules.class, next -> assertThat(next.manifests().hash()).isEqualTo(OLD.hash()));
  }

  @Test
  void whatTheChainSaidIsKnownAfterARestartWithoutIt() throws IOException {
    store.put(NEW);
    voted().learn(from(7, NEW, PROGRAM));
    assertThat(voted().history()).contains(from(7, NEW, PROGRAM));
    memory.writeLatest(Bytes.wrap(new byte[] {1, 2, 3}));
    assertThat(voted().history()).as("damaged").isEmpty();
    assertThat(voted().of(7, OLD)).as("as before").isEqualTo(new Next.Rules(OLD));
  }

  @Test
  void noEpochIsClosedWithoutItsRules() throws IOException {
    VotedRules voted = voted();
    voted.learn(from(7, NEW, PROGRAM));
    assertThat(hindrance(voted.of(7, OLD))).contains("from epoch 7", "not here");
    store.put(NEW);
    assertThat(voted.of(7, OLD)).isInstanceOf(Next.Rules.class);
  }

  @Test
  void noEpochIsClosedByAnotherProgram() throws IOException {
    VotedRules voted = voted();
    voted.learn(from(7, OLD, OTHER_PROGRAM));
    assertThat(voted.of(6, OLD)).isEqualTo(new Next.Rules(OLD));
    assertThat(hindrance(voted.of(7, OLD)))
        .contains("epochs from 7 on", OTHER_PROGRAM.toHex().substring(0, 12));

    VotedRules newer = new VotedRules(store, memory, OTHER_PROGRAM);
    assertThat(hindrance(newer.of(6, OLD)))
        .contains("epochs up to 6", "this one closes from epoch 7 on");
    assertThat(newer.of(7, OLD)).isEqualTo(new Next.Rules(OLD));
  }

  @Test
  void rulesOfAnotherDeploymentAreNotTaken() throws IOException {
    Manifests other = SmallRules.of("other", 500);
    store.put(other);
    VotedRules voted = voted();
    voted.learn(from(7, other, PROGRAM));
    assertThat(hindrance(voted.of(7, OLD))).contains("another deployment");
  }

  @Test
  void aHistoryAscendsFromEpochZero() {
    Rules first = new Rules(OLD.hash(), PROGRAM, 0);
    for (List<Rules> wrong :
        List.of(
            List.<Rules>of(),
            List.of(new Rules(OLD.hash(), PROGRAM, 1)),
            List.of(first, first),
            List.of(first, new Rules(NEW.hash(), PROGRAM, -1)))) {
      assertThatThrownBy(() -> new RulesHistory(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(from(7, NEW, PROGRAM).after(6)).contains(new Rules(NEW.hash(), PROGRAM, 7));
    assertThat(from(7, NEW, PROGRAM).after(7)).isEmpty();
  }
}
