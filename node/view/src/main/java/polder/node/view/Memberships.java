package polder.node.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.epoch.Standing;
import polder.protocol.identity.Account;
import polder.protocol.message.Role;

/** Who is a member of which organisations, as of one epoch. */
final class Memberships {
  private final Map<Account, List<Membership>> byMember = new HashMap<>();

  /**
   * What an account is to an organisation.
   *
   * @param devices how many devices the organisation owns
   */
  record Membership(Account organisation, Role role, long devices) {
    /** Anybody can appoint anybody: those who have something to see come first. */
    private static final Comparator<Membership> ORDER =
        Comparator.comparingLong(Membership::devices)
            .reversed()
            .thenComparing(Membership::organisation);
  }

  private Memberships() {}

  static Memberships of(Standing standing, OwnerIndex owners) {
    Memberships all = new Memberships();
    standing.forEachOrganisation((organisation, members) -> {
      long devices = owners.counts(organisation).values().stream().mapToLong(its -> its).sum();
      members
          .roles()
          .forEach((member, role) ->
              all.byMember
                  .computeIfAbsent(member, none -> new ArrayList<>())
                  .add(new Membership(organisation, role, devices)));
    });
    all.byMember.values().forEach(its -> its.sort(Membership.ORDER));
    return all;
  }

  /** Those of {@code member}, with most devices first. */
  List<Membership> of(Account member) {
    return byMember.getOrDefault(member, List.of());
  }
}
