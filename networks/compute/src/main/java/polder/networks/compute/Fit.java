package polder.networks.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.protocol.identity.DeviceId;

/** Whether a machine has what a job needs. */
public final class Fit {
  private static final long MILLI = 1_000;

  private Fit() {}

  /** What runs jobs of this proof, as machines name it among their runtimes. */
  public static String runtime(Proof proof) {
    return switch (proof) {
      case METERED -> "containers";
      case HASH -> "wasm";
      case PIXELS -> "blender";
      case QUORUM -> "batch";
    };
  }

  /** What the machine lacks first, auditors and speed included; empty if it lacks nothing. */
  public static Optional<Finding> lack(Need need, Proof proof, Machine machine) {
    return lack(need, proof, machine.capacity())
        .or(() -> unvouched(need, machine))
        .or(() -> slow(need, machine.speed()));
  }

  /** That a machine of that speed is slower than a job needs, or was not timed. */
  public static Optional<Finding> slow(Need need, Speed speed) {
    if (need.leastSpeed() <= speed.fuel()) {
      return Optional.empty();
    }
    return Optional.of(
        lacking(
            speed.isKnown() ? "slow" : "not_timed",
            speed.fuel() * MILLI,
            need.leastSpeed() * MILLI,
            "fuel/s"));
  }

  private static Optional<Finding> unvouched(Need need, Machine machine) {
    List<String> vouchers = machine.vouchers().stream().map(DeviceId::did).toList();
    long all = need.signedByAll().stream().filter(vouchers::contains).count();
    if (all < need.signedByAll().size()) {
      return Optional.of(lacking("audit", all * MILLI, need.signedByAll().size() * MILLI, ""));
    }
    boolean any =
        need.signedByAny().isEmpty() || need.signedByAny().stream().anyMatch(vouchers::contains);
    return any ? Optional.empty() : Optional.of(lacking("audit", 0, MILLI, ""));
  }

  /** What a machine of that capacity lacks first; empty if it lacks nothing. */
  public static Optional<Finding> lack(Need need, Proof proof, Capacity offered) {
    if (!offered.runtimes().containsKey(runtime(proof))) {
      return Optional.of(lacking("runtime", 0, 1, ""));
    }
    if (offered.cpuMilli() < need.cpuMilli()) {
      return Optional.of(lacking("cpu", offered.cpuMilli(), need.cpuMilli(), "core"));
    }
    if (offered.memoryBytes() < need.memoryBytes()) {
      return Optional.of(
          lacking("memory", kibi(offered.memoryBytes()), kibi(need.memoryBytes()), "MiBy"));
    }
    if (offered.diskBytes() < need.diskBytes()) {
      return Optional.of(
          lacking("disk", kibi(offered.diskBytes()), kibi(need.diskBytes()), "MiBy"));
    }
    for (Map.Entry<String, String> wanted : need.attributes().entrySet()) {
      if (!wanted.getValue().equals(offered.attributes().get(wanted.getKey()))) {
        return Optional.of(lacking("attribute", 0, MILLI, ""));
      }
    }
    long wanted = need.gpus();
    // More than there are cannot fit: what a job asks for is not even listed then.
    long served =
        wanted > offered.gpus().size() ? offered.gpus().size() : served(gpus(need), offered.gpus());
    return served < wanted
        ? Optional.of(lacking("gpu", served * MILLI, wanted * MILLI, ""))
        : Optional.empty();
  }

  /** Thousandths of mebibytes, nearly: a finding counts in thousandths. */
  private static long kibi(long bytes) {
    return bytes / 1_024 * MILLI / 1_024;
  }

  private static Finding lacking(String what, long value, long limit, String unit) {
    return new Finding(what, Result.FAIL, value, limit, unit);
  }

  /** Each processor that is needed by itself. */
  private static List<GpuNeed> gpus(Need need) {
    List<GpuNeed> all = new ArrayList<>();
    for (Need.Unit unit : need.units()) {
      for (int i = 0; i < unit.count() * unit.each().gpu().count(); i++) {
        all.add(unit.each().gpu());
      }
    }
    return all;
  }

  /**
   * How many needs can be served at once, each by a processor of its own: a largest matching, by
   * augmenting paths (Kuhn), since the first that fits may be the only one for another.
   */
  private static int served(List<GpuNeed> needs, List<GpuModel> offered) {
    int[] servedBy = new int[offered.size()];
    Arrays.fill(servedBy, -1);
    int served = 0;
    for (int need = 0; need < needs.size(); need++) {
      if (!assign(need, needs, offered, servedBy, new boolean[offered.size()])) {
        // Needs of one kind come one after the other: more of them would fail as this did.
        return served;
      }
      served++;
    }
    return served;
  }

  private static boolean assign(
      int need, List<GpuNeed> needs, List<GpuModel> offered, int[] servedBy, boolean[] tried) {
    for (int gpu = 0; gpu < offered.size(); gpu++) {
      if (!tried[gpu] && needs.get(need).accepts(offered.get(gpu))) {
        tried[gpu] = true;
        if (servedBy[gpu] < 0 || assign(servedBy[gpu], needs, offered, servedBy, tried)) {
          servedBy[gpu] = need;
          return true;
        }
      }
    }
    return false;
  }
}
