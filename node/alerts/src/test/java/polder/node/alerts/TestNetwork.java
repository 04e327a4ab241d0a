package polder.node.alerts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.yaml.ManifestFile;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.sensors.SensorsKind;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Role;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import polder.protocol.settlement.ChainPoint;

/** A network whose epochs are really computed, one after the other, when a test says so. */
final class TestNetwork implements AutoCloseable {
  static final String AIR = "air";
  static final long EPOCH_MILLIS = 10_000;
  static final long GENESIS_MILLIS = 1_800_000_000_000L;

  private static final Value.Table DEPLOYMENT =
      ManifestFile.parse(
          """
          name: test
          chain_id: 31337
          genesis_millis: 1800000000000
          epoch: 10s
          emission:
            per_day: 864000
            halving: 1460d
          grace: 5s
          clock_tolerance: 5s
          snapshot_every: 2
          messages_per_epoch: 500
          """,
          "deployment");
  private static final Value.Table NETWORK =
      ManifestFile.parse(
          """
          network: air
          kind: sensors
          pay:
            share: 0.5
            target_devices: 2
            probation: 1h
            forfeit_below: 0.1
          data:
            access: public
            licence: CC-BY-4.0
            finest_place: 0.001
          parameters:
            period: 10s
            slack: 0.2
            forget_after: 60s
            max_age: 1h
            readings_per_message: 100
            group_resolution: 5
            quantities:
              temperature:
                unit: Cel
                share: 1
                bounds:
                  least: -30
                  most: 42
                  impossible_below: -90
                  impossible_above: 60
            shared_coordinates:
              most: 1
            pay:
              unverified: 0.3
              via: 0.8
            density:
              - resolution: 8
                target: 3
            cell:
              resolution: 8
              cap: 3
          """,
          "air");

  final Manifests manifests = Manifests.of(DEPLOYMENT, List.of(NETWORK));
  volatile Standing standing;
  private final InProcessEngine engine = new InProcessEngine(1);
  private final RuleBook rules = new RuleBook(List.of(new SensorsKind()));
  private final EpochRun run = new EpochRun(rules, engine, SignatureRule.VERIFIED);
  private final List<Bytes> messages = new ArrayList<>();
  private long sequence;
  private long skippedMillis;

  TestNetwork() {
    standing =
        new Standing(
            Optional.empty(), StateTree.of(Map.<Bytes, Bytes>of().entrySet()), manifests, Map.of());
  }

  static byte[] owner(int number) {
    return secret(2, number);
  }

  static Account account(int number) {
    return Secp256k1.account(owner(number));
  }

  static DeviceKey device(int number) {
    return DeviceKey.ed25519(secret(1, number));
  }

  private static byte[] secret(int kind, int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) kind;
    secret[1] = (byte) number;
    secret[31] = 1;
    return secret;
  }

  void enrol(int owner, int device) {
    Site site = new Site(new Place(52_000_000 + device * 10_000, 4_800_000), 15);
    Action.Enrol bare =
        new Action.Enrol(
            AIR, device(device).id(), Optional.of(site), Optional.empty(), Bytes.EMPTY);
    sequence++;
    ask(
        owner,
        AccountMessage.proven(
            manifests.deployment(), account(owner), sequence, bare, device(device)));
  }

  void transfer(int owner, int device, int to) {
    sequence++;
    DeviceId id = device(device).id();
    ask(owner, new Action.Transfer(AIR, id, account(to)));
  }

  private void ask(int owner, Action action) {
    messages.add(
        new AccountMessage.Draft(account(owner), sequence, action)
            .sign(owner(owner), manifests.deployment())
            .wire());
  }

  /** Two copies of the device say different things of the same sequence. */
  void fork(int device) {
    report(device, "10");
    sequence--;
    report(device, "11");
  }

  void resolve(int owner, int device) {
    sequence++;
    ask(owner, new KeyAction.Resolve(AIR, device(device).id(), sequence));
  }

  void appoint(int owner, int member, Role role) {
    sequence++;
    ask(owner, new Action.Appoint(account(member), role));
  }

  void revoke(int owner, int device) {
    sequence++;
    ask(owner, new KeyAction.Revoke(AIR, device(device).id()));
  }

  void report(int device, String celsius) {
    sequence++;
    SenmlRecord record =
        new SenmlRecord(
            "temperature",
            "Cel",
            new SenmlValue.Number(new java.math.BigDecimal(celsius)),
            nextStart() + 1_000);
    messages.add(
        new DeviceMessage.Draft(
                AIR,
                sequence,
                Optional.empty(),
                DeviceMessage.SENML_CBOR,
                SenmlPack.encode(List.of(record)))
            .sign(device(device))
            .wire());
  }

  long nextStart() {
    return GENESIS_MILLIS + skippedMillis + standing.nextEpoch() * EPOCH_MILLIS;
  }

  /** The node does not run for a while. */
  void stop(long millis) {
    skippedMillis += millis;
  }

  SealedEpoch closeEpoch() {
    Standing before = standing;
    EpochWindow window =
        new EpochWindow(before.nextEpoch(), nextStart(), nextStart() + EPOCH_MILLIS, 5_000, 5_000);
    SealedEpoch sealed =
        run.run(
            before.state(),
            new EpochInputs(
                window,
                0,
                before.header().map(EpochHeader::hash).orElse(Hash.ZERO),
                ChainPoint.NONE,
                List.copyOf(messages),
                manifests,
                Hash.ZERO));
    messages.clear();
    standing =
        new Standing(Optional.of(sealed.header()), sealed.after(), manifests, rules.of(manifests));
    return sealed;
  }

  @Override
  public void close() {
    engine.close();
  }
}
