package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochHeader.SeedTrust;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedEvent;
import polder.protocol.settlement.SeedLink;

/** The seed is that of the validators' links, whoever closes the epoch and whatever it takes in. */
class SeedDrawTest {
  private static final Hash PROGRAM = Hash.sha256(new byte[] {1});
  private static final int LENGTH = 100;

  private final Manifests manifests =
      Manifests.of(EpochWorld.deployment(), List.of(EpochWorld.toys()));
  private final EpochRun run =
      new EpochRun(
          new RuleBook(List.of(new ToyKind())), EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);
  private final List<SeedChain> chains = new ArrayList<>();
  private StateTree state = new StateTree();
  private Hash previous = Hash.ZERO;
  private long epoch;
  private long block = 1;

  private static Account account(int number) {
    return Samples.account(number);
  }

  /** Validators 0 to {@code count} − 1 commit in epoch 0, from epoch 0 on. */
  private void commit(int count) {
    List<ChainEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] secret = new byte[32];
      secret[0] = (byte) (i + 1);
      chains.add(SeedChain.of(secret, LENGTH));
      events.add(new SeedEvent.Committed(block, 2 * i, account(i), chains.get(i).tip(), 0));
      events.add(new SeedEvent.Entered(block, 2 * i + 1, account(i), Optional.empty()));
    }
    assertThat(close(fix(events), List.of()).seedTrust()).isEqualTo(SeedTrust.OPERATOR_TRUSTED);
  }

  private EpochRun.Fixed fix(List<ChainEvent> events, Bytes... messages) {
    return fix(0, events, messages);
  }

  private EpochRun.Fixed fix(long attempt, List<ChainEvent> events, Bytes... messages) {
    return run.fix(
        state,
        new EpochInputs(
            Samples.window(epoch, EpochWorld.EPOCH_MILLIS),
            attempt,
            previous,
            new ChainPoint(block, Hash.ZERO, 1),
            events,
            List.of(messages),
            manifests,
            PROGRAM));
  }

  private EpochHeader close(EpochRun.Fixed fixed, List<SeedLink> links) {
    SealedEpoch sealed = fixed.seal(links);
    assertThat(EpochHeader.decode(sealed.header().encode())).isEqualTo(sealed.header());
    assertThat(sealed.header().fixed()).isEqualTo(fixed.inputs());
    state = sealed.after();
    previous = sealed.header().hash();
    epoch++;
    return sealed.header();
  }

  private SeedLink link(int validator) {
    return new SeedLink(account(validator), chains.get(validator).link(epoch));
  }

  private List<SeedLink> links(int... validators) {
    List<SeedLink> links = new ArrayList<>();
    for (int validator : validators) {
      links.add(link(validator));
    }
    return links;
  }

  @Test
  void whateverTheNodeTakesInAndHoweverOftenItClosesTheSeedIsTheSame() {
    commit(2);
    Hash seed = fix(List.of()).seal(links(0, 1)).header().seed();

    Bytes message = Bytes.wrap(new byte[] {1});
    EpochHeader other = fix(1, List.of(), message).seal(links(0, 1)).header();

    assertThat(other.seedTrust()).isEqualTo(SeedTrust.VALIDATORS);
    assertThat(other.seed()).isEqualTo(seed);
    assertThat(other.fixed()).isNotEqualTo(fix(List.of()).inputs());
    List<SeedLink> turned = new ArrayList<>(links(0, 1));
    Collections.reverse(turned);
    EpochHeader same = close(fix(List.of()), turned);
    assertThat(same.seed()).as("in whatever order they came").isEqualTo(seed);
    assertThat(close(fix(List.of()), links(0, 1)).seed()).as("of the next").isNotEqualTo(seed);
  }

  @Test
  void oneLinkMayBeTheNodesOwnSoItIsTrustedAndTheOtherIsNamed() {
    commit(2);
    EpochHeader header = close(fix(List.of()), links(1));
    assertThat(header.seedTrust()).isEqualTo(SeedTrust.OPERATOR_TRUSTED);
    assertThat(header.linksCount()).isEqualTo(1);
    assertThat(header.withheld()).containsExactly(account(0));
    assertThat(fix(List.of(), Bytes.wrap(new byte[] {1})).seal(links(1)).header().seed())
        .as("the inputs are in it")
        .isNotEqualTo(fix(List.of()).seal(links(1)).header().seed());

    EpochHeader back = close(fix(List.of()), links(0, 1));
    assertThat(back.withheld()).isEmpty();
    assertThat(back.seedTrust()).isEqualTo(SeedTrust.VALIDATORS);
    assertThat(StateEntry.seed(state, account(0)).orElseThrow().missing(epoch)).isZero();
  }

  @Test
  void whatIsNoLinkOfTheEpochDoesNotCount() {
    commit(2);
    List<SeedLink> bad =
        List.of(
            new SeedLink(account(0), chains.get(0).link(epoch - 1)),
            new SeedLink(account(1), chains.get(0).link(epoch)),
            new SeedLink(account(7), chains.get(1).link(epoch)));
    EpochHeader header = fix(List.of()).seal(bad).header();
    assertThat(header.linksCount()).isZero();
    assertThat(header.withheld()).containsExactlyInAnyOrder(account(0), account(1)).isSorted();
    assertThat(fix(List.of()).counting(links(1, 0))).hasSize(2).isSortedAccordingTo(SeedLink.ORDER);
  }

  @Test
  void whoIsNoCandidateAnyMoreOwesNoLinkAndWhoComesBackDoes() {
    commit(3);
    block++;
    close(
        fix(
            List.of(
                new SeedEvent.Left(block, 0, account(0)),
                new SeedEvent.Committed(block, 1, account(5), Hash.sha256(), epoch + 9),
                new SeedEvent.Entered(block, 2, account(5), Optional.of(account(1))))),
        links(0, 1, 2));
    assertThat(fix(List.of()).due().keySet()).containsExactly(account(2));
    block++;
    close(fix(List.of(new SeedEvent.Entered(block, 0, account(0), Optional.empty()))), links(2));
    assertThat(close(fix(List.of()), links(0, 2)).withheld()).isEmpty();
  }

  @Test
  void aNewCommitmentCountsFromItsEpochOnAndNotBefore() {
    commit(2);
    SeedChain fresh = SeedChain.of(new byte[33], LENGTH);
    block++;
    long from = epoch + 2;
    close(
        fix(List.of(new SeedEvent.Committed(block, 0, account(0), fresh.tip(), from))),
        links(0, 1));
    assertThat(close(fix(List.of()), links(0, 1)).withheld()).isEmpty();
    assertThat(epoch).isEqualTo(from);
    assertThat(fix(List.of()).seal(links(0, 1)).header().withheld()).containsExactly(account(0));
    List<SeedLink> right = List.of(new SeedLink(account(0), fresh.link(0)), link(1));
    assertThat(fix(List.of()).seal(right).header().withheld()).isEmpty();
  }
}
