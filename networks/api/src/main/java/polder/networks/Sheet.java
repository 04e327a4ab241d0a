package polder.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a group makes of an epoch, while it is being made: a line for each device, and payments that
 * never exceed the purse. For one thread.
 */
public final class Sheet {
  private final GroupKey group;
  private final long timeMillis;
  private final SortedMap<DeviceId, Line> lines = new TreeMap<>();
  private final List<Payment> payments = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private long purseNano;

  /**
   * A blank one.
   *
   * @param timeMillis what happens is dated so: the epoch's beginning
   */
  public Sheet(GroupKey group, long timeMillis, long purseNano) {
    this.group = group;
    this.timeMillis = timeMillis;
    this.purseNano = purseNano;
  }

  /** What is said of one device. */
  public final class Line {
    private long weight;
    private final List<Factor> factors = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final List<Assessment> assessments = new ArrayList<>();
    private final SortedSet<Hash> evidence = new TreeSet<>();

    public Line weigh(long ppm, Factor factor) {
      weight = ppm;
      factors.add(factor);
      return this;
    }

    public Line because(String reason) {
      if (!reasons.contains(reason)) {
        reasons.add(reason);
      }
      return this;
    }

    /** What became of something that the device said. */
    public Line of(Hash message, String subject, Verdict verdict, List<Finding> findings) {
      assessments.add(new Assessment(message, timeMillis, subject, verdict, findings));
      evidence.add(message);
      return this;
    }

    private Contribution contribution(DeviceId device) {
      return new Contribution(device, weight, factors, reasons, assessments, List.copyOf(evidence));
    }
  }

  /** The line of a device that this group has heard. */
  public Line line(DeviceId device) {
    return lines.computeIfAbsent(device, key -> new Line());
  }

  /** What the purse still holds. */
  public long purseNano() {
    return purseNano;
  }

  /** Pays as much of {@code nano} as the purse holds. */
  public long pay(Account to, long nano, String reason) {
    return pay(Payment.earned(to, Math.min(nano, purseNano), reason));
  }

  /** The same for the work of {@code device}. */
  public long pay(DeviceId device, Account to, long nano, String reason) {
    return pay(Payment.earned(device, to, Math.min(nano, purseNano), reason));
  }

  private long pay(Payment payment) {
    if (payment.amountNano() > 0) {
      payments.add(payment);
      purseNano -= payment.amountNano();
    }
    return payment.amountNano();
  }

  /** Gives back all that the purse still holds. */
  public void giveBack(Account to, String reason) {
    if (purseNano > 0) {
      payments.add(Payment.refund(to, purseNano, reason));
      purseNano = 0;
    }
  }

  /** Tells another group. */
  public void tell(GroupKey to, Bytes content) {
    notes.add(new Note(group, to, content));
  }

  /** All of it, with what the group wants to find in the next epoch and when to be woken. */
  public Outcome outcome(Optional<Bytes> state, long wakeEpoch, Bytes summary) {
    List<Contribution> contributions = new ArrayList<>();
    lines.forEach((device, line) -> contributions.add(line.contribution(device)));
    return new Outcome(
        state.orElse(Bytes.EMPTY),
        state.isPresent() ? wakeEpoch : Outcome.ASLEEP,
        contributions,
        payments,
        List.of(),
        summary,
        notes);
  }
}
