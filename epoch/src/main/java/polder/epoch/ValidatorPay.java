package polder.epoch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.StakeBook.Pending;
import polder.epoch.StakeBook.Seat;
import polder.epoch.StakeBook.Stake;
import polder.epoch.ValidatorEntry.DelegationEntry;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.ValidatorTerms;
import polder.protocol.money.Amounts;
import polder.protocol.money.Apportionment;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.StakingEvent;

/**
 * Pays validators for epochs that became final. Each epoch puts aside their part of its emission;
 * when the chain says that it is final, gas is paid back out of it, and the rest is split over the
 * members of the set by stake, with the largest remainder, ties by account. Who did not sign gets
 * nothing, and its part is not minted: so nobody gains by leaving out the signatures of others.
 *
 * <p>Of a validator's part that which its delegators' stake earned is theirs, less its commission.
 * They share it by what they have staked when it is paid; see {@link ValidatorEntry}.
 */
final class ValidatorPay {
  /** Most delegators that are paid in one epoch; where there are more, they take turns. */
  static final int MOST_PAID = 1_024;

  private static final BigInteger COIN = BigInteger.TEN.pow(18);
  private static final BigInteger MILLION = BigInteger.valueOf(Amounts.MILLION);

  private final EpochInputs inputs;
  private final StateDraft state;
  private final StakeBook book;
  private final ValidatorTerms terms;
  private final List<StakeLine> lines = new ArrayList<>();
  private final SortedMap<Stake, Long> delegated = new TreeMap<>();
  private Optional<Batch> batch = Optional.empty();

  ValidatorPay(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
    this.book = new StakeBook(state);
    this.terms = inputs.manifests().deployment().validators();
  }

  /**
   * Epochs that became final by one transaction.
   *
   * @param last the last of them, by whose event they are all signed
   */
  private record Batch(long first, StakingEvent.Finalised last, long poolNano) {
    long epochs() {
      return last.epoch() - first + 1;
    }

    boolean goesOnWith(StakingEvent.Finalised next) {
      return next.epoch() == last.epoch() + 1
          && next.block() == last.block()
          && next.signers() == last.signers()
          && next.set() == last.set();
    }
  }

  /** Takes in what the chain says of stakes, pays, and says so line by line. */
  List<StakeLine> pay() {
    long epoch = inputs.window().epoch();
    // Only now the hash of the epoch before is known.
    book.pending(epoch - 1)
        .ifPresent(
            pending -> book.put(epoch - 1, new Pending(pending.poolNano(), inputs.previous())));
    for (ChainEvent event : inputs.events()) {
      if (event instanceof StakingEvent staking) {
        take(staking);
      }
    }
    payBatch(Optional.empty());
    payDelegators();
    long pool = poolNano();
    if (pool > 0) {
      book.put(epoch, new Pending(pool, Hash.ZERO));
    }
    delegated.forEach((stake, nano) ->
        lines.add(new StakeLine.Delegated(stake.validator(), stake.account(), nano)));
    return lines;
  }

  private long poolNano() {
    DeploymentManifest deployment = inputs.manifests().deployment();
    long emitted =
        deployment
            .emission()
            .ofWindow(
                inputs.window().startMillis() - deployment.genesisMillis(),
                inputs.window().lengthMillis());
    return Amounts.mulDiv(emitted, terms.sharePpm(), Amounts.MILLION);
  }

  private void take(StakingEvent event) {
    switch (event) {
      case StakingEvent.CommissionSet set ->
          book.put(
              set.validator(),
              book.validator(set.validator()).announce(set.ppm(), set.fromSeconds()));
      case StakingEvent.Delegated to -> restake(new Stake(to.validator(), to.account()), to.wei());
      case StakingEvent.Undelegated from ->
          restake(new Stake(from.validator(), from.account()), from.wei().negate());
      case StakingEvent.SetOpened set ->
          book.put(
              set.version(),
              set.members().stream()
                  .map(member ->
                      new Seat(
                          member.account(),
                          member.wei(),
                          book.validator(member.account()).pool().min(member.wei())))
                  .toList());
      case StakingEvent.Finalised done -> collect(done);
      case StakingEvent.Submitted by -> payBatch(Optional.of(by));
    }
  }

  /** What was earned by the stake so far is paid before the stake changes. */
  private void restake(Stake stake, BigInteger wei) {
    settle(stake);
    ValidatorEntry validator = book.validator(stake.validator());
    DelegationEntry delegation = book.delegation(stake).paid(validator.index());
    book.put(stake, delegation.withStake(delegation.stake().add(wei)));
    book.put(stake.validator(), validator.withPool(validator.pool().add(wei)));
  }

