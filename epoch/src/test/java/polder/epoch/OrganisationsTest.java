package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Message;
import polder.protocol.message.Role;
import polder.protocol.message.Site;

/** What members of an organisation may do with its devices, and what they may not. */
class OrganisationsTest {
  private static final long COMPANY = 1;
  private static final long MARY = 2;
  private static final long STRANGER = 3;
  private static final DeviceKey DEVICE = Samples.device(1);
  private static final DeviceKey NEXT = Samples.device(11);

  private final EpochWorld world = new EpochWorld();

  @BeforeEach
  void enrol() {
    assertThat(closed(world.enrol(COMPANY, DEVICE, Optional.empty()))).isEmpty();
  }

  private List<String> closed(Message... messages) {
    world.say(messages);
    return EpochWorld.refusals(world.close());
  }

  private AccountMessage appoint(long member, Role role) {
    return world.act(COMPANY, new Action.Appoint(Samples.account(member), role));
  }

  private void appointed(Role role) {
    assertThat(closed(appoint(MARY, role))).isEmpty();
  }

  private AccountMessage resolve(long number) {
    return world.act(number, new KeyAction.Resolve(EpochWorld.TOYS, DEVICE.id(), 0));
  }

  private AccountMessage revoke(long number) {
    return world.act(number, new KeyAction.Revoke(EpochWorld.TOYS, DEVICE.id()));
  }

  private AccountMessage rotate(long number) {
    return world.rotate(number, DEVICE.id(), NEXT, Optional.of(DEVICE));
  }

  private AccountMessage transfer(long number) {
    return world.act(
        number, new Action.Transfer(EpochWorld.TOYS, DEVICE.id(), Samples.account(number)));
  }

  private Members members() {
    return world
        .state()
        .get(StateKeys.members(Samples.account(COMPANY)))
        .map(Members::decode)
        .orElse(Members.NOBODY);
  }

  @Test
  void aManagerDoesWhatTheOwnerCanDoForADeviceExceptHandItOver() {
    appointed(Role.MANAGER);
    Optional<Site> site = Samples.site(52_000_000, 13_000_000);

    assertThat(closed(resolve(MARY), world.enrol(MARY, DEVICE, site))).isEmpty();
    assertThat(world.device(DEVICE).sender().site()).isEqualTo(site);
    assertThat(closed(rotate(MARY))).isEmpty();
    assertThat(world.device(DEVICE).signsWith(NEXT.id())).isTrue();
    assertThat(closed(transfer(MARY))).containsExactly("not_owner");
    assertThat(closed(revoke(MARY))).isEmpty();

    assertThat(world.device(DEVICE).use().status()).isEqualTo(KeyUse.Status.REVOKED);
    assertThat(world.device(DEVICE).sender().owner()).isEqualTo(Samples.account(COMPANY));
  }

