package polder.bench;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import polder.adapters.yaml.ManifestFile;
import polder.app.Kinds;
import polder.epoch.EpochEngine;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Ed25519;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import polder.protocol.settlement.ChainPoint;

/** What the pages about speed speak of, one by one, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Primitives {
  private static final int LEAVES = 1_000;
  private static final int STATE_ENTRIES = 10_000;
  private static final int STATE_CHANGES = 1_000;
  private static final int DEVICES = 200;
  private static final long HOUR = 3_600_000;
  private static final long FIRST_HOUR = 480_000;

  private final byte[] message = new byte[300];
  private final List<Bytes> leaves = new ArrayList<>();
  private final List<SortedMap<Bytes, Optional<Bytes>>> changes = new ArrayList<>();
  private Bytes publicKey = Bytes.EMPTY;
  private byte[] signature = new byte[0];
  private byte[] wire = new byte[0];
  private StateTree state = new StateTree();
  private OutcomeLeaf line = new OutcomeLeaf.Refusal("", Bytes.EMPTY, Hash.ZERO, "", "");
  private int turn;

  /** Makes everything that is measured with, the same each time. */
  @Setup
  public void prepare() throws java.io.IOException {
    SplittableRandom random = new SplittableRandom(20_261_126);
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    random.nextBytes(message);
    publicKey = Ed25519.publicKey(seed);
    signature = Ed25519.sign(seed, message);
    wire = message(seed).wire().toArray();
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(random(random, 300));
    }
    prepareState(random);
    line = line();
  }

  private static Bytes random(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static DeviceMessage message(byte[] seed) {
    SenmlRecord record =
        new SenmlRecord(
            "temperature", "Cel", new SenmlValue.Number(new BigDecimal("18.3")), FIRST_HOUR * HOUR);
    return new DeviceMessage.Draft(
            "air-temperature",
            1,
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(List.of(record)))
        .sign(DeviceKey.ed25519(seed));
  }

  private void prepareState(SplittableRandom random) {
    List<Bytes> keys = new ArrayList<>();
    SortedMap<Bytes, Bytes> entries = new TreeMap<>();
    for (int i = 0; i < STATE_ENTRIES; i++) {
      keys.add(random(random, 40));
      entries.put(keys.get(i), random(random, 200));
    }
    state = StateTree.of(entries.entrySet());
    // Two in turn, so that each change changes something.
    for (int set = 0; set < 2; set++) {
      SortedMap<Bytes, Optional<Bytes>> some = new TreeMap<>();
      for (int i = 0; i < STATE_CHANGES; i++) {
        some.put(keys.get(i * (STATE_ENTRIES / STATE_CHANGES)), Optional.of(random(random, 200)));
      }
      changes.add(some);
    }
  }

  /** The line of a thermometer among two hundred, with all its findings. */
  private static OutcomeLeaf line() throws java.io.IOException {
    SortedMap<String, polder.protocol.manifest.Value> deployment =
        new TreeMap<>(ManifestFile.read(Path.of("manifests/deployment.yaml")).entries());
    deployment.put("epoch", new polder.protocol.manifest.Value.Text("1h"));
    Manifests manifests =
        Manifests.of(
            new polder.protocol.manifest.Value.Table(deployment),
            List.of(ManifestFile.read(Path.of("manifests/air-temperature.yaml"))));
    Fleet fleet = new Fleet(manifests.network("air-temperature").orElseThrow(), DEVICES);
    List<Bytes> messages = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      messages.add(fleet.message(i, FIRST_HOUR).wire());
    }
    SealedEpoch sealed =
        new EpochRun(new RuleBook(Kinds.ALL), EpochEngine.SEQUENTIAL, SignatureRule.RECORDED_DATA)
            .run(
                StateTree.of(fleet.enrolled().entries().entrySet()),
                new EpochInputs(
                    EpochSchedule.window(manifests.deployment(), 1, FIRST_HOUR * HOUR),
                    0,
                    Hash.ZERO,
                    ChainPoint.NONE,
                    messages,
                    manifests,
                    Hash.ZERO));
    return sealed.outcome().stream()
        .filter(leaf -> leaf instanceof OutcomeLeaf.Reward)
        .findFirst()
        .orElseThrow();
  }

  /** An Ed25519 signature of 300 bytes. */
  @Benchmark
  public boolean ed25519Verify() {
    return Ed25519.verify(publicKey, message, signature);
  }

  /** The envelope of a message with one reading. */
  @Benchmark
  public CoseSign1 coseDecode() {
    return CoseSign1.decode(wire);
  }

  /** A message with one reading, envelope and identity included. */
  @Benchmark
  public Message messageDecode() {
    return Message.decode(wire);
  }

  /** The root of a thousand messages of 300 bytes. */
  @Benchmark
  public Hash merkleRootOf1000() {
    return MerkleTree.of(leaves).root();
  }

  /** A thousand changes in a state of ten thousand entries, and its new root. */
  @Benchmark
  public Hash stateApply1000Of10000() {
    turn ^= 1;
    state.apply(changes.get(turn));
    return state.root();
  }

  /** The line of a device's reward. */
  @Benchmark
  public Bytes outcomeLineEncode() {
    return OutcomeCodec.encode(line);
  }
}
