package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.compute.OrderState.Phase;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * Whose pictures are alike, by the tiles that are compared. Those of two machines of one class are
 * only if they are the same to the last bit.
 */
final class Likeness {
  private static final long MILLI = 1_000;
  private static final long MILLIS_A_TENTH = 100;

  private final Phase.Working working;
  private final SortedMap<Hash, Bytes> pixels;
  private final long leastTenths;
  private final SortedMap<DeviceId, SortedMap<DeviceId, Finding>> found = new TreeMap<>();

  /**
   * Compares each with each.
   *
   * @param pixels by their hashes, of all tiles that are shown
   */
  Likeness(
      Phase.Working working, SortedMap<Hash, Bytes> pixels, ComputeParameters.Checking checking) {
    this.working = working;
    this.pixels = pixels;
    this.leastTenths = checking.psnrTenths();
    List<Runner> runners = working.runners();
    for (int i = 0; i < runners.size(); i++) {
      for (int j = 0; j < i; j++) {
        Finding finding = compare(runners.get(i), runners.get(j));
        note(finding, runners.get(i), runners.get(j));
        note(finding, runners.get(j), runners.get(i));
      }
    }
  }

  /** For each those whose pictures are like its own, itself included; no group stands twice. */
  List<List<Runner>> groups() {
    List<List<Runner>> groups = new ArrayList<>();
    for (Runner runner : working.runners()) {
      List<Runner> alike =
          working.runners().stream()
              .filter(its -> its.equals(runner) || of(runner, its).result() == Result.PASS)
              .toList();
      if (!groups.contains(alike)) {
        groups.add(alike);
      }
    }
    return groups;
  }

  /** How alike the picture of {@code runner} is with that of each of the others. */
  List<Finding> findings(Runner runner) {
    return working.runners().stream()
        .filter(its -> !its.equals(runner))
        .map(its -> of(runner, its))
        .toList();
  }

  private Finding of(Runner runner, Runner other) {
    return Optional.ofNullable(found.get(runner.machine()))
        .map(its -> its.get(other.machine()))
        .orElseThrow();
  }

  private Finding compare(Runner one, Runner other) {
    if (one.runtime().equals(other.runtime())) {
      long differing = working.asked().stream().filter(part -> !isSame(one, other, part)).count();
      return new Finding(Subjects.PIXELS, result(differing == 0), differing * MILLI, 0, "tile");
    }
    long tenths =
        working.showing().orElseThrow().parts().stream()
            .mapToLong(part -> tenths(one, other, part))
            .min()
            .orElse(Psnr.SAME);
    return new Finding(
        "psnr",
        result(tenths >= leastTenths),
        tenths * MILLIS_A_TENTH,
        leastTenths * MILLIS_A_TENTH,
        "dB");
  }

  private static Result result(boolean passes) {
    return passes ? Result.PASS : Result.FAIL;
  }

  private boolean isSame(Runner one, Runner other, int part) {
    return working.part(one, part).equals(working.part(other, part));
  }

  private long tenths(Runner one, Runner other, int part) {
    return isSame(one, other, part)
        ? Psnr.SAME
        : Psnr.tenths(shown(working.part(one, part)), shown(working.part(other, part)));
  }

  private Bytes shown(Hash part) {
    return Optional.ofNullable(pixels.get(part)).orElseThrow();
  }

  private void note(Finding finding, Runner runner, Runner other) {
    found
        .computeIfAbsent(runner.machine(), its -> new TreeMap<>())
        .put(
            other.machine(),
            new Finding(
                finding.check(),
                finding.result(),
                finding.value(),
                finding.limit(),
                finding.unit(),
                Optional.of(other.machine())));
  }
}
