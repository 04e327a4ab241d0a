package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import polder.networks.EpochWindow;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.StakingEvent;

/** What validators and their delegators earn for epochs that became final. */
class ValidatorPayTest {
  private static final long TOKEN = 1_000_000_000L;

  // In the order of their bits.
  private static final List<Account> VALIDATORS =
      List.of(Samples.account(1), Samples.account(2), Samples.account(3)).stream()
          .sorted()
          .toList();
  private static final Account ANN = VALIDATORS.get(0);
  private static final Account BEN = VALIDATORS.get(1);
  private static final Account CAM = VALIDATORS.get(2);
  private static final Account DAN = Samples.account(4);
  private static final Account EVE = Samples.account(5);

  /** Ten tokens an epoch, of which validators earn one. */
  private static final class World {
    private final Manifests manifests;
    private final EpochRun program =
        new EpochRun(
            new RuleBook(List.of(new ToyKind())), EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);
    private final List<Hash> headers = new ArrayList<>();
    private final List<ChainEvent> said = new ArrayList<>();
    private StateTree state = new StateTree();

    World(String... more) {
      Value.Table deployment = Samples.with(Samples.deployment("10s"), "validators.share", "0.1");
      for (int i = 0; i < more.length; i += 2) {
        deployment = Samples.with(deployment, "validators." + more[i], more[i + 1]);
      }
      manifests = Manifests.of(deployment, List.of(EpochWorld.toys()));
    }

    long epoch() {
      return headers.size();
    }

    World say(BiFunction<Long, Long, ChainEvent> event) {
      said.add(event.apply(10 * epoch() + 1, (long) said.size()));
      return this;
    }

    World set(long version, StakingEvent.Member... members) {
      return say(
          (block, index) -> new StakingEvent.SetOpened(block, index, version, List.of(members)));
    }

    World commission(Account validator, long ppm, long fromSeconds) {
      return say((block, index) ->
          new StakingEvent.CommissionSet(block, index, validator, ppm, fromSeconds));
    }

    World delegated(Account account, Account validator, long tokens) {
      return say((block, index) ->
          new StakingEvent.Delegated(block, index, account, validator, wei(tokens)));
    }

    World undelegated(Account account, Account validator, long tokens) {
      return say((block, index) ->
          new StakingEvent.Undelegated(block, index, account, validator, wei(tokens)));
    }

    World isFinal(long epoch, Hash header, long signers) {
      return say((block, index) ->
          new StakingEvent.Finalised(block, index, epoch, header, 1_000 + epoch, signers, 1));
    }

    World submitted(Account by, long first, long last, long gas, long priceWei) {
      return say((block, index) ->
          new StakingEvent.Submitted(
              block, index, by, first, last, gas, BigInteger.valueOf(priceWei)));
    }

    /** The epoch before became final. */
    World lastIsFinal(long signers) {
      long last = epoch() - 1;
      return isFinal(last, headers.getLast(), signers).submitted(EVE, last, last, 100_000, 0);
    }

    SealedEpoch close() {
      EpochWindow window = Samples.window(epoch(), EpochWorld.EPOCH_MILLIS);
      SealedEpoch sealed =
          program.run(
              state,
              new EpochInputs(
                  window,
                  0,
                  headers.isEmpty() ? Hash.ZERO : headers.getLast(),
                  new ChainPoint(10 * epoch() + 9, Hash.ZERO, 1),
                  said,
                  List.of(),
                  manifests,
                  Hash.ZERO));
      said.clear();
      state = sealed.after();
      headers.add(sealed.header().hash());
      return sealed;
    }

    long earned(Account account) {
      return state
          .get(StateKeys.account(account))
          .map(entry -> AccountEntry.decode(entry).earnedNano())
          .orElse(0L);
    }

    ValidatorEntry validator(Account account) {
      return ValidatorEntry.decode(state.get(StakeKeys.validator(account)).orElseThrow());
    }
  }

