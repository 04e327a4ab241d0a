package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Said;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/**
 * An epoch of an order that runs and is metered. Machine and renter count the seconds since the
 * lease began; the lower count is paid. Where the renter is silent or counts less, machines of
 * strangers are drawn to look, and what they find running counts as if the renter had seen it.
 */
final class Metering {
  private static final long MILLI = 1_000;

  private final ComputeParameters parameters;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Directory machines;
  private final Sheet sheet;

  Metering(
      ComputeParameters parameters,
      GroupInputs<Said> inputs,
      EpochContext context,
      Directory machines,
      Sheet sheet) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.context = context;
    this.machines = machines;
    this.sheet = sheet;
  }

  Optional<OrderState> step(OrderState order, Phase.Running running) {
    Sightings seen = Sightings.of(order, running, inputs.home());
    Lease lease = running.lease();
    long elapsed = (context.window().endMillis() - lease.startMillis()) / MILLI;
    if (seen.machineSeconds() > elapsed + parameters.metering().toleranceSeconds()) {
      sheet.tell(lease.machine(), new Word.Cheated(order.renter(), "counts_too_much"));
      explain(order, running, seen, 0, elapsed, "counts_too_much");
      return ended(order, "counts_too_much");
    }
    Meter before = running.meter();
    boolean down = seen.isDown();
    long witnessed = witnessed(before, seen, elapsed);
    long payable = Math.min(Math.min(seen.machineSeconds(), witnessed), order.order().seconds());
    long seconds = Math.max(0, payable - before.paidSeconds());
    long affordable =
        lease.priceNano() == 0 ? seconds : Math.min(seconds, sheet.purseNano() / lease.priceNano());
    sheet.pay(lease.owner(), Math.multiplyExact(affordable, lease.priceNano()), "usage");
    Meter meter =
        new Meter(
            seen.machineSeconds(),
            seen.renterSeconds(),
            witnessed,
            before.paidSeconds() + affordable,
            seen.machineMessage().isPresent() ? 0 : before.silentEpochs() + 1,
            down ? before.strikes() + 1 : 0,
            List.of());
    Optional<String> ending = running.ending();
    if (ending.isPresent()) {
      explain(order, running, seen, affordable, elapsed, ending.get());
      sheet.tell(lease.machine(), isBroken(ending.get()) ? new Word.Broken() : new Word.Kept());
      return ended(order, ending.get());
    }
    Optional<String> reason = reason(order, lease, meter, affordable < seconds);
    explain(order, running, seen, affordable, elapsed, reason.orElse(seen.remark()));
    if (reason.isPresent() && reason.get().equals("not_running")) {
      sheet.tell(lease.machine(), new Word.Cheated(order.renter(), "not_running"));
      return ended(order, "not_running");
    }
    boolean draws =
        reason.isEmpty()
            && (seen.renterMessage().isEmpty()
                || seen.machineSeconds() - seen.renterSeconds()
                    > parameters.metering().toleranceSeconds());
    Meter next = draws ? drawn(order, lease, meter) : meter;
    return Optional.of(order.with(new Phase.Running(lease, next, reason)));
  }

  /** What is believed of the machine's count: what the renter saw, or what others did. */
  private long witnessed(Meter before, Sightings seen, long elapsed) {
    long probed = before.witnessedSeconds();
    if (seen.isUp()) {
      long epochSeconds = context.window().lengthMillis() / MILLI;
      probed =
          Math.min(
              before.witnessedSeconds() + epochSeconds, Math.min(elapsed, seen.machineSeconds()));
    }
    return Math.max(Math.max(before.witnessedSeconds(), probed), seen.renterSeconds());
  }

  /** Why it ends now, if it does. */
  private Optional<String> reason(OrderState order, Lease lease, Meter meter, boolean unpaid) {
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.Close) {
        DeviceId by = judged.sender().device();
        if (by.equals(order.client()) || by.equals(lease.machine())) {
          return Optional.of(by.equals(order.client()) ? "closed_by_renter" : "closed_by_machine");
        }
      }
    }
    if (meter.strikes() >= parameters.metering().strikes()) {
      return Optional.of("not_running");
    }
    if (meter.silentEpochs() >= parameters.metering().silentEpochs()) {
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

  private Meter drawn(OrderState order, Lease lease, Meter meter) {
    Draw draw = new Draw(context.seed(), inputs.group());
    SortedSet<Account> known = new TreeSet<>(List.of(order.renter(), lease.owner()));
    List<DeviceId> probers = new ArrayList<>();
    for (int i = 0; i < parameters.metering().probers(); i++) {
      Optional<Machine> machine = draw.stranger(machines, known, Optional.empty(), 0);
      machine.ifPresent(its -> {
        probers.add(its.device());
        known.add(its.owner());
      });
    }
    return new Meter(
        meter.machineSeconds(),
        meter.renterSeconds(),
        meter.witnessedSeconds(),
        meter.paidSeconds(),
        meter.silentEpochs(),
        meter.strikes(),
        probers);
  }

  private void explain(
      OrderState order,
      Phase.Running running,
      Sightings seen,
      long paidSeconds,
      long elapsed,
      String reason) {
    seen.machineMessage()
        .ifPresent(message -> {
          long length = Math.max(1, context.window().lengthMillis() / MILLI);
          long ppm =
              Math.min(Amounts.MILLION, Amounts.mulDiv(paidSeconds, Amounts.MILLION, length));
          Finding paid =
              new Finding(
                  "counts",
                  paidSeconds > 0 ? Result.PASS : Result.UNDECIDED,
                  seen.machineSeconds() * MILLI,
                  Math.max(seen.renterSeconds(), running.meter().witnessedSeconds()) * MILLI,
                  "s");
          Finding clock =
              new Finding(
                  "counts_too_much",
                  reason.equals("counts_too_much") ? Result.FAIL : Result.PASS,
                  seen.machineSeconds() * MILLI,
                  Math.max(0, elapsed) * MILLI,
                  "s");
          sheet
              .line(running.lease().machine())
              .weigh(ppm, new Factor("usage", ppm))
              .because(reason)
              .of(
                  message,
                  "usage",
                  paidSeconds > 0 ? Verdict.ACCEPTED : Verdict.UNVERIFIED,
                  List.of(clock, paid));
        });
    if (seen.machineMessage().isEmpty()) {
      sheet.line(running.lease().machine()).because(reason);
    }
    seen.probes()
        .forEach((prober, probe) ->
            sheet
                .line(prober)
                .because(probe.isUp() ? "found_running" : "found_nothing")
                .of(probe.message(), "probe", Verdict.ACCEPTED, List.of()));
  }

  private Optional<OrderState> ended(OrderState order, String reason) {
    sheet
        .line(order.client())
        .because(reason)
        .of(order.message(), "order", Verdict.ACCEPTED, List.of());
    sheet.giveBack(order.renter(), reason);
    return Optional.empty();
  }
}