  @Test
  void whatAManagerStatesAnewStaysTheOrganisations() {
    appointed(Role.MANAGER);
    world.say(world.enrol(MARY, DEVICE, Samples.site(52_000_000, 13_000_000)));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Registration.class))
        .extracting(OutcomeLeaf.Registration::account, OutcomeLeaf.Registration::owner)
        .containsExactly(Tuple.tuple(Samples.account(MARY), Samples.account(COMPANY)));
    assertThat(world.device(DEVICE).sender().owner()).isEqualTo(Samples.account(COMPANY));
    world.say(world.order(DEVICE, "a", "work", 7));
    assertThat(EpochWorld.lines(world.close(), OutcomeLeaf.Reward.class))
        .extracting(OutcomeLeaf.Reward::owner)
        .containsExactly(Samples.account(COMPANY));
  }

  @Test
  void aViewerChangesNothing() {
    appointed(Role.VIEWER);

    assertThat(
            closed(
                resolve(MARY),
                revoke(MARY),
                rotate(MARY),
                world.enrol(MARY, DEVICE, Optional.empty())))
        .hasSize(4)
        .containsOnly("not_manager");
    assertThat(closed(transfer(MARY))).containsExactly("not_owner");
    assertThat(world.device(DEVICE).use().status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  @Test
  void whoHasNoRoleIsAStranger() {
    appointed(Role.MANAGER);

    assertThat(
            closed(
                resolve(STRANGER),
                revoke(STRANGER),
                rotate(STRANGER),
                world.enrol(STRANGER, DEVICE, Optional.empty())))
        .hasSize(4)
        .containsOnly("not_owner");
  }

  @Test
  void aManagerAppointsNobodyAndSpendsNothingOfTheOrganisation() {
    appointed(Role.MANAGER);
    Account stranger = Samples.account(STRANGER);
    closed(
        world.act(MARY, new Action.Appoint(stranger, Role.MANAGER)),
        world.act(MARY, new Action.Withdraw(1)));

    // Mary's own organisation, and her own balance: the company's is as it was.
    assertThat(members().role(stranger)).isEqualTo(Role.NONE);
    assertThat(closed(revoke(STRANGER))).containsExactly("not_owner");
  }

  /** Whether a member's address is above or below the organisation's is chance. */
  @Test
  void anAppointmentCountsFromTheNextEpochOn() {
    for (long member : new long[] {2, 4, 5, 6, 7}) {
      assertThat(closed(appoint(member, Role.MANAGER), resolve(member)))
          .as("member " + member)
          .containsExactly("not_owner");
      assertThat(closed(resolve(member))).isEmpty();
    }
  }

  @Test
  void aDismissedManagerMayNothingFromTheNextEpochOnAtTheLatest() {
    appointed(Role.MANAGER);
    assertThat(closed(appoint(MARY, Role.NONE))).isEmpty();

    assertThat(closed(revoke(MARY))).containsExactly("not_owner");
    assertThat(world.state().get(StateKeys.members(Samples.account(COMPANY)))).isEmpty();
  }

  @Test
  void aDismissalCountsAtOnceForWhoeverComesBehindIt() {
    long member = behindTheCompany();
    assertThat(closed(appoint(member, Role.MANAGER))).isEmpty();

    assertThat(closed(appoint(member, Role.VIEWER), revoke(member))).containsExactly("not_manager");
    assertThat(closed(appoint(member, Role.MANAGER))).isEmpty();
    assertThat(closed(appoint(member, Role.NONE), revoke(member))).containsExactly("not_owner");
    assertThat(world.device(DEVICE).use().status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  private static long behindTheCompany() {
    Account company = Samples.account(COMPANY);
    long member = 2;
    while (Samples.account(member).compareTo(company) < 0) {
      member++;
    }
    return member;
  }

  @Test
  void aSoldDeviceIsNoMoreOfTheOrganisation() {
    appointed(Role.MANAGER);
    Action.Transfer sale =
        new Action.Transfer(EpochWorld.TOYS, DEVICE.id(), Samples.account(STRANGER));
    assertThat(closed(world.act(COMPANY, sale))).isEmpty();

    assertThat(closed(resolve(MARY))).containsExactly("not_owner");
  }

  @Test
  void anOrganisationHasAHundredMembersAtMost() {
    Message[] hundred = new Message[Members.MOST];
    for (int i = 0; i < hundred.length; i++) {
      hundred[i] = appoint(1_000 + i, Role.VIEWER);
    }
    assertThat(closed(hundred)).isEmpty();

    assertThat(closed(appoint(MARY, Role.VIEWER))).containsExactly("too_many_members");
    // Those it has can be given another role, and whoever leaves makes room.
    assertThat(closed(appoint(1_000, Role.MANAGER), appoint(1_001, Role.NONE))).isEmpty();
    assertThat(closed(appoint(MARY, Role.VIEWER))).isEmpty();
    assertThat(members().roles()).hasSize(Members.MOST);
    assertThat(members().role(Samples.account(1_000))).isEqualTo(Role.MANAGER);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(closed(appoint(COMPANY, Role.MANAGER))).containsExactly("own_account");
    assertThat(closed(appoint(MARY, Role.NONE))).containsExactly("no_member");
    assertThat(members()).isEqualTo(Members.NOBODY);
  }

  @Test
  void theEntryIsNamed() {
    Account company = Samples.account(COMPANY);

    assertThat(StateEntry.describe(StateKeys.members(company)))
        .isEqualTo("the members of " + company);
  }

  @Test
  void doorsAndViewsReadWhoIsWhat() {
    appointed(Role.VIEWER);
    Standing standing =
        new Standing(Optional.empty(), world.state(), world.manifests(), java.util.Map.of());

    assertThat(standing.members(Samples.account(COMPANY)).roles())
        .containsExactly(java.util.Map.entry(Samples.account(MARY), Role.VIEWER));
    assertThat(standing.members(Samples.account(MARY))).isEqualTo(Members.NOBODY);
    List<Account> organisations = new java.util.ArrayList<>();
    standing.forEachOrganisation((account, members) -> organisations.add(account));
    assertThat(organisations).containsExactly(Samples.account(COMPANY));
  }
}
