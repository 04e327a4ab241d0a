package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import polder.epoch.AccountEntry;
import polder.epoch.EpochEngine;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.message.Origin;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.networks.learning.message.Seals;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Examples;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.OuterRule;
import polder.networks.learning.train.Quantised;
import polder.networks.learning.train.Recipe;
import polder.networks.learning.train.Targets;
import polder.networks.learning.train.Trainer;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.settlement.ChainPoint;

/**
 * A deployment with a learning network, whose epochs of ten seconds run by the real epoch program.
 * Account 0 sets tasks with device 0; account n owns participant n. What is to be learned is a
 * linear function of four numbers, with noise.
 */
final class LearningWorld {
  static final String NAME = "learning";
  static final long TOKEN = 1_000_000_000;
  static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  static final Architecture MODEL = new Architecture.Linear(4, 1);
  private static final float[] TRUTH = {0.5f, -1f, 0.25f, 2f};

  private final Manifests manifests;
  private final EpochRun program;
  private final TreeMap<Bytes, Long> sequences = new TreeMap<>();
  private final TreeMap<Hash, Bytes> blobs = new TreeMap<>();
  private final List<Bytes> inbox = new ArrayList<>();
  private final List<DataSet> examples = new ArrayList<>();
  private StateTree state = new StateTree();
  private Hash previous = Hash.ZERO;
  private long epoch;

  private LearningWorld(Value.Table parameters, EpochEngine engine) {
    this.program =
        new EpochRun(new RuleBook(List.of(new LearningKind())), engine, SignatureRule.VERIFIED);
    Value.Table deployment = Samples.deployment("10s");
    for (int account = 0; account < 20; account++) {
      deployment = Samples.with(deployment, "genesis_balances." + Samples.account(account), "1000");
    }
    // Nothing is minted: all that is paid comes out of purses.
    manifests =
        Manifests.of(
            deployment,
            List.of(Samples.with(Samples.network(NAME, "learning", parameters), "pay.share", 0)));
  }

  static Value.Table parameters() {
    return Samples.table(
        "most_parameters",
        1_000,
        "most_participants",
        16,
        "most_example_bytes",
        100_000,
        "most_examination_megaflops",
        1_000,
        "least_reward",
        "0.1",
        "most_judges",
        4,
        "tab_epochs",
        5);
  }

  /** With so many participants that are enrolled. */
  static LearningWorld of(int participants) {
    return of(participants, EpochEngine.SEQUENTIAL);
  }

  static LearningWorld of(int participants, EpochEngine engine) {
    LearningWorld world = new LearningWorld(parameters(), engine);
    for (int number = 0; number <= participants; number++) {
      world.enrol(number, number);
    }
    world.close();
    return world;
  }

