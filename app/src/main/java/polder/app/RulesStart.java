package polder.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.adapters.files.DirectoryArchive;
import polder.epoch.RuleBook;
import polder.epoch.Standing;
import polder.node.settle.rules.RulesStore;
import polder.ports.chain.RulesHistory;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;

/** The rules in a data directory's folder against those that a vote put in force. */
public final class RulesStart {
  private RulesStart() {}

  /**
   * The rules that say where the vote is kept: those of the newest epoch, which an edit of the
   * folder does not change; before there is one, the folder's, which are kept as they are now.
   */
  public static Manifests known(DataDirectory data, Manifests disk) throws IOException {
    RulesStore store =
        new RulesStore(new DirectoryArchive(data.archive()), new RuleBook(Kinds.ALL));
    Optional<Manifests> sealed = store.latest();
    if (sealed.isEmpty() && disk.deployment().settlement().isPresent()) {
      store.put(disk);
    }
    return sealed.filter(its -> its.deployment().settlement().isPresent()).orElse(disk);
  }

  /**
   * What a person should know who edited the folder, or runs another version.
   *
   * @param again how commands are told of the data directory
   */
  public static List<String> notes(
      DataDirectory data, Manifests disk, Assembly node, String again) {
    Optional<RulesHistory> history = node.votedRules();
    if (history.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    Standing standing = node.closing().standing();
    Manifests inForce = standing.manifests();
    if (!disk.hash().equals(inForce.hash())) {
      lines.add(
          announced(history.get(), disk.hash(), standing.nextEpoch())
              .map(epoch ->
                  "The rules in "
                      + data.manifests()
                      + " come into force with epoch "
                      + epoch
                      + "; until then the node closes by those before, "
                      + name(inForce.hash())
                      + ".")
              .orElseGet(() -> notInForce(data, RulesDiff.between(inForce, disk), inForce, again)));
      lines.add("");
    }
    node.closing()
        .hindrance()
        .ifPresent(why -> lines.addAll(List.of("No epoch is closed: " + why + ".", "")));
    return lines;
  }

  private static Optional<Long> announced(RulesHistory history, Hash rules, long from) {
    return history.rules().stream()
        .filter(one -> one.fromEpoch() >= from && one.manifests().equals(rules))
        .map(RulesHistory.Rules::fromEpoch)
        .findFirst();
  }

  private static String notInForce(
      DataDirectory data, List<RulesDiff.Change> changes, Manifests inForce, String again) {
    return "The rules in "
        + data.manifests()
        + " are NOT in force: "
        + changes.getFirst()
        + (changes.size() > 1 ? " and " + (changes.size() - 1) + " more" : "")
        + ". The node goes on with those that were voted for, "
        + name(inForce.hash())
        + ". To have yours voted for: ./polder propose --rules "
        + data.manifests()
        + again;
  }

  private static String name(Hash hash) {
    return hash.toHex().substring(0, 12);
  }
}
