package polder.app.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.networks.compute.Fit;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Proof;

/** Which versions of Blender the machines of a market have. */
final class Blenders {
  private Blenders() {}

  /** The version that a machine has, such as {@code 3.4.1}; empty if it renders nothing. */
  static Optional<String> version(Machine machine) {
    return Optional.ofNullable(machine.capacity().runtimes().get(Fit.runtime(Proof.PIXELS)))
        .map(runtime -> runtime.split(" ", 2)[0]);
  }

  /**
   * What most of them have, as jobs name it, such as {@code 3.4}; the later of two that as many
   * have.
   */
  static Optional<String> usual(List<Machine> machines) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Machine machine : machines) {
      version(machine).ifPresent(its -> counts.merge(ofSeries(its), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private static String ofSeries(String version) {
    String[] numbers = version.split("\\.", 3);
    return numbers.length < 2 ? version : numbers[0] + "." + numbers[1];
  }
}
