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

/**
 * What is drawn for one order in one epoch, from the epoch's seed: which results are checked, and
 * by whom. Each draw has a number, so that no two are the same.
 */
final class Draw {
  private final Hash seed;
  private final GroupKey order;
  private long number;

  Draw(Hash seed, GroupKey order) {
    this.seed = seed;
    this.order = order;
  }

  /** A number from 0 to below {@code bound}, each as likely to within one in 2⁶³ ÷ bound. */
  long below(long bound) {
    Hash drawn =
        Hash.sha256(
            new CborWriter()
                .beginArray(3)
                .hash(seed)
                .text(order.text())
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
