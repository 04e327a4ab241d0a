package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.Message;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/** What contracts said becomes part of an epoch: deposits, posted messages, withdrawals. */
class ChainIntakeTest {
  private static final long TOKEN = 1_000_000_000L;
  private static final Account ALICE = Samples.account(7);
  private static final Account BOB = Samples.account(8);

  private final EpochWorld world = new EpochWorld();
  private final EpochRun program =
      new EpochRun(
          new RuleBook(List.of(new ToyKind())), EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);
  private StateTree state = new StateTree();
  private long block;

  private static ChainEvent deposit(long block, long number, Account account, long nano) {
    return new ChainEvent.Deposited(block, number, number, account, BOB, nano);
  }

  private static ChainEvent post(long block, long number, Bytes message) {
    return new ChainEvent.Posted(block, 100 + number, number, BOB, message);
  }

  private SealedEpoch run(long upTo, List<ChainEvent> events, List<Bytes> messages) {
    EpochInputs plain = world.inputs(0);
    return program.run(
        state,
        new EpochInputs(
            plain.window(),
            0,
            plain.previous(),
            new ChainPoint(upTo, Hash.sha256(new byte[] {(byte) upTo}), 1),
            events,
            messages,
            plain.manifests(),
            plain.program()));
  }

  /** Closes an epoch that reaches ten blocks further. */
  private SealedEpoch close(List<ChainEvent> events, Message... messages) {
    block += 10;
    SealedEpoch sealed = run(block, events, Arrays.stream(messages).map(Message::wire).toList());
    state = sealed.after();
    return sealed;
  }

  private AccountEntry account(Account account) {
    return AccountEntry.decode(state.get(StateKeys.account(account)).orElseThrow());
  }

  @Test
  void aDepositIsSpentInTheEpochThatTakesItIn() {
    SealedEpoch sealed =
        close(
            List.of(deposit(3, 0, ALICE, 5 * TOKEN)),
            world.act(7, new Action.FundPurse(EpochWorld.TOYS, "a", 2 * TOKEN)));

    assertThat(account(ALICE).balanceNano()).isEqualTo(3 * TOKEN);
    assertThat(account(ALICE).earnedNano()).isZero();
    assertThat(sealed.header().earnedNano()).isZero();
    assertThat(sealed.header().eventsCount()).isEqualTo(1);
  }

  @Test
  void whatIsWithdrawnIsOwedAgainAndNotMinted() {
    close(List.of(deposit(3, 0, ALICE, 5 * TOKEN)));
    SealedEpoch sealed = close(List.of(), world.act(7, new Action.Withdraw(4 * TOKEN)));

    assertThat(account(ALICE).balanceNano()).isEqualTo(TOKEN);
    assertThat(account(ALICE).earnedNano()).isEqualTo(4 * TOKEN);
    assertThat(sealed.header().earnedNano()).isEqualTo(4 * TOKEN);
    assertThat(sealed.header().mintedNano()).isZero();
    assertThat(sealed.outcome())
        .anySatisfy(line ->
            assertThat(line)
                .isInstanceOfSatisfying(
                    OutcomeLeaf.Registration.class,
                    done -> {
                      assertThat(done.action()).isEqualTo("withdraw");
                      assertThat(done.subject()).isEqualTo("4 tokens");
                    }));
  }

  @Test
  void moreThanTheBalanceIsRefusedAndNothingMoves() {
    close(List.of(deposit(3, 0, ALICE, TOKEN)));
    SealedEpoch sealed = close(List.of(), world.act(7, new Action.Withdraw(TOKEN + 1)));

    assertThat(reasons(sealed)).containsExactly("no_balance");
    assertThat(account(ALICE).balanceNano()).isEqualTo(TOKEN);
    assertThat(sealed.header().earnedNano()).isZero();
  }

  private static List<String> reasons(SealedEpoch sealed) {
    List<String> reasons = new ArrayList<>();
    for (OutcomeLeaf line : sealed.outcome()) {
      if (line instanceof OutcomeLeaf.Refusal refusal) {
        reasons.add(refusal.reason());
      }
    }
    return reasons;
  }

  @Test
  void aPostedMessageIsOneOfTheEpochs() {
    DeviceKey device = Samples.device(1);
    AccountMessage enrol = world.enrol(7, device, Optional.empty());
    SealedEpoch sealed = close(List.of(post(4, 0, enrol.wire())));

    assertThat(sealed.inputs()).containsExactly(enrol.wire());
    assertThat(state.get(StateKeys.device(EpochWorld.TOYS, device.id()))).isPresent();
  }

  @Test
  void whatCameBothWaysIsThereOnce() {
    AccountMessage enrol = world.enrol(7, Samples.device(1), Optional.empty());
    AccountMessage other = world.enrol(8, Samples.device(2), Optional.empty());
    SealedEpoch sealed = close(List.of(post(4, 0, enrol.wire()), post(5, 1, other.wire())), enrol);

    assertThat(sealed.inputs()).containsExactlyInAnyOrder(enrol.wire(), other.wire());
    assertThat(reasons(sealed)).isEmpty();
  }

  @Test
  void whoComputesFromTheArchivedMessagesComesToTheSame() {
    AccountMessage enrol = world.enrol(7, Samples.device(1), Optional.empty());
    List<ChainEvent> events =
        List.of(
            deposit(3, 0, ALICE, TOKEN), post(4, 0, enrol.wire()), post(5, 1, Bytes.fromHex("ff")));
    SealedEpoch sealed = run(10, events, List.of());

    assertThat(run(10, events, sealed.inputs()).header()).isEqualTo(sealed.header());
  }

  @Test
  void whatIsNoMessageIsNoInputAndSaidSo() {
    SealedEpoch sealed = close(List.of(post(4, 0, Bytes.fromHex("ffff"))));

    assertThat(sealed.inputs()).isEmpty();
    assertThat(reasons(sealed)).containsExactly("malformed");
  }

  @Test
  void aPostedMessageThatAnEarlierEpochHadCountsForNothing() {
    AccountMessage enrol = world.enrol(7, Samples.device(1), Optional.empty());
    close(List.of(), enrol);
    SealedEpoch sealed = close(List.of(post(14, 0, enrol.wire())));

    assertThat(sealed.inputs()).containsExactly(enrol.wire());
    assertThat(reasons(sealed)).containsExactly("old_sequence");
  }

  @Test
  void eventsOfOtherBlocksLeftOutOrTwiceAreNoEpoch() {
    close(List.of(deposit(3, 0, ALICE, TOKEN)));
    refused(20, List.of(deposit(13, 0, ALICE, TOKEN)), "where deposit 1");
    refused(20, List.of(deposit(13, 2, ALICE, TOKEN)), "where deposit 1");
    refused(20, List.of(post(13, 1, Bytes.fromHex("ff"))), "where posted message 0");
    refused(20, List.of(deposit(10, 1, ALICE, TOKEN)), "an event of block 10");
    refused(20, List.of(deposit(21, 1, ALICE, TOKEN)), "an event of block 21");
    refused(
        20,
        List.of(deposit(14, 1, ALICE, TOKEN), deposit(13, 2, ALICE, TOKEN)),
        "out of canonical order");
    refused(9, List.of(), "up to block 9");
    close(List.of(deposit(20, 1, ALICE, TOKEN)));
    assertThat(account(ALICE).balanceNano()).isEqualTo(2 * TOKEN);
  }

  private void refused(long upTo, List<ChainEvent> events, String why) {
    assertThatThrownBy(() -> run(upTo, events, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
