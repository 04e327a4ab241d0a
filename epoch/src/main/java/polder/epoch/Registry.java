package polder.epoch;

import java.math.BigInteger;
import java.util.Optional;
import polder.networks.GroupKey;
import polder.networks.SenderRecord;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Site;
import polder.protocol.money.Amounts;

/**
 * Carries out what accounts ask for: enrolments, transfers, changes of keys, appointments, funded
 * purses, withdrawals.
 */
final class Registry {
  private final EpochInputs inputs;
  private final StateDraft state;

  Registry(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
  }

  /** What came of a request. */
  sealed interface Result {
    record Done(String action, String subject) implements Result {}

    record Refused(String reason, String detail) implements Result {}
  }

  /** Carries out a request whose signature and sequence are good. */
  Result carryOut(AccountMessage message) {
    if (!message.network().isEmpty() && inputs.manifests().network(message.network()).isEmpty()) {
      return new Result.Refused("unknown_network", "there is no network of this name");
    }
    return switch (message.action()) {
      case Action.Enrol enrol -> enrol(message, enrol);
      case Action.Transfer transfer -> transfer(message, transfer);
      case Action.FundPurse fund -> fund(message, fund);
      case Action.Withdraw withdraw -> withdraw(message, withdraw);
      case Action.Appoint appoint -> new Organisations(state).appoint(message, appoint);
      case Action.ShowCredential shown -> new CredentialBook(inputs, state).show(shown);
      case KeyAction key -> new KeyRegistry(inputs, state).carryOut(message, key);
    };
  }

  private Result enrol(AccountMessage message, Action.Enrol enrol) {
    if (!message.isPossessionProven(inputs.manifests().deployment())) {
      return new Result.Refused(
          "no_possession", "the device's key is not enrollable or did not sign the enrolment");
    }
    if (enrol.site().isPresent() && !isCoarseEnough(enrol.network(), enrol.site().get())) {
      return new Result.Refused(
          "place_too_fine", "the place is finer than the network's data.finest_place");
    }
    Optional<DeviceEntry> known = state.deviceOf(enrol.network(), enrol.device());
    Optional<Result.Refused> objection = known.flatMap(device -> objection(message, device));
    if (objection.isPresent()) {
      return objection.get();
    }
    if (known.isPresent() && known.get().use().status() == KeyUse.Status.REVOKED) {
      return KeyRegistry.revoked(known.get());
    }
    if (known.isPresent() && !known.get().signsWith(enrol.device())) {
      return KeyRegistry.replaced(known.get());
    }
    SenderRecord sender = sender(message, enrol, known.map(DeviceEntry::sender));
    state.put(
        enrol.network(),
        known.map(entry -> entry.as(sender)).orElseGet(() -> newEntry(enrol, sender)));
    return new Result.Done(
        "enrol",
        OutcomeLeaf.Registration.enrolled(sender.device(), message.account(), sender.owner()));
  }

  private Optional<Result.Refused> objection(AccountMessage message, DeviceEntry device) {
    return new Organisations(state)
        .objection(
            device.sender().owner(), message.account(), "the device belongs to somebody else");
  }

  /** One who moves a device begins anew at the new place: seniority is of the place. */
  private SenderRecord sender(
      AccountMessage message, Action.Enrol enrol, Optional<SenderRecord> known) {
    Optional<SenderRecord> stayed = known.filter(before -> before.site().equals(enrol.site()));
    return new SenderRecord(
        known.map(SenderRecord::device).orElse(enrol.device()),
        known.map(SenderRecord::owner).orElse(message.account()),
        enrol.site(),
        enrol.via(),
        stayed.map(SenderRecord::enrolledEpoch).orElse(inputs.window().epoch()),
        stayed
            .map(SenderRecord::movedAtMillis)
            .orElse(known.isPresent() ? inputs.window().startMillis() : SenderRecord.NEVER_MOVED));
  }

  private DeviceEntry newEntry(Action.Enrol enrol, SenderRecord sender) {
    long end =
        Probation.of(inputs.manifests(), enrol.network())
            .begin(state, sender.device(), inputs.window().startMillis());
    return DeviceEntry.enrolled(sender, end);
  }

  private boolean isCoarseEnough(String network, Site site) {
    long grid = inputs.manifests().network(network).orElseThrow().data().finestPlaceMicroDegrees();
    return site.place().latMicro() % grid == 0 && site.place().lonMicro() % grid == 0;
  }

  private Result transfer(AccountMessage message, Action.Transfer transfer) {
    Optional<DeviceEntry> known = state.deviceOf(transfer.network(), transfer.device());
    if (known.isEmpty()) {
      return new Result.Refused("not_enrolled", "the device is not enrolled");
    }
    SenderRecord sender = known.get().sender();
    if (!sender.owner().equals(message.account())) {
      return new Result.Refused("not_owner", "only the owner can transfer a device");
    }
    if (known.get().use().status() == KeyUse.Status.REVOKED) {
      return KeyRegistry.revoked(known.get());
    }
    if (known.get().held().size() >= DeviceEntry.MAX_HOLDERS) {
      return new Result.Refused(
          "too_many_owners", "wait until the device's probation is over and its pay released");
    }
    SenderRecord changed =
        new SenderRecord(
            sender.device(),
            transfer.newOwner(),
            sender.site(),
            sender.via(),
            sender.enrolledEpoch(),
            sender.movedAtMillis());
    state.put(transfer.network(), known.get().as(changed));
    return new Result.Done("transfer", sender.device().did() + " to " + transfer.newOwner());
  }

  private Result fund(AccountMessage message, Action.FundPurse fund) {
    AccountEntry entry = state.account(message.account());
    if (fund.amountNano() > entry.balanceNano()) {
      return new Result.Refused("no_balance", "the balance is " + entry.balanceNano() + " nano");
    }
    GroupKey group;
    try {
      group = new GroupKey(fund.group());
    } catch (IllegalArgumentException e) {
      return new Result.Refused("unknown_group", "this is not the name of a group");
    }
    state.put(message.account(), entry.spend(fund.amountNano()));
    long purse = state.purse(fund.network(), group);
    state.putPurse(fund.network(), group, Math.addExact(purse, fund.amountNano()));
    return new Result.Done("fund", fund.group());
  }

  private Result withdraw(AccountMessage message, Action.Withdraw withdraw) {
    AccountEntry entry = state.account(message.account());
    long amount = withdraw.amountNano();
    if (amount > entry.balanceNano()) {
      return new Result.Refused("no_balance", "the balance is " + entry.balanceNano() + " nano");
    }
    if (amount > room()) {
      return new Result.Refused(
          "total_full", "all that can ever be claimed would exceed 9223372036 tokens");
    }
    state.put(message.account(), entry.spend(amount).earn(amount));
    ChainEntry.returned(state, amount);
    return new Result.Done("withdraw", Amounts.format(amount) + " tokens");
  }

  /**
   * How much can be taken back and what is owed still fits 63 bits, whatever will be minted: who
   * brings tokens in and takes them out again raises it each time.
   */
  private long room() {
    BigInteger minted = inputs.manifests().deployment().emission().mostNano();
    return BigInteger.valueOf(Long.MAX_VALUE)
        .subtract(minted)
        .subtract(BigInteger.valueOf(ChainEntry.in(state).returnedNano()))
        .longValueExact();
  }
}
