package polder.node.witness;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.adapters.yaml.ManifestFile;
import polder.epoch.EpochEngine;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.sensors.SensorsKind;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import polder.protocol.settlement.ChainPoint;

/**
 * Four thermometers of four owners in one street, and seven epochs of a minute: enrolments and
 * readings; an outlier; a device that falls silent and one that changes hands; a repeated message
 * and one of a stranger; an epoch without any message. A snapshot follows every third epoch.
 */
public final class SmallWorld {
  static final long GENESIS = 1_700_000_040_000L;
  static final long EPOCH = 60_000;
  public static final int EPOCHS = 7;
  static final String NETWORK = "street";
  public static final int DEVICES = 4;
  public static final Hash PROGRAM = Hash.sha256(new byte[] {1});
  static final ChainPoint CHAIN = new ChainPoint(12, Hash.sha256(new byte[] {2}), 3);
  static final RuleBook RULES = new RuleBook(List.of(new SensorsKind()));

  private static final String DEPLOYMENT =
      """
      name: small
      chain_id: 31337
      genesis_millis: 1700000040000
      epoch: 1m
      emission: {per_day: 1440, halving: 1460d}
      grace: 5s
      clock_tolerance: 5s
      snapshot_every: 3
      messages_per_epoch: 100
      """;

  private static final String STREET =
      """
      network: street
      kind: sensors
      pay: {share: 0.5, target_devices: 10, probation: 2m, forfeit_below: 0.1}
      data: {access: public, licence: CC0-1.0, finest_place: 0.000001}
      parameters:
        period: 1m
        slack: 0.5
        forget_after: 2d
        max_age: 1h
        readings_per_message: 100
        group_resolution: 5
        quantities:
          temperature:
            unit: Cel
            share: 1
            bounds: {least: -30, most: 42, impossible_below: -90, impossible_above: 60}
            neighbours:
              radius_km: 4
              nearest: 20
              least_owners: 2
              within: 30m
              mad_factor: 3
              least_limit: 1.5
              lapse_per_km: -6.5
        pay: {unverified: 0.3, via: 0.8}
        density:
          - {resolution: 8, target: 2}
        cell: {resolution: 8, cap: 3}
      """;

  public final DeviceKey node = DeviceKey.ed25519(seed(99));
  final Manifests manifests;
  final List<DeviceKey> devices = new ArrayList<>();
  public final List<Account> owners = new ArrayList<>();
  public final List<SealedEpoch> sealed = new ArrayList<>();
  public final DeviceKey stranger = DeviceKey.ed25519(seed(50));
  final EpochRun run = new EpochRun(RULES, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);

  private final SortedMap<String, Bytes> files = new TreeMap<>();
  private final long[] sequences = new long[DEVICES];

  private SmallWorld(String street) {
    manifests =
        Manifests.of(
            ManifestFile.parse(DEPLOYMENT, "deployment"),
            List.of(ManifestFile.parse(street, NETWORK)));
    for (int i = 0; i < DEVICES; i++) {
      devices.add(DeviceKey.ed25519(seed(i + 1)));
      owners.add(Secp256k1.account(seed(i + 11)));
    }
  }

  /** The world after all its epochs. */
  public static SmallWorld sealed() {
    return sealed(STREET);
  }

  /** The same world, whose readings are not shown. */
  public static SmallWorld restricted() {
    return sealed(STREET.replace("access: public", "access: restricted"));
  }

