package polder.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.ports.chain.Governance.Schedule;
import polder.protocol.codec.CborReader;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;

/** What differs between two books of rules, value by value, and what no vote can change. */
public final class RulesDiff {
  private static final String NOTHING = "(nothing)";
  private static final int MOST_TEXT = 120;

  private RulesDiff() {}

  /**
   * A value that differs.
   *
   * @param path where: {@code deployment} or a network's name, then keys, with dots between
   * @param before what was there; {@code (nothing)} if nothing was
   * @param after what is
   */
  public record Change(String path, String before, String after) {
    @Override
    public String toString() {
      return path + ": " + before + " → " + after;
    }
  }

  /** All that differs, ordered by path. */
  public static List<Change> between(Manifests before, Manifests after) {
    SortedMap<String, String> old = flat(before);
    SortedMap<String, String> now = flat(after);
    SortedSet<String> paths = new TreeSet<>(old.keySet());
    paths.addAll(now.keySet());
    List<Change> changes = new ArrayList<>();
    for (String path : paths) {
      String was = old.getOrDefault(path, NOTHING);
      String is = now.getOrDefault(path, NOTHING);
      if (!was.equals(is)) {
        changes.add(new Change(path, was, is));
      }
    }
    return changes;
  }

  private static SortedMap<String, String> flat(Manifests manifests) {
    SortedMap<String, String> values = new TreeMap<>();
    // The documents as they were written, in the form in which they are hashed.
    if (Value.read(new CborReader(manifests.encode())) instanceof Value.Sequence(var parts)
        && parts.get(1) instanceof Value.Sequence(var networks)) {
      flatten("deployment", parts.get(0), values);
      for (Value network : networks) {
        String name =
            network instanceof Value.Table table
                    && table.entries().get("network") instanceof Value.Text(String text)
                ? text
                : "?";
        flatten(name, network, values);
      }
    }
    return values;
  }

  private static void flatten(String path, Value value, SortedMap<String, String> values) {
    switch (value) {
      case Value.Table(SortedMap<String, Value> entries) -> {
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
          flatten(path + "." + entry.getKey(), entry.getValue(), values);
        }
      }
      case Value.Sequence(List<Value> items) -> {
        for (int i = 0; i < items.size(); i++) {
          flatten(path + "[" + i + "]", items.get(i), values);
        }
      }
      case Value.Text(String text) ->
          values.put(path, text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text);
      case Value.Whole(long number) -> values.put(path, Long.toString(number));
      case Value.Flag(boolean on) -> values.put(path, Boolean.toString(on));
    }
  }

  /**
   * Why {@code after} can never be in force after {@code before}, a line each.
   *
   * @param schedule what the contracts mint at most
   */
  public static List<String> impossible(Manifests before, Manifests after, Schedule schedule) {
    DeploymentManifest old = before.deployment();
    DeploymentManifest now = after.deployment();
    List<String> why = new ArrayList<>();
    if (!old.id().equals(now.id())) {
      why.add("name, chain_id and genesis_millis are the deployment's identity and never change");
    }
    if (!old.settlement().equals(now.settlement())) {
      why.add("settlement names the contracts that keep the vote, and never changes");
    }
    if (now.emission().perDayNano() > schedule.perDayNano()
        || now.emission().halvingMillis() > schedule.halvingMillis()) {
      why.add(
          "emission is above what the contracts ever mint, which no vote changes: per_day at most "
              + schedule.perDayNano() / 1e9
              + ", halving at most "
              + schedule.halvingMillis() / 1_000
              + "s");
    }
    if (now.epochMillis() > schedule.longestWindowMillis()) {
      why.add(
          "an epoch is at most as long as when the contracts were made, "
              + schedule.longestWindowMillis() / 1_000
              + "s");
    }
    for (NetworkManifest network : after.networks().values()) {
      before
          .network(network.name())
          .filter(same -> !same.kind().equals(network.kind()))
          .ifPresent(same ->
              why.add("the network " + network.name() + " is of another kind; name a new one"));
    }
    return why;
  }
}
