package polder.node.gateway;

import java.util.Optional;
import polder.epoch.Appointment;
import polder.epoch.Members;
import polder.epoch.Standing;
import polder.protocol.identity.Account;
import polder.protocol.message.Action;
import polder.protocol.message.Role;

/** Whom accounts appointed, with what will be known once the running epoch is sealed. */
record KnownOrganisations(Standing standing, Pending pending) {
  /** Why {@code organisation} cannot appoint so, if it cannot. */
  Optional<AccountCheck.Finding> objection(Account organisation, Action.Appoint appoint) {
    return Appointment.objection(organisation, members(organisation), appoint)
        .map(KnownOrganisations::bad);
  }

  /** The members of {@code organisation} once this is carried out. */
  Members after(Account organisation, Action.Appoint appoint) {
    return members(organisation).with(appoint.member(), appoint.role());
  }

  /**
   * Why {@code account} may not change a device of {@code owner}, if it may not.
   *
   * @param stranger in words, why nobody may who has no role there
   */
  Optional<AccountCheck.Finding> objection(Account owner, Account account, String stranger) {
    return owner.equals(account)
        ? Optional.empty()
        : Appointment.objection(role(owner, account), stranger).map(KnownOrganisations::bad);
  }

  /** As in the epoch, a role counts once it is sealed, and a dismissal at once. */
  private Role role(Account organisation, Account account) {
    Role role = standing.members(organisation).role(account);
    for (Members changed : pending.members(organisation)) {
      role = role.atMost(changed.role(account));
    }
    return role;
  }

  private Members members(Account organisation) {
    return pending.members(organisation).stream()
        .findFirst()
        .orElseGet(() -> standing.members(organisation));
  }

  private static AccountCheck.Finding bad(Appointment.Objection objection) {
    return new AccountCheck.Finding.Bad(objection.reason(), objection.detail());
  }
}
