package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;

/** What all who work on a result came to, as it is compared. */
final class Results {
  private final Phase.Working working;

  Results(Phase.Working working) {
    this.working = working;
  }

  /** Who came to which result. */
  SortedMap<String, List<Runner>> groups() {
    SortedMap<String, List<Runner>> groups = new TreeMap<>();
    for (Runner runner : working.runners()) {
      groups.computeIfAbsent(name(runner), key -> new ArrayList<>()).add(runner);
    }
    return groups;
  }

  /** What is compared of a runner's result: as much of it as all worked out. */
  String name(Runner runner) {
    Runner.Result result = runner.result().orElseThrow();
    if (result.parts().isEmpty()) {
      return result.output().toHex() + "/" + result.effort();
    }
    List<Hash> compared = result.parts();
    boolean won = runner.machine().equals(working.lease().machine());
    if (won && !working.asked().isEmpty()) {
      compared = working.asked().stream().map(result.parts()::get).toList();
    }
    return Seals.whole(compared).toHex();
  }
}
