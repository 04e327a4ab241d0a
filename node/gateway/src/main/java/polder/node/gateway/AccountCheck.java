package polder.node.gateway;

import java.util.Optional;
import polder.epoch.DeviceCredentials;
import polder.epoch.DeviceEntry;
import polder.epoch.KeyUse;
import polder.epoch.ShownCheck;
import polder.epoch.ShownDocument;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.SenderRecord;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.CredentialTerms;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Site;

/**
 * Checks what an account asks for, as the epoch's registry will.
 *
 * @param endMillis the end of the window that is open: what is shown must be valid then
 */
record AccountCheck(Standing standing, Pending pending, long endMillis) {
  /** What a check says. */
  sealed interface Finding {
    /**
     * Nothing is wrong.
     *
     * @param device what the registry will know of the device that it is about, if any
     */
    record Good(Optional<DeviceEntry> device) implements Finding {}

    record Bad(String reason, String detail) implements Finding {}
  }

  Finding check(Wire.OfAccount wire, long epoch) {
    AccountMessage message = wire.message();
    boolean ofAll = message.network().isEmpty();
    if (!ofAll && standing.manifests().network(message.network()).isEmpty()) {
      return new Finding.Bad("unknown_network", "there is no network of this name");
    }
    long last = standing.account(message.account()).sequence();
    if (message.sequence() <= last) {
      return new Finding.Bad("old_sequence", "the last sequence was " + last);
    }
    if (isTaken(message)) {
      return new Finding.Bad("old_sequence", "another message has this sequence");
    }
    KnownDevices known = new KnownDevices(standing, pending);
    return switch (message.action()) {
      case Action.Enrol enrol -> enrol(known, wire, enrol, epoch);
      case Action.Transfer transfer -> transfer(known, message, transfer);
      case Action.FundPurse fund -> fund(message, fund);
      case Action.Withdraw withdraw ->
          withdraw.amountNano() > balance(message.account())
              ? noBalance(balance(message.account()))
              : new Finding.Good(Optional.empty());
      case Action.Appoint appoint ->
          organisations()
              .objection(message.account(), appoint)
              .orElse(new Finding.Good(Optional.empty()));
      case Action.ShowCredential shown -> show(known, shown);
      case KeyAction key -> new KeyCheck(known, organisations(), epoch).check(wire, key);
    };
  }

  private KnownOrganisations organisations() {
    return new KnownOrganisations(standing, pending);
  }

  private boolean isTaken(AccountMessage message) {
    return pending
        .last(Pending.Sender.of(message.account()))
        .filter(last -> last.sequence() == message.sequence())
        .filter(last -> !last.message().equals(message.id()))
        .isPresent();
  }

  private Finding enrol(KnownDevices devices, Wire.OfAccount wire, Action.Enrol enrol, long epoch) {
    if (!wire.proven()) {
      return new Finding.Bad(
          "no_possession", "the device's key is not enrollable or did not sign the enrolment");
    }
    if (enrol.site().isPresent() && !isCoarseEnough(enrol.network(), enrol.site().get())) {
      return new Finding.Bad(
          "place_too_fine", "the place is finer than the network's data.finest_place");
    }
    Account account = wire.message().account();
    Optional<DeviceEntry> known = devices.of(enrol.network(), enrol.device());
    Account owner = known.map(device -> device.sender().owner()).orElse(account);
    Optional<Finding> objection =
        organisations().objection(owner, account, "the device belongs to somebody else");
    if (objection.isPresent()) {
      return objection.get();
    }
    if (known.isPresent() && known.get().use().status() == KeyUse.Status.REVOKED) {
      return KeyCheck.revoked();
    }
    if (known.isPresent() && !known.get().signsWith(enrol.device())) {
      return KeyCheck.replaced(known.get());
    }
    long since =
        known
            .map(DeviceEntry::sender)
            .filter(device -> device.site().equals(enrol.site()))
            .map(SenderRecord::enrolledEpoch)
            .orElse(epoch);
    DeviceId name = known.map(device -> device.sender().device()).orElse(enrol.device());
    SenderRecord sender = new SenderRecord(name, owner, enrol.site(), enrol.via(), since);
    return new Finding.Good(
        Optional.of(
            known.map(device -> device.as(sender)).orElse(DeviceEntry.enrolled(sender, 0))));
  }

  private boolean isCoarseEnough(String network, Site site) {
    long grid =
        standing.manifests().network(network).orElseThrow().data().finestPlaceMicroDegrees();
    return site.place().latMicro() % grid == 0 && site.place().lonMicro() % grid == 0;
  }

  private static Finding transfer(
      KnownDevices devices, AccountMessage message, Action.Transfer transfer) {
    Optional<DeviceEntry> known = devices.of(transfer.network(), transfer.device());
    if (known.isEmpty()) {
      return new Finding.Bad("not_enrolled", "the device is not enrolled");
    }
    SenderRecord device = known.get().sender();
    if (!device.owner().equals(message.account())) {
      return new Finding.Bad("not_owner", "only the owner can transfer a device");
    }
    if (known.get().use().status() == KeyUse.Status.REVOKED) {
      return KeyCheck.revoked();
    }
    SenderRecord handedOn =
        new SenderRecord(
            device.device(),
            transfer.newOwner(),
            device.site(),
            device.via(),
            device.enrolledEpoch());
    return new Finding.Good(Optional.of(known.get().as(handedOn)));
  }

  private Finding fund(AccountMessage message, Action.FundPurse fund) {
    long balance = balance(message.account());
    if (fund.amountNano() > balance) {
      return noBalance(balance);
    }
    try {
      new GroupKey(fund.group());
    } catch (IllegalArgumentException e) {
      return new Finding.Bad("unknown_group", "this is not the name of a group");
    }
    return new Finding.Good(Optional.empty());
  }

  private Finding show(KnownDevices devices, Action.ShowCredential shown) {
    CredentialTerms terms =
        standing.manifests().network(shown.network()).orElseThrow().credentials();
    ShownCheck check =
        new ShownCheck(
            shown.network(),
            endMillis,
            key -> devices.of(shown.network(), key),
            key -> DeviceCredentials.list(standing.state(), key));
    return check.judge(ShownDocument.read(shown.document(), terms))
            instanceof ShownDocument.Refused(String reason, String detail)
        ? new Finding.Bad(reason, detail)
        : new Finding.Good(Optional.empty());
  }

  private static Finding noBalance(long balance) {
    return new Finding.Bad("no_balance", "the balance is " + balance + " nano");
  }

  /** Before the first epoch the balances of genesis are in the manifest alone. */
  private long balance(Account account) {
    return standing.header().isPresent()
        ? standing.account(account).balanceNano()
        : standing.manifests().deployment().genesisBalancesNano().getOrDefault(account, 0L);
  }
}
