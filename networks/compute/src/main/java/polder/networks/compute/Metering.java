package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.networks.Sheet;
import polder.networks.compute.OrderState.Phase;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * An epoch of an order that runs and is metered. Machine and renter count the seconds since the
 * lease began; the lower count is paid. Where the renter is silent or counts less, machines of
 * strangers are drawn to look, and what they find running counts as if the renter had seen it.
 */
final class Metering {
  private static final long MILLI = 1_000;

  private final OrderEpoch epoch;
  private final OrderState order;
  private final ComputeParameters.Metering terms;
  private final Sheet sheet;
  private final long epochSeconds;

  Metering(OrderEpoch epoch, OrderState order) {
    this.epoch = epoch;
    this.order = order;
    this.terms = epoch.parameters().metering();
    this.sheet = epoch.sheet();
    this.epochSeconds = epoch.window().lengthMillis() / MILLI;
  }

  Optional<OrderState> step(Phase.Running running) {
    Sightings seen = Sightings.of(order, running, epoch.inputs().home());
    Lease lease = running.lease();
    long elapsed = (epoch.window().endMillis() - lease.startMillis()) / MILLI;
    if (seen.machineSeconds() > elapsed + terms.toleranceSeconds()) {
      new Usage(running, seen, 0, elapsed, epochSeconds).tell(sheet, "counts_too_much");
      return cheated(lease, "counts_too_much");
    }
    Meter before = running.meter();
    long witnessed = witnessed(before, seen, elapsed);
    long payable = Math.min(Math.min(seen.machineSeconds(), witnessed), order.order().seconds());
    long seconds = Math.max(0, payable - before.paidSeconds());
    long affordable =
        lease.priceNano() == 0 ? seconds : Math.min(seconds, sheet.purseNano() / lease.priceNano());
    sheet.pay(
        lease.machine(), lease.owner(), Math.multiplyExact(affordable, lease.priceNano()), "usage");
    Meter meter =
        new Meter(
            seen.machineSeconds(),
            seen.renterSeconds(),
            witnessed,
            before.paidSeconds() + affordable,
            seen.machineMessage().isPresent() ? 0 : before.silentEpochs() + 1,
            seen.isDown() ? before.strikes() + 1 : 0,
            List.of());
    Usage usage = new Usage(running, seen, affordable, elapsed, epochSeconds);
    if (running.ending().isPresent()) {
      String ending = running.ending().get();
      usage.tell(sheet, ending);
      Word.tell(sheet, lease.machine(), isBroken(ending) ? new Word.Broken() : new Word.Kept());
      return ended(ending);
    }
    Optional<String> reason = reason(lease, meter, affordable < seconds);
    usage.tell(sheet, reason.orElse(seen.remark()));
    if (reason.isPresent() && reason.get().equals("not_running")) {
      return cheated(lease, "not_running");
    }
    boolean agreed =
        seen.renterMessage().isPresent()
            && seen.machineSeconds() - seen.renterSeconds() <= terms.toleranceSeconds();
    Meter next = reason.isPresent() || agreed ? meter : meter.lookedAtBy(drawn(lease));
    return Optional.of(order.with(new Phase.Running(lease, next, reason)));
  }

  private Optional<OrderState> cheated(Lease lease, String reason) {
    Word.tell(sheet, lease.machine(), new Word.Cheated(order.renter(), reason));
    return ended(reason);
  }

  private Optional<OrderState> ended(String reason) {
    return epoch.end(order, reason, Subjects.ORDER, Verdict.ACCEPTED);
  }

  /** What is believed of the machine's count: what the renter saw, or what others did. */
  private long witnessed(Meter before, Sightings seen, long elapsed) {
    long probed = before.witnessedSeconds();
    if (seen.isUp()) {
      probed =
          Math.min(
              before.witnessedSeconds() + epochSeconds, Math.min(elapsed, seen.machineSeconds()));
    }
    return Math.max(Math.max(before.witnessedSeconds(), probed), seen.renterSeconds());
  }

  /** Why it ends now, if it does. */
  private Optional<String> reason(Lease lease, Meter meter, boolean unpaid) {
    if (epoch.isClosedBy(order.client())) {
      return Optional.of("closed_by_renter");
    }
    if (epoch.isClosedBy(lease.machine())) {
      return Optional.of("closed_by_machine");
    }
    if (meter.strikes() >= terms.strikes()) {
      return Optional.of("not_running");
    }
    if (meter.silentEpochs() >= terms.silentEpochs()) {
      return Optional.of("machine_silent");
    }
    if (meter.paidSeconds() >= order.order().seconds()) {
      return Optional.of("time_over");
    }
    return unpaid || sheet.purseNano() < lease.priceNano()
        ? Optional.of("purse_empty")
        : Optional.empty();
  }

  private static boolean isBroken(String ending) {
    return ending.equals("machine_silent") || ending.equals("closed_by_machine");
  }

  private List<DeviceId> drawn(Lease lease) {
    Draw draw = epoch.draw();
    SortedSet<Account> known = new TreeSet<>(List.of(order.renter(), lease.owner()));
    List<DeviceId> probers = new ArrayList<>();
    for (int i = 0; i < terms.probers(); i++) {
      Optional<Machine> machine = draw.stranger(epoch.machines(), known, Optional.empty(), 0);
      machine.ifPresent(its -> {
        probers.add(its.device());
        known.add(its.owner());
      });
    }
    return probers;
  }
}
