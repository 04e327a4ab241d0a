package polder.networks.compute;

import java.util.List;
import polder.networks.Assessment.Verdict;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.compute.OrderState.Phase;
import polder.protocol.money.Amounts;

/**
 * What an order that runs came to in one epoch, and how that is told.
 *
 * @param running how it stood before
 * @param seen what was said of it
 * @param paidSeconds what was paid for
 * @param elapsedSeconds how long ago it began
 * @param epochSeconds how long the epoch is
 */
record Usage(
    Phase.Running running,
    Sightings seen,
    long paidSeconds,
    long elapsedSeconds,
    long epochSeconds) {
  private static final long MILLI = 1_000;

  /** Says it of the machine and of those who looked. */
  void tell(Sheet sheet, String reason) {
    Sheet.Line line = sheet.line(running.lease().machine());
    seen.machineMessage()
        .ifPresent(message -> {
          long length = Math.max(1, epochSeconds);
          long ppm =
              Math.min(Amounts.MILLION, Amounts.mulDiv(paidSeconds, Amounts.MILLION, length));
          line.weigh(ppm, new Factor("usage", ppm))
              .of(
                  message,
                  "usage",
                  paidSeconds > 0 ? Verdict.ACCEPTED : Verdict.UNVERIFIED,
                  List.of(clock(reason), counts()));
        });
    line.because(reason);
    seen.probes()
        .forEach((prober, look) ->
            sheet
                .line(prober)
                .because(look.isUp() ? "found_running" : "found_nothing")
                .of(look.message(), "probe", Verdict.ACCEPTED, List.of()));
  }

  private Finding clock(String reason) {
    return new Finding(
        "counts_too_much",
        reason.equals("counts_too_much") ? Result.FAIL : Result.PASS,
        seen.machineSeconds() * MILLI,
        Math.max(0, elapsedSeconds) * MILLI,
        "s");
  }

  private Finding counts() {
    return new Finding(
        "counts",
        paidSeconds > 0 ? Result.PASS : Result.UNDECIDED,
        seen.machineSeconds() * MILLI,
        Math.max(seen.renterSeconds(), running.meter().witnessedSeconds()) * MILLI,
        "s");
  }
}
