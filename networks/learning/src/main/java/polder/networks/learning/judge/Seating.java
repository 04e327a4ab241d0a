package polder.networks.learning.judge;

import java.util.Optional;
import java.util.Set;
import polder.networks.GroupKey;
import polder.networks.Sheet;
import polder.networks.learning.Examiner;
import polder.networks.learning.message.Seals;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** Seats judges of a task by their stakes, and lets stakes go. */
public final class Seating {
  private final GroupKey task;
  private final Account sponsor;
  private final Examiner.Judges rules;
  private final int seats;
  private final Sheet sheet;

  /**
   * Seats those of one task.
   *
   * @param sponsor who set it, and does not judge it
   * @param seats how many there are at most
   * @param sheet on which stakes are told that they may go
   */
  public Seating(GroupKey task, Account sponsor, Examiner.Judges rules, int seats, Sheet sheet) {
    this.task = task;
    this.sponsor = sponsor;
    this.rules = rules;
    this.seats = seats;
    this.sheet = sheet;
  }

  /**
   * Hears of a stake.
   *
   * @param busy who has a permit for the round that is judged now, and stays until it is over
   */
  public Bench heard(Bench bench, StakeClaim claim, Set<DeviceId> busy) {
    Judge before = bench.judges().get(claim.judge());
    if (before == null && claim.isLeaving()) {
      release(claim, "stake_called_back");
      return bench;
    }
    if (before == null) {
      return newcomer(bench, claim, busy);
    }
    return bench.with(before.with(held(claim)));
  }

  private static Judge.Held held(StakeClaim claim) {
    return new Judge.Held(claim.owner(), claim.nano(), claim.epoch(), claim.isLeaving());
  }

  private Bench newcomer(Bench bench, StakeClaim claim, Set<DeviceId> busy) {
    if (claim.owner().equals(sponsor)) {
      release(claim, "own_task");
      return bench;
    }
    if (claim.nano() < rules.consensus().minStake()) {
      release(claim, "stake_too_small");
      return bench;
    }
    Judge judge = new Judge(claim.judge(), held(claim), Judge.Repute.BLANK);
    if (bench.judges().size() < seats) {
      return bench.with(judge);
    }
    // Else whoever came first could keep all others out, by the least stakes.
    Optional<Judge> least =
        bench.judges().values().stream()
            .filter(its -> !busy.contains(its.device()))
            .max(Bench.BY_STAKE)
            .filter(its -> its.stake().nano() < claim.nano());
    if (least.isEmpty()) {
      release(claim, "bench_full");
      return bench;
    }
    release(least.get(), "outstaked");
    return bench.without(least.get().device()).with(judge);
  }

  /** Between rounds those go who want to. */
  public Bench betweenRounds(Bench bench) {
    Bench left = bench;
    for (Judge judge : bench.judges().values()) {
      if (judge.stake().isLeaving()) {
        release(judge, "stake_called_back");
        left = left.without(judge.device());
      }
    }
    return left;
  }

  /** The task is over: all stakes go. */
  public void end(Bench bench, String reason) {
    bench.judges().values().forEach(judge -> release(judge, reason));
  }

  private void release(Judge judge, String reason) {
    release(judge.device(), judge.stake().claimEpoch(), reason);
  }

  private void release(StakeClaim claim, String reason) {
    release(claim.judge(), claim.epoch(), reason);
  }

  private void release(DeviceId judge, long claimEpoch, String reason) {
    StakeRelease release = new StakeRelease(claimEpoch, reason);
    sheet.tell(Seals.stake(judge, task), release.encode());
  }
}
