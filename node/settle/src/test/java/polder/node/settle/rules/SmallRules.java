package polder.node.settle.rules;

import java.util.List;
import java.util.TreeMap;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;

/** Rules of a deployment without networks. */
final class SmallRules {
  private SmallRules() {}

  /** Those that mint {@code perDay} tokens. */
  static Manifests of(long perDay) {
    return of("small", perDay);
  }

  static Manifests of(String name, long perDay) {
    TreeMap<String, Value> emission = new TreeMap<>();
    emission.put("per_day", new Value.Whole(perDay));
    emission.put("halving", new Value.Text("1460d"));
    TreeMap<String, Value> deployment = new TreeMap<>();
    deployment.put("name", new Value.Text(name));
    deployment.put("chain_id", new Value.Whole(31337));
    deployment.put("genesis_millis", new Value.Whole(0));
    deployment.put("epoch", new Value.Text("1m"));
    deployment.put("emission", new Value.Table(emission));
    deployment.put("grace", new Value.Text("5s"));
    deployment.put("clock_tolerance", new Value.Text("5s"));
    deployment.put("snapshot_every", new Value.Whole(3));
    deployment.put("messages_per_epoch", new Value.Whole(100));
    return Manifests.of(new Value.Table(deployment), List.of());
  }
}
