package polder.node.closing;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import polder.epoch.EpochEngine;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.node.archive.Keep;
import polder.ports.MemoryArchive;
import polder.ports.MemoryJournal;
import polder.ports.MemoryStateStore;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.settlement.ChainPoint;

/** A deployment without networks, closed in memory. */
final class SmallDeployment {
  static final long GENESIS = 1_700_000_040_000L;
  static final long LENGTH = 60_000;

  private SmallDeployment() {}

  static Closing closing(MemoryJournal journal, Closing.Cutter cutter, Keep keep)
      throws IOException {
    RuleBook rules = new RuleBook(List.of());
    return Closing.open(
        new Closing.Parts(
            journal,
            cutter,
            new MemoryStateStore(),
            new MemoryArchive(),
            new EpochRun(rules, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED),
            rules,
            DeviceKey.ed25519(new byte[32]),
            Hash.ZERO,
            keep),
        manifests());
  }

  /** Cuts where the journal ends. */
  static Closing.Cutter cutter(MemoryJournal journal) {
    return (window, manifests, before) -> {
      Cut cut =
          new Cut(
              window.epoch(),
              window.startMillis(),
              window.endMillis(),
              journal.end(),
              manifests,
              ChainPoint.NONE);
      journal.cut(cut);
      return cut;
    };
  }

  static Manifests manifests() {
    return manifests(1440);
  }

  /** The rules that mint {@code perDay} tokens. */
  static Manifests manifests(long perDay) {
    TreeMap<String, Value> emission = new TreeMap<>();
    emission.put("per_day", new Value.Whole(perDay));
    emission.put("halving", new Value.Text("1460d"));
    TreeMap<String, Value> deployment = new TreeMap<>();
    deployment.put("name", new Value.Text("small"));
    deployment.put("chain_id", new Value.Whole(31337));
    deployment.put("genesis_millis", new Value.Whole(GENESIS));
    deployment.put("epoch", new Value.Text("1m"));
    deployment.put("emission", new Value.Table(emission));
    deployment.put("grace", new Value.Text("5s"));
    deployment.put("clock_tolerance", new Value.Text("5s"));
    deployment.put("snapshot_every", new Value.Whole(3));
    deployment.put("messages_per_epoch", new Value.Whole(100));
    return Manifests.of(new Value.Table(deployment), List.of());
  }
}