  private void collect(StakingEvent.Finalised done) {
    Optional<Pending> pending = book.pending(done.epoch());
    // A header that was revoked since, or of another attempt, is none of this chain of headers.
    if (pending.isEmpty() || !pending.get().header().equals(done.header())) {
      return;
    }
    book.removePending(done.epoch());
    if (batch.isPresent() && !batch.get().goesOnWith(done)) {
      payBatch(Optional.empty());
    }
    long pool = pending.get().poolNano();
    batch =
        Optional.of(
            batch
                .map(open -> new Batch(open.first(), done, Math.addExact(open.poolNano(), pool)))
                .orElse(new Batch(done.epoch(), done, pool)));
  }

  private void payBatch(Optional<StakingEvent.Submitted> by) {
    if (batch.isEmpty()) {
      return;
    }
    Batch paid = batch.get();
    batch = Optional.empty();
    List<Seat> seats = book.set(paid.last().set());
    book.removeSetsBefore(paid.last().set());
    long gas = by.map(submitted -> payGas(paid, submitted)).orElse(0L);
    paySeats(paid, seats, paid.poolNano() - gas);
  }

  private long payGas(Batch paid, StakingEvent.Submitted by) {
    BigInteger cost =
        BigInteger.valueOf(by.gas())
            .multiply(by.priceWei())
            .multiply(BigInteger.valueOf(terms.gasRateNano()))
            .divide(COIN);
    BigInteger most =
        BigInteger.valueOf(terms.gasMostNano()).multiply(BigInteger.valueOf(paid.epochs()));
    long amount = cost.min(most).min(BigInteger.valueOf(paid.poolNano())).longValueExact();
    if (amount > 0) {
      earn(by.submitter(), amount);
      long stated = cost.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
      lines.add(
          new StakeLine.Gas(by.submitter(), paid.first(), paid.last().epoch(), stated, amount));
    }
    return amount;
  }

  private void paySeats(Batch paid, List<Seat> seats, long pool) {
    BigInteger total = BigInteger.ZERO;
    for (Seat seat : seats) {
      total = total.add(seat.wei());
    }
    long[] parts = Apportionment.split(pool, seats.stream().map(Seat::wei).toList());
    for (int i = 0; i < parts.length; i++) {
      Seat seat = seats.get(i);
      boolean signed = (paid.last().signers() >>> i & 1) == 1;
      ValidatorEntry entry = book.validator(seat.account()).at(paid.last().seconds());
      Shares shares = signed ? shares(seat, entry, parts[i]) : new Shares(0, 0, 0);
      if (signed) {
        entry = entry.signed(paid.epochs(), parts[i]);
        earn(seat.account(), shares.own());
      } else {
        entry = entry.missed(paid.epochs());
      }
      book.put(seat.account(), shares.delegators() > 0 ? entry.share(shares.delegators()) : entry);
      lines.add(
          new StakeLine.Signed(
              seat.account(),
              paid.first(),
              paid.last().epoch(),
              signed,
              seat.wei(),
              total,
              pool,
              shares.delegators(),
              shares.commission(),
              shares.own()));
    }
  }

  /** A validator's part, split: {@code own} has the commission in it. */
  private record Shares(long own, long commission, long delegators) {}

  /**
   * Rounded down both times: remainders of the stakes are the validator's, of the commission not.
   */
  private static Shares shares(Seat seat, ValidatorEntry entry, long part) {
    if (seat.pool().signum() == 0) {
      return new Shares(part, 0, 0);
    }
    BigInteger gross = BigInteger.valueOf(part).multiply(seat.pool()).divide(seat.wei());
    // Where all delegators have left since, there is nobody else to earn it.
    BigInteger commission =
        entry.pool().signum() == 0
            ? gross
            : gross.multiply(BigInteger.valueOf(entry.commissionPpm())).divide(MILLION);
    long net = gross.subtract(commission).longValueExact();
    return new Shares(part - net, commission.longValueExact(), net);
  }

  private void payDelegators() {
    List<Stake> all = book.delegations();
    int count = Math.min(all.size(), MOST_PAID);
    long first =
        all.size() <= MOST_PAID
            ? 0
            : Math.floorMod(Math.multiplyExact(inputs.window().epoch(), MOST_PAID), all.size());
    for (int i = 0; i < count; i++) {
      settle(all.get((int) ((first + i) % all.size())));
    }
  }

  private void settle(Stake stake) {
    BigInteger index = book.validator(stake.validator()).index();
    DelegationEntry delegation = book.delegation(stake);
    long owed = delegation.owedNano(index);
    if (owed > 0) {
      earn(stake.account(), owed);
      delegated.merge(stake, owed, Math::addExact);
      book.put(stake, delegation.paid(index));
    }
  }

  private void earn(Account account, long nano) {
    if (nano > 0) {
      state.put(account, state.account(account).earn(nano));
    }
  }
}
