package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import polder.networks.GroupKey;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What is drawn for one order or machine in one epoch, from the epoch's seed: which results are
 * checked, and by whom. Each draw has a number, so that no two are the same.
 */
final class Draw {
  /** So often a machine is drawn for each that is wanted, before it is given up. */
  private static final int TRIES = 16;

  private final Hash seed;
  private final GroupKey group;
  private long number;

  Draw(Hash seed, GroupKey group) {
    this.seed = seed;
    this.group = group;
  }

  /** A number from 0 to below {@code bound}, each as likely to within one in 2⁶³ ÷ bound. */
  long below(long bound) {
    Hash drawn =
        Hash.sha256(
            new CborWriter()
                .beginArray(3)
                .hash(seed)
                .text(group.text())
                .integer(number++)
                .toByteArray());
    return (drawn.a() >>> 1) % bound;
  }

  /** Whether what happens to a share of all happens now. */
  boolean hits(long sharePpm) {
    return below(1_000_000) < sharePpm;
  }

  /** So many different numbers from 0 to below {@code bound}, ascending. */
  List<Integer> some(int count, int bound) {
    SortedSet<Integer> drawn = new TreeSet<>();
    // Floyd's way: each step adds one that is not among them yet.
    for (int i = bound - count; i < bound; i++) {
      int number = (int) below(i + 1L);
      drawn.add(drawn.contains(number) ? i : number);
    }
    return List.copyOf(drawn);
  }

  /**
   * A machine of an owner who has nothing to do with the order, that could do the work itself and
   * has a bond to lose; empty if there is none.
   *
   * @param strangersTo accounts whose machines are left out
   */
  Optional<Machine> stranger(
      Directory machines, SortedSet<Account> strangersTo, Optional<Work> work, long bondNano) {
    List<Machine> fitting = new ArrayList<>();
    for (Machine machine : machines.all()) {
      if (!strangersTo.contains(machine.owner())
          && machine.freeNano() >= bondNano
          && work.map(its -> its.fits(machine)).orElse(true)) {
        fitting.add(machine);
      }
    }
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get((int) below(fitting.size())));
  }

  /**
   * Machines of different strangers who time a machine of {@code owner}: as many as are wanted, or
   * fewer where there are few. Drawn from all, and drawn again where one will not do: that every
   * machine is timed at times must not mean that for each all are looked through.
   */
  List<DeviceId> timers(Directory machines, Account owner, int wanted) {
    List<Machine> all = machines.all();
    SortedSet<Account> known = new TreeSet<>(List.of(owner));
    List<DeviceId> timers = new ArrayList<>();
    for (int i = 0; i < TRIES * wanted && timers.size() < wanted && !all.isEmpty(); i++) {
      Machine machine = all.get((int) below(all.size()));
      if (known.add(machine.owner())) {
        timers.add(machine.device());
      }
    }
    return timers;
  }

  /**
   * What a drawn machine must be able to do.
   *
   * @param runtime which runtimes will do, by what machines say of them
   */
  record Work(Need need, Proof proof, Predicate<String> runtime) {
    private boolean fits(Machine machine) {
      return Fit.lack(need, proof, machine.capacity()).isEmpty()
          && runtime.test(machine.capacity().runtimes().getOrDefault(Fit.runtime(proof), ""));
    }
  }
}
