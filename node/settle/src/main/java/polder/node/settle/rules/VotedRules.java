package polder.node.settle.rules;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.closing.Succession;
import polder.ports.Archive;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;

/**
 * Gives each epoch the rules that were voted for it. Of the chain it knows what it was told last,
 * also before the last start: rules are announced some epochs before they are in force, so a chain
 * that does not answer for a while changes nothing. For any thread.
 */
public final class VotedRules implements Succession {
  private static final Logger LOG = LoggerFactory.getLogger(VotedRules.class);

  private final RulesStore store;
  private final Archive memory;
  private final Hash program;
  private volatile Optional<RulesHistory> history = Optional.empty();

  /**
   * Knows what {@code memory} has, which nobody else writes to.
   *
   * @param program hash of this program
   */
  public VotedRules(RulesStore store, Archive memory, Hash program) throws IOException {
    this.store = store;
    this.memory = memory;
    this.program = program;
    Optional<Bytes> known = memory.reader().read(Archive.LATEST);
    if (known.isPresent()) {
      try {
        this.history = Optional.of(HistoryCodec.read(known.get()));
      } catch (IllegalArgumentException e) {
        LOG.warn("what was known of the voted rules is damaged; the chain is asked anew");
      }
    }
  }

  /** Hash of this program. */
  public Hash program() {
    return program;
  }

  /** What is known of the chain. */
  public Optional<RulesHistory> history() {
    return history;
  }

  /** What the chain says now. */
  public synchronized void learn(RulesHistory now) throws IOException {
    if (!history.equals(Optional.of(now))) {
      memory.writeLatest(HistoryCodec.write(now));
      history = Optional.of(now);
    }
  }

  @Override
  public Next of(long epoch, Manifests now) throws IOException {
    Optional<RulesHistory> known = history;
    if (known.isEmpty()) {
      return new Next.Rules(now);
    }
    RulesHistory.Rules rules = known.get().at(epoch);
    if (!rules.program().equals(program)) {
      return new Next.Hindered(otherProgram(epoch, known.get()));
    }
    return rules.manifests().equals(now.hash()) ? new Next.Rules(now) : next(rules, now);
  }

  private Next next(RulesHistory.Rules rules, Manifests now) throws IOException {
    String name = "the rules " + name(rules.manifests()) + ", in force from epoch ";
    Optional<Manifests> voted;
    try {
      voted = store.read(rules.manifests());
    } catch (IllegalArgumentException e) {
      return new Next.Hindered(
          name
              + rules.fromEpoch()
              + ", cannot be run by this program: "
              + e.getMessage()
              + "; start a version of Polder that can");
    }
    if (voted.isEmpty()) {
      return new Next.Hindered(
          name
              + rules.fromEpoch()
              + ", are not here; whoever has them publishes them: polder propose --publish"
              + " --rules FOLDER");
    }
    if (!voted.get().deployment().id().equals(now.deployment().id())) {
      return new Next.Hindered(name + rules.fromEpoch() + ", are those of another deployment");
    }
    return new Next.Rules(voted.get());
  }

  private String otherProgram(long epoch, RulesHistory known) {
    RulesHistory.Rules rules = known.at(epoch);
    String ours = name(program);
    Optional<RulesHistory.Rules> next = known.after(epoch);
    String until =
        next.isPresent()
            ? "epochs up to " + (next.get().fromEpoch() - 1)
            : "epochs from " + rules.fromEpoch() + " on";
    String then =
        next.filter(its -> its.program().equals(program)).isPresent()
            ? "; this one closes from epoch " + next.get().fromEpoch() + " on"
            : "; or have this one voted for: polder propose --program";
    return until
        + " are closed by program "
        + name(rules.program())
        + " and this is "
        + ours
        + ": start that version of Polder on this data directory"
        + then;
  }

  /** A hash for people. */
  static String name(Hash hash) {
    return hash.toHex().substring(0, 12);
  }
}