  private static SmallWorld sealed(String street) {
    SmallWorld world = new SmallWorld(street);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      world.seal(epoch, world.messages(epoch));
    }
    return world;
  }

  public Files archive() {
    return new Files(files);
  }

  public DeviceId device(int i) {
    return devices.get(i).id();
  }

  private List<Message> messages(int epoch) {
    List<Message> messages = new ArrayList<>();
    if (epoch == 0) {
      for (int i = 0; i < DEVICES; i++) {
        messages.add(enrolment(i));
      }
    }
    if (epoch == 3) {
      messages.add(
          new AccountMessage.Draft(
                  owners.get(0), 2, new Action.Transfer(NETWORK, device(0), owners.get(1)))
              .sign(seed(11), manifests.deployment()));
    }
    if (epoch == 6) {
      return messages;
    }
    for (int i = 0; i < DEVICES; i++) {
      boolean silent = i == 3 && epoch >= 3;
      if (!silent) {
        messages.add(reading(i, epoch, epoch == 2 && i == 2 ? "35" : "1" + i + ".5"));
      }
    }
    if (epoch == 4) {
      sequences[1] = 1;
      messages.add(reading(1, epoch, "11"));
      messages.add(reading(stranger, 1, GENESIS + epoch * EPOCH + 20_000, "12"));
    }
    return messages;
  }

  AccountMessage enrolment(int i) {
    Site site = new Site(new Place(52_500_000 + 1_000 * i, 13_400_000), 400);
    Action.Enrol enrol =
        new Action.Enrol(NETWORK, device(i), Optional.of(site), Optional.empty(), Bytes.EMPTY);
    Action.Enrol proven =
        AccountMessage.proven(manifests.deployment(), owners.get(i), 1, enrol, devices.get(i));
    return new AccountMessage.Draft(owners.get(i), 1, proven)
        .sign(seed(i + 11), manifests.deployment());
  }

  private DeviceMessage reading(int i, int epoch, String value) {
    sequences[i]++;
    return reading(devices.get(i), sequences[i], GENESIS + epoch * EPOCH + 20_000 + i, value);
  }

  static DeviceMessage reading(DeviceKey key, long sequence, long timeMillis, String value) {
    SenmlRecord record =
        new SenmlRecord(
            "temperature", "Cel", new SenmlValue.Number(new BigDecimal(value)), timeMillis);
    return new DeviceMessage.Draft(
            NETWORK,
            sequence,
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(List.of(record)))
        .sign(key);
  }

  /** The files of the same messages closed again as another attempt. */
  SortedMap<String, Bytes> again(int epoch, long attempt) {
    SealedEpoch done = compute(epoch, attempt, sealed.get(epoch).inputs());
    return joined(
        EpochArchive.files(done, SignedHeader.sign(done.header(), node), manifests, false));
  }

  /** The files of an epoch closed again as another attempt, with none of its messages. */
  public SortedMap<String, Bytes> againWithoutMessages(int epoch, long attempt) {
    SealedEpoch done = compute(epoch, attempt, List.of());
    return joined(
        EpochArchive.files(done, SignedHeader.sign(done.header(), node), manifests, false));
  }

  /** Each file in one piece. */
  static SortedMap<String, Bytes> joined(SortedMap<String, List<Bytes>> files) {
    SortedMap<String, Bytes> joined = new TreeMap<>();
    files.forEach((path, pieces) -> joined.put(path, Bytes.join(pieces)));
    return joined;
  }

  private SealedEpoch compute(int epoch, long attempt, List<Bytes> messages) {
    StateTree before = epoch == 0 ? new StateTree() : sealed.get(epoch - 1).after();
    Hash previous = epoch == 0 ? Hash.ZERO : sealed.get(epoch - 1).header().hash();
    return run.run(
        before,
        new EpochInputs(
            EpochSchedule.window(manifests.deployment(), epoch, GENESIS + epoch * EPOCH),
            attempt,
            previous,
            CHAIN,
            messages,
            manifests,
            PROGRAM));
  }

  /** Seals one more epoch. */
  void next(Message... messages) {
    seal(sealed.size(), List.of(messages));
  }

  private void seal(int epoch, List<Message> messages) {
    SealedEpoch done = compute(epoch, 0, messages.stream().map(Message::wire).toList());
    sealed.add(done);
    files.putAll(
        joined(
            EpochArchive.files(
                done, SignedHeader.sign(done.header(), node), manifests, (epoch + 1) % 3 == 0)));
    files.put(ArchivePaths.LATEST, EpochArchive.pointer(new EpochArchive.Position(epoch, 0)));
  }

  static byte[] seed(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return seed;
  }
}
