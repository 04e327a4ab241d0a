package polder.epoch;

import java.util.Optional;
import polder.epoch.Registry.Result;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.Role;

/**
 * Carries out appointments and knows who may act for whom. Accounts' messages are carried out in
 * the order of their addresses, so it would be chance whether a member's message stands behind its
 * appointment: a role counts from the next epoch on. A lesser one, or a dismissal, counts at once.
 */
final class Organisations {
  private final StateDraft state;

  Organisations(StateDraft state) {
    this.state = state;
  }

  Result appoint(AccountMessage message, Action.Appoint appoint) {
    Bytes key = StateKeys.members(message.account());
    Members members = members(state.get(key));
    Optional<Appointment.Objection> objection =
        Appointment.objection(message.account(), members, appoint);
    if (objection.isPresent()) {
      return refused(objection.get());
    }
    state.put(key, members.with(appoint.member(), appoint.role()).encode());
    return new Result.Done("appoint", appoint.member() + " as " + appoint.role().code());
  }

  /**
   * Why {@code account} may not change a device of {@code owner}, if it may not.
   *
   * @param stranger in words, why nobody may who has no role there
   */
  Optional<Result.Refused> objection(Account owner, Account account, String stranger) {
    return owner.equals(account)
        ? Optional.empty()
        : Appointment.objection(role(owner, account), stranger).map(Organisations::refused);
  }

  private Role role(Account organisation, Account account) {
    Bytes key = StateKeys.members(organisation);
    Role began = members(state.atStart(key)).role(account);
    return began == Role.NONE ? began : began.atMost(members(state.get(key)).role(account));
  }

  private static Members members(Optional<Bytes> entry) {
    return entry.map(Members::decode).orElse(Members.NOBODY);
  }

  private static Result.Refused refused(Appointment.Objection objection) {
    return new Result.Refused(objection.reason(), objection.detail());
  }
}