  /** Rows drawn evenly, with as much noise and the targets put through {@code twist}. */
  static DataSet data(long seed, int rows, double noise, DoubleUnaryOperator twist) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[4 * rows];
    float[] targets = new float[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0.3;
      for (int i = 0; i < 4; i++) {
        inputs[4 * row + i] = (float) random.nextDouble(-1, 1);
        sum += TRUTH[i] * inputs[4 * row + i];
      }
      targets[row] = (float) twist.applyAsDouble(sum + noise * random.nextGaussian());
    }
    return new DataSet(4, inputs, new Targets.Numbers(1, targets));
  }

  static DataSet honest(long seed) {
    return data(seed, 200, 0.1, target -> target);
  }

  /** A task of so many rounds with a token a round, whose examples are honest ones. */
  Said.Task task(int rounds) {
    return task(rounds, new Combining(Combining.Way.MEAN, 0, Optional.empty()), terms -> terms);
  }

  Said.Task task(int rounds, Combining combining, UnaryOperator<Terms> change) {
    List<Hash> commitments = new ArrayList<>();
    examples.clear();
    for (int round = 0; round < rounds; round++) {
      DataSet set = honest(1_000 + round);
      examples.add(set);
      commitments.add(
          Seals.ofExamples(Samples.device(0).id(), round, hash(Examples.encode(set)), SALT));
    }
    Terms terms =
        new Terms(
            MODEL,
            combining,
            new Terms.Pace(1, 1, 3, 2),
            new Terms.Scoring(8, 20, 1_000, 999_000),
            new OuterRule(1_000_000, 0),
            TOKEN,
            100_000,
            Optional.empty(),
            new Examiner.Client(commitments));
    return new Said.Task(1, Hash.ZERO, change.apply(terms));
  }

  /** The same task, examined by judges of at least a token's stake instead. */
  Said.Task judged(int rounds, Examiner.Judges rules) {
    return task(
        rounds,
        new Combining(Combining.Way.MEAN, 0, Optional.empty()),
        terms ->
            new Terms(
                terms.architecture(),
                terms.combining(),
                new Terms.Pace(1, 1, 8, 2),
                terms.scoring(),
                terms.outer(),
                terms.roundNano(),
                terms.fullGainPpm(),
                terms.sale(),
                rules));
  }

  static GroupKey key() {
    return Seals.task(Samples.device(0).id(), 1);
  }

  /** Sets a task with ten tokens in its purse. */
  LearningWorld set(Said.Task task) {
    fund(0, key(), 10 * TOKEN).say(0, task).close();
    return this;
  }

  /** The update of whoever trains on {@code data} from the model as it stands. */
  int[] update(DataSet data) {
    float[] model = task().model().toFloats();
    Recipe recipe = new Recipe(new Optimiser.Sgd(50_000, 0), 20, 50, Hash.sha256(new byte[] {1}));
    return Quantised.Fine.of(model, Trainer.train(MODEL, model, data, recipe)).steps();
  }

  static Bytes blob(int[] update) {
    return new Quantised.Fine(update).encode();
  }

  static Hash hash(Bytes blob) {
    return Hash.sha256(blob.toArray());
  }

  LearningWorld put(Bytes blob) {
    blobs.put(hash(blob), blob);
    return this;
  }

  int round() {
    return task().rounds().size();
  }

  /** Participant {@code number} seals an update that it says it trained on {@code data}. */
  LearningWorld seal(long number, int[] update, String data) {
    Hash seal =
        Seals.ofUpdate(Samples.device(number).id(), key(), round(), hash(blob(update)), SALT);
    return say(
        number, new Said.SealedUpdate(key(), round(), seal, hash(text(data)), Optional.empty()));
  }

  /** Seals an update that it says it trained on readings of {@code devices}. */
  LearningWorld sealFrom(long number, int[] update, Long... devices) {
    Hash seal =
        Seals.ofUpdate(Samples.device(number).id(), key(), round(), hash(blob(update)), SALT);
    List<DeviceId> ids =
        Stream.of(devices).map(device -> Samples.device(device).id()).sorted().toList();
    return say(
        number,
        new Said.SealedUpdate(
            key(),
            round(),
            seal,
            hash(text("data of " + number)),
            Optional.of(new Origin(NAME, ids, 3, 5))));
  }

  LearningWorld seal(long number, int[] update) {
    return seal(number, update, "data of " + number);
  }

  static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  LearningWorld open(long number, int[] update) {
    Bytes blob = blob(update);
    return put(blob).say(number, new Said.OpenedUpdate(key(), round(), hash(blob), SALT));
  }

  /** The client shows the round's examples. */
  LearningWorld examine() {
    Bytes blob = Examples.encode(examples.get(round()));
    return put(blob).say(0, new Said.Examination(key(), round(), hash(blob), SALT));
  }

  static GroupKey stakeKey(long judge) {
    return Seals.stake(Samples.device(judge).id(), key());
  }

  /** Account {@code judge} puts so much aside, and its device of that number offers to judge. */
  LearningWorld stake(long judge, long nano) {
    return fund(judge, stakeKey(judge), nano).say(judge, new Said.Staked(key()));
  }

  LearningWorld callBack(long judge) {
    return say(judge, new Said.StakeCalledBack(key()));
  }

  /** What who holds {@code data} thinks of the updates that are opened. */
  Opinion opinion(DataSet data) {
    TaskState task = task();
    List<Participant> participants =
        List.copyOf(((TaskState.Phase.Running) task.phase()).participants().values());
    return Appraisal.of(task.terms(), task.model(), participants, data, Hash.ZERO).orElseThrow();
  }

  LearningWorld sealOpinion(long judge, Opinion opinion) {
    Hash seal = Seals.ofOpinion(Samples.device(judge).id(), key(), round(), opinion, SALT);
    return say(judge, new Said.SealedOpinion(key(), round(), seal));
  }

  LearningWorld reveal(long judge, Opinion opinion) {
    return say(judge, new Said.RevealedOpinion(key(), round(), opinion, SALT));
  }

  /** Updates by participants from 1 on are sealed and opened: judges' turn is next. */
  LearningWorld opened(int[]... updates) {
    for (int i = 0; i < updates.length; i++) {
      seal(i + 1, updates[i]);
    }
    close();
    for (int i = 0; i < updates.length; i++) {
      open(i + 1, updates[i]);
    }
    close();
    return this;
  }

  /** A whole round in which participant i + 1 sends the update of that place. */
  SealedEpoch round(int[]... updates) {
    for (int i = 0; i < updates.length; i++) {
      seal(i + 1, updates[i]);
    }
    close();
    for (int i = 0; i < updates.length; i++) {
      open(i + 1, updates[i]);
    }
    close();
    return examine().close();
  }

  private long next(Bytes sender) {
    return sequences.merge(sender, 1L, Long::sum);
  }

  LearningWorld say(long device, Said said) {
    DeviceKey key = Samples.device(device);
    inbox.add(
        new DeviceMessage.Draft(
                NAME,
                next(key.id().multikey()),
                Optional.empty(),
                SaidCodec.CBOR,
                SaidCodec.encode(said))
            .sign(key)
            .wire());
    return this;
  }

  void enrol(long account, long device) {
    Account owner = Samples.account(account);
    DeviceKey key = Samples.device(device);
    long sequence = next(owner.address());
    Action.Enrol bare =
        new Action.Enrol(NAME, key.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    act(
        account,
        sequence,
        AccountMessage.proven(manifests.deployment(), owner, sequence, bare, key));
  }

  LearningWorld fund(long account, GroupKey group, long nano) {
    return act(
        account,
        next(Samples.account(account).address()),
        new Action.FundPurse(NAME, group.text(), nano));
  }

  private LearningWorld act(long account, long sequence, Action action) {
    inbox.add(
        new AccountMessage.Draft(Samples.account(account), sequence, action)
            .sign(Samples.accountSecret(account), manifests.deployment())
            .wire());
    return this;
  }

  SealedEpoch close() {
    SealedEpoch sealed =
        program.run(
            state,
            new EpochInputs(
                Samples.window(epoch, 10_000),
                0,
                previous,
                ChainPoint.NONE,
                List.of(),
                inbox,
                manifests,
                blob -> Optional.ofNullable(blobs.get(blob)).orElseThrow(),
                Hash.ZERO));
    state = sealed.after();
    previous = sealed.header().hash();
    epoch++;
    inbox.clear();
    return sealed;
  }

  TaskState task() {
    return find().orElseThrow();
  }

  Optional<TaskState> find() {
    Bytes kept = standing().group(NAME, key());
    return kept.size() == 0 ? Optional.empty() : Optional.of(TaskState.decode(kept));
  }

  private Standing standing() {
    return new Standing(Optional.empty(), state, manifests, new TreeMap<>());
  }

  long purseNano() {
    return purseNano(key());
  }

  long purseNano(GroupKey group) {
    return standing().purseNano(NAME, group);
  }

  /** What the state holds of a group. */
  Bytes group(GroupKey group) {
    return standing().group(NAME, group);
  }

  AccountEntry account(long number) {
    return standing().account(Samples.account(number));
  }

  static List<String> reasons(SealedEpoch sealed, long device) {
    return line(sealed, device).map(OutcomeLeaf.Reward::reasons).orElse(List.of());
  }

  static Optional<OutcomeLeaf.Reward> line(SealedEpoch sealed, long device) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Reward.class::isInstance)
        .map(OutcomeLeaf.Reward.class::cast)
        .filter(its -> its.device().equals(Samples.device(device).id()))
        .findFirst();
  }

  /** What an outcome gives back to an account. */
  static long backNano(SealedEpoch sealed, long account) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Refunded.class::isInstance)
        .map(OutcomeLeaf.Refunded.class::cast)
        .filter(its -> its.to().equals(Samples.account(account)))
        .mapToLong(OutcomeLeaf.Refunded::amountNano)
        .sum();
  }

  static long paidNano(SealedEpoch sealed, long account) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Paid.class::isInstance)
        .map(OutcomeLeaf.Paid.class::cast)
        .filter(its -> its.to().equals(Samples.account(account)))
        .mapToLong(OutcomeLeaf.Paid::amountNano)
        .sum();
  }
}
