package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * What was said in an epoch about an order that runs.
 *
 * @param machineSeconds the machine's count, which never goes back
 * @param machineMessage what said so; empty if it was silent
 * @param renterSeconds the renter's count, which never goes back
 * @param renterMessage what said so; empty if it was silent
 * @param stoodStill whether the renter was there and saw nothing run
 * @param probes what those saw who were drawn to look
 */
record Sightings(
    long machineSeconds,
    Optional<Hash> machineMessage,
    long renterSeconds,
    Optional<Hash> renterMessage,
    boolean stoodStill,
    SortedMap<DeviceId, Look> probes) {

  /** What one machine saw. */
  record Look(Hash message, long looks, long found) {
    /** Whether it ran most of the time. */
    boolean isUp() {
      return 2 * found > looks;
    }
  }

  static Sightings of(OrderState order, Phase.Running running, List<Judged<Said>> messages) {
    Meter before = running.meter();
    long machine = before.machineSeconds();
    long renter = before.renterSeconds();
    Optional<Hash> machineMessage = Optional.empty();
    Optional<Hash> renterMessage = Optional.empty();
    SortedMap<DeviceId, Look> probes = new TreeMap<>();
    for (Judged<Said> judged : messages) {
      DeviceId from = judged.sender().device();
      switch (judged.evidence()) {
        case Said.Count count when from.equals(running.lease().machine()) -> {
          machine = Math.max(machine, count.seconds());
          machineMessage = Optional.of(judged.message());
        }
        case Said.Count count when from.equals(order.client()) -> {
          renter = Math.max(renter, count.seconds());
          renterMessage = Optional.of(judged.message());
        }
        case Said.Probe probe when before.probers().contains(from) ->
            probes.put(from, new Look(judged.message(), probe.looks(), probe.found()));
        default -> {}
      }
    }
    boolean stoodStill = renterMessage.isPresent() && renter == before.renterSeconds();
    return new Sightings(machine, machineMessage, renter, renterMessage, stoodStill, probes);
  }

  /** Whether most of those who looked found it running. */
  boolean isUp() {
    long up = probes.values().stream().filter(Look::isUp).count();
    return 2 * up > probes.size();
  }

  /**
   * Whether two others at least, the renter counting as one, found nothing running though its
   * machine was there and went on counting, and nobody found it.
   */
  boolean isDown() {
    long down = probes.size() + (stoodStill ? 1 : 0);
    return machineMessage.isPresent()
        && down >= 2
        && probes.values().stream().noneMatch(Look::isUp);
  }

  /** What is worth saying of an epoch like any other. */
  String remark() {
    if (machineMessage.isEmpty()) {
      return "no_count";
    }
    if (!probes.isEmpty()) {
      return isUp() ? "found_running" : "found_nothing";
    }
    if (renterMessage.isEmpty()) {
      return "renter_silent";
    }
    return renterSeconds < machineSeconds ? "renter_counts_less" : "both_count";
  }
}
