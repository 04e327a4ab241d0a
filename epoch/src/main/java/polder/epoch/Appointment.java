package polder.epoch;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.message.Action;
import polder.protocol.message.Role;

/** Who may do what for an organisation: what the epoch and the doors before it judge alike. */
public final class Appointment {
  private Appointment() {}

  /**
   * Why something is refused.
   *
   * @param reason a code
   * @param detail in words
   */
  public record Objection(String reason, String detail) {}

  /** Why {@code organisation}, which has these {@code members}, cannot appoint so, if it cannot. */
  public static Optional<Objection> objection(
      Account organisation, Members members, Action.Appoint appoint) {
    boolean known = members.roles().containsKey(appoint.member());
    if (appoint.member().equals(organisation)) {
      return Optional.of(
          new Objection("own_account", "an account owns its devices: it needs no role for itself"));
    }
    if (appoint.role() == Role.NONE && !known) {
      return Optional.of(
          new Objection("no_member", appoint.member() + " has no role that could be taken back"));
    }
    if (!known && members.roles().size() >= Members.MOST) {
      return Optional.of(
          new Objection(
              "too_many_members",
              "an account has at most " + Members.MOST + " members: dismiss one first"));
    }
    return Optional.empty();
  }

  /**
   * Why a member, or somebody else, may not change a device of another account, if so.
   *
   * @param role what that account appointed them to
   * @param stranger in words, why nobody else may
   */
  public static Optional<Objection> objection(Role role, String stranger) {
    return switch (role) {
      case MANAGER -> Optional.empty();
      case VIEWER ->
          Optional.of(
              new Objection(
                  "not_manager", "a viewer changes nothing: the owner appoints managers for that"));
      case NONE -> Optional.of(new Objection("not_owner", stranger));
    };
  }
}