  private static BigInteger wei(long tokens) {
    return BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(tokens));
  }

  private static StakingEvent.Member member(Account account, long tokens) {
    return new StakingEvent.Member(account, wei(tokens));
  }

  private static <T extends StakeLine> List<T> lines(SealedEpoch sealed, Class<T> type) {
    return EpochWorld.lines(sealed, type);
  }

  /** What is less than a nano-token of a delegator's comes later. */
  private static void assertPaid(long nano, long due) {
    assertThat(nano).isBetween(due - 1, due);
  }

  @Test
  void aFinalEpochPaysThoseWhoSignedByStakeAndMintsNothingForTheOthers() {
    World world = new World();
    world.set(1, member(ANN, 1_000), member(BEN, 3_000), member(CAM, 1_000)).close();

    SealedEpoch sealed = world.lastIsFinal(0b011).close();

    assertThat(world.earned(ANN)).isEqualTo(TOKEN / 5);
    assertThat(world.earned(BEN)).isEqualTo(3 * TOKEN / 5);
    assertThat(world.earned(CAM)).isZero();
    assertThat(lines(sealed, StakeLine.Signed.class))
        .containsExactly(
            new StakeLine.Signed(ANN, 0, 0, true, wei(1_000), wei(5_000), TOKEN, 0, 0, TOKEN / 5),
            new StakeLine.Signed(
                BEN, 0, 0, true, wei(3_000), wei(5_000), TOKEN, 0, 0, 3 * TOKEN / 5),
            new StakeLine.Signed(CAM, 0, 0, false, wei(1_000), wei(5_000), TOKEN, 0, 0, 0));
    assertThat(sealed.header().paidNano()).isEqualTo(4 * TOKEN / 5);
    assertThat(sealed.header().earnedNano()).isEqualTo(4 * TOKEN / 5);
    assertThat(world.validator(CAM).missedEpochs()).isEqualTo(1);
    assertThat(world.validator(ANN).signedEpochs()).isEqualTo(1);
    assertThat(world.validator(BEN).earnedNano()).isEqualTo(3 * TOKEN / 5);
  }

  @Test
  void whatDoesNotDivideGoesToTheFirstAccounts() {
    World world = new World();
    world.set(1, member(ANN, 7), member(BEN, 7), member(CAM, 7)).close();

    world.lastIsFinal(0b111).close();

    assertThat(world.earned(ANN)).isEqualTo(333_333_334);
    assertThat(world.earned(BEN)).isEqualTo(333_333_333);
    assertThat(world.earned(CAM)).isEqualTo(333_333_333);
  }

  @Test
  void severalEpochsInOneTransactionArePaidAtOnce() {
    World world = new World();
    world.set(1, member(ANN, 1)).close();
    world.close();
    world.close();
    for (int epoch = 0; epoch < 3; epoch++) {
      world.isFinal(epoch, world.headers.get(epoch), 1);
    }

    SealedEpoch sealed = world.submitted(EVE, 0, 2, 100_000, 0).close();

    assertThat(world.earned(ANN)).isEqualTo(3 * TOKEN);
    assertThat(lines(sealed, StakeLine.Signed.class))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.firstEpoch()).isZero();
          assertThat(line.lastEpoch()).isEqualTo(2);
        });
  }

  @Test
  void delegatorsShareWhatTheirStakeEarnedLessTheCommission() {
    World world = new World();
    world
        .commission(ANN, 100_000, 0)
        .delegated(DAN, ANN, 1_000)
        .delegated(EVE, ANN, 2_000)
        .set(1, member(ANN, 4_000))
        .close();

    SealedEpoch sealed = world.lastIsFinal(1).close();

    // Three quarters are the delegators', a tenth of that is commission.
    assertThat(world.earned(ANN)).isEqualTo(TOKEN / 4 + 3 * TOKEN / 40);
    assertPaid(world.earned(DAN), 9 * TOKEN / 40);
    assertPaid(world.earned(EVE), 18 * TOKEN / 40);
    assertThat(lines(sealed, StakeLine.Delegated.class))
        .containsExactlyInAnyOrder(
            new StakeLine.Delegated(ANN, DAN, world.earned(DAN)),
            new StakeLine.Delegated(ANN, EVE, world.earned(EVE)));

    // Who takes its stake out earns nothing from then on; the set does not change until the next.
    world.undelegated(EVE, ANN, 2_000).lastIsFinal(1).close();
    assertPaid(world.earned(EVE), 18 * TOKEN / 40);
    assertPaid(world.earned(DAN), 9 * TOKEN / 40 + 27 * TOKEN / 40);
    world.undelegated(DAN, ANN, 1_000).lastIsFinal(1).close();
    assertThat(world.earned(ANN)).isEqualTo(2 * (TOKEN / 4 + 3 * TOKEN / 40) + TOKEN);
  }

  @Test
  void aHigherCommissionHoldsFromItsTimeOn() {
    World world = new World();
    // Epoch n is final at second 1,000 + n.
    world
        .commission(ANN, 0, 0)
        .delegated(DAN, ANN, 1)
        .set(1, member(ANN, 2))
        .commission(ANN, 1_000_000, 1_001)
        .close();

    world.lastIsFinal(1).close();
    assertPaid(world.earned(DAN), TOKEN / 2);
    world.lastIsFinal(1).close();
    assertPaid(world.earned(DAN), TOKEN / 2);
    assertThat(world.earned(ANN)).isEqualTo(3 * TOKEN / 2);
  }

  @Test
  void anotherHeaderThanThisChainsPaysNobody() {
    World world = new World();
    world.set(1, member(ANN, 1)).close();

    SealedEpoch sealed = world.isFinal(0, Hash.sha256(new byte[] {9}), 1).close();
    assertThat(lines(sealed, StakeLine.class)).isEmpty();
    assertThat(world.earned(ANN)).isZero();

    // The same epoch, closed again, is final later.
    world.isFinal(0, world.headers.get(0), 1).close();
    assertThat(world.earned(ANN)).isEqualTo(TOKEN);
    world.isFinal(0, world.headers.get(0), 1).close();
    assertThat(world.earned(ANN)).isEqualTo(TOKEN);
  }

  @Test
  void gasIsPaidBackFirstUpToTheManifestsMost() {
    World world = new World("gas_rate", "1000", "gas_most", "0.25");
    world.set(1, member(ANN, 1)).close();

    // 100,000 gas at 1 gwei are 0.0001 coins, 0.1 tokens.
    SealedEpoch sealed =
        world
            .isFinal(0, world.headers.get(0), 1)
            .submitted(EVE, 0, 0, 100_000, 1_000_000_000)
            .close();
    assertThat(lines(sealed, StakeLine.Gas.class))
        .containsExactly(new StakeLine.Gas(EVE, 0, 0, TOKEN / 10, TOKEN / 10));
    assertThat(world.earned(EVE)).isEqualTo(TOKEN / 10);
    assertThat(world.earned(ANN)).isEqualTo(9 * TOKEN / 10);

    // A tip to oneself is not paid back.
    world
        .isFinal(1, world.headers.get(1), 1)
        .submitted(EVE, 1, 1, 100_000, 1_000_000_000_000L)
        .close();
    assertThat(world.earned(EVE)).isEqualTo(TOKEN / 10 + TOKEN / 4);
    assertThat(world.earned(ANN)).isEqualTo(9 * TOKEN / 10 + 3 * TOKEN / 4);
  }

  @Test
  void withoutAShareNothingIsPaidAndKept() {
    World world = new World();
    Manifests none = Manifests.of(Samples.deployment("10s"), List.of(EpochWorld.toys()));
    EpochWorld plain =
        new EpochWorld(EpochEngine.SEQUENTIAL, Samples.deployment("10s"), EpochWorld.toys());
    SealedEpoch sealed = plain.close();
    assertThat(none.deployment().validators().sharePpm()).isZero();
    assertThat(sealed.after().range(Bytes.wrap(new byte[] {'v'}))).isEmpty();
    assertThat(world.close().after().range(Bytes.wrap(new byte[] {'v'}))).hasSize(1);
  }

  @Test
  void moreDelegatorsThanOnePaysAtOnceTakeTurns() {
    World world = new World();
    int many = ValidatorPay.MOST_PAID + 500;
    List<Account> delegators = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      delegators.add(Samples.account(1_000 + i));
      world.delegated(delegators.getLast(), ANN, 1);
    }
    world.set(1, member(ANN, many)).close();

    SealedEpoch sealed = world.lastIsFinal(1).close();
    assertThat(lines(sealed, StakeLine.Delegated.class)).hasSize(ValidatorPay.MOST_PAID);
    world.close();
    world.close();

    delegators.forEach(account -> assertPaid(world.earned(account), TOKEN / many));
  }

  /**
   * Whatever is staked, taken out and signed: what is set aside is what is paid, but for crumbs.
   */
  @Test
  void nothingIsPaidThatWasNotSetAside() {
    long seed = 20_261_126;
    SplittableRandom random = new SplittableRandom(seed);
    World world = new World();
    List<Account> delegators = List.of(DAN, EVE, Samples.account(6), Samples.account(7));
    long[][] staked = new long[VALIDATORS.size()][delegators.size()];
    long paid = 0;
    long epochs = 60;
    world.close();
    for (int i = 0; i < epochs; i++) {
      int of = random.nextInt(VALIDATORS.size());
      int by = random.nextInt(delegators.size());
      long tokens = 1 + random.nextLong(1_000);
      if (staked[of][by] >= tokens) {
        world.undelegated(delegators.get(by), VALIDATORS.get(of), tokens);
        staked[of][by] -= tokens;
      } else {
        world.delegated(delegators.get(by), VALIDATORS.get(of), tokens);
        staked[of][by] += tokens;
      }
      world.commission(VALIDATORS.get(of), random.nextLong(1_000_001), 0);
      StakingEvent.Member[] members = new StakingEvent.Member[VALIDATORS.size()];
      for (int j = 0; j < members.length; j++) {
        long pool = 0;
        for (long stake : staked[j]) {
          pool += stake;
        }
        members[j] = member(VALIDATORS.get(j), 100 + pool);
      }
      world.set(1, members);
      SealedEpoch sealed = world.lastIsFinal(0b111).close();
      paid += lines(sealed, StakeLine.class).stream().mapToLong(StakeLine::amountNano).sum();
    }
    long earned = VALIDATORS.stream().mapToLong(world::earned).sum();
    earned += delegators.stream().mapToLong(world::earned).sum();

    assertThat(earned).as("seed " + seed).isEqualTo(paid);
    assertThat(epochs * TOKEN - earned).as("seed " + seed).isBetween(0L, 20L);
    assertThat(VALIDATORS).isSortedAccordingTo(Comparator.naturalOrder());
  }
}
