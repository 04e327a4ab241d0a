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

  /** Those who came to the same, by what they came to. */
  List<List<Runner>> groups() {
    SortedMap<String, List<Runner>> groups = new TreeMap<>();
    for (Runner runner : working.runners()) {
      groups.computeIfAbsent(name(runner), key -> new ArrayList<>()).add(runner);
    }
    return List.copyOf(groups.values());
  }

  /** What is compared of a runner's result: as much of it as all worked out. */
  private String name(Runner runner) {
    Runner.Result result = runner.result().orElseThrow();
    if (result.parts().isEmpty()) {
      return result.output().toHex() + "/" + result.effort();
    }
    return Seals.whole(compared(runner)).toHex();
  }

  private List<Hash> compared(Runner runner) {
    return working.asked().isEmpty()
        ? runner.result().orElseThrow().parts()
        : working.asked().stream().map(part -> working.part(runner, part)).toList();
  }

  /** Which parts are not the same to all who worked them out. */
  List<Integer> differing() {
    return working.asked().stream()
        .filter(part ->
            working.runners().stream().map(its -> working.part(its, part)).distinct().count() > 1)
        .toList();
  }

  /**
   * Whether they differ where they need not be the same to the last bit: not all who worked it out
   * said the same of what runs their work.
   */
  boolean differByClass() {
    return working.runners().stream().map(Runner::runtime).distinct().count() > 1
        && !differing().isEmpty();
  }
}
