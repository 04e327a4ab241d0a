package polder.world.live;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.ReceiptCheck;
import polder.agent.Verdict;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import polder.world.simulated.DeviceSeries;
import polder.world.simulated.Fleet;
import polder.world.simulated.PlannedDevice;
import polder.world.simulated.SimulatedReading;

/**
 * Reports for a whole fleet. Deterministic but for the moment at which it is asked: the readings of
 * a time are always the same, so a fleet that is started again goes on as if it had never stopped.
 * For one thread.
 */
public final class LiveFleet {
  private static final String QUANTITY = "temperature";
  private static final int BATCH = 200;
  private static final int DECIMETERS = 10;
  // What a device keeps while the node is away; older reports are given up, as a small device
  // would.
  private static final int MOST_WAITING = 100_000;

  private final NodeClient client;
  private final Deployment deployment;
  private final Deployment.Network network;
  private final ReceiptCheck receipts;
  private final List<Member> members = new ArrayList<>();
  private final List<Bytes> waiting = new ArrayList<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();

  private static final class Member {
    final PlannedDevice plan;
    final DeviceKey key;
    final byte[] ownerSecret;
    final DeviceSeries series;
    long lastMillis;

    Member(PlannedDevice plan, DeviceKey key, byte[] ownerSecret, DeviceSeries series) {
      this.plan = plan;
      this.key = key;
      this.ownerSecret = ownerSecret;
      this.series = series;
    }
  }

  /**
   * A fleet in {@code network} of the node behind {@code client}.
   *
   * @throws IllegalArgumentException if the network does not say that it is simulated, or does not
   *     measure temperature
   */
  public LiveFleet(
      NodeClient client, Deployment deployment, Deployment.Network network, Fleet fleet) {
    if (!network.simulated()) {
      throw new IllegalArgumentException(
          "the network "
              + network.name()
              + " is not marked as simulated: set simulated: true in"
              + " its manifest, or name another");
    }
    if (!network.quantities().containsKey(QUANTITY)) {
      throw new IllegalArgumentException(
          "the network " + network.name() + " does not measure temperature");
    }
    this.client = client;
    this.deployment = deployment;
    this.network = network;
    this.receipts = new ReceiptCheck(deployment, System::currentTimeMillis);
    SimulatedKeys keys = new SimulatedKeys(fleet.options().seed());
    for (PlannedDevice plan : fleet.devices()) {
      members.add(
          new Member(
              plan,
              keys.device(plan.index()),
              keys.owner(plan.owner()),
              fleet.series(plan.index())));
    }
  }

  /**
   * Enrols every device that is not enrolled yet.
   *
   * @param nowMillis the time, from which owners' sequences are taken
   * @param enrolled told how many were looked at
   */
  public void enrol(long nowMillis, LongConsumer enrolled)
      throws NodeException, InterruptedException {
    List<Bytes> batch = new ArrayList<>();
    long sequence = nowMillis;
    for (Member member : members) {
      if (!isEnrolled(member)) {
        batch.add(enrolment(member, sequence++));
      }
      if (batch.size() == BATCH) {
        post(batch);
        batch.clear();
      }
      enrolled.accept(1);
    }
    post(batch);
  }

  private boolean isEnrolled(Member member) throws NodeException, InterruptedException {
    try {
      client.get("/v1/devices/" + member.key.id().did() + "?network=" + network.name());
      return true;
    } catch (NodeException e) {
      if (e.status() == 404) {
        return false;
      }
      throw e;
    }
  }

  private Bytes enrolment(Member member, long sequence) {
    Account owner = Secp256k1.account(member.ownerSecret);
    Site site =
        new Site(
            onGrid(member.plan.claimed().place()),
            member.plan.claimed().heightMeters() * DECIMETERS);
    Action.Enrol bare =
        new Action.Enrol(
            network.name(), member.key.id(), Optional.of(site), Optional.empty(), Bytes.EMPTY);
    Action.Enrol proven = AccountMessage.proven(deployment, owner, sequence, bare, member.key);
    return new AccountMessage.Draft(owner, sequence, proven)
        .sign(member.ownerSecret, deployment)
        .wire();
  }

  private Place onGrid(Place place) {
    int grid = (int) network.finestPlaceMicroDegrees();
    return new Place(
        Math.floorDiv(place.latMicro(), grid) * grid, Math.floorDiv(place.lonMicro(), grid) * grid);
  }

  /**
   * Sends every report that is due at {@code nowMillis}, and what could not be sent before.
   *
   * @return how many the node acknowledged now
   * @throws NodeException if the node cannot be reached; the reports wait for the next call
   */
  public int report(long nowMillis) throws NodeException, InterruptedException {
    for (Member member : members) {
      long due = member.plan.schedule().latest(nowMillis);
      if (due > member.lastMillis) {
        member.lastMillis = due;
        member.series.reading(due).ifPresent(reading -> waiting.add(message(member, reading)));
      }
    }
    if (waiting.size() > MOST_WAITING) {
      count("given_up", waiting.size() - MOST_WAITING);
      waiting.subList(0, waiting.size() - MOST_WAITING).clear();
    }
    int acknowledged = 0;
    while (!waiting.isEmpty()) {
      List<Bytes> batch = waiting.subList(0, Math.min(BATCH, waiting.size()));
      acknowledged += post(batch);
      batch.clear();
    }
    return acknowledged;
  }

  private Bytes message(Member member, SimulatedReading reading) {
    SenmlRecord record =
        new SenmlRecord(
            QUANTITY,
            String.valueOf(network.quantities().get(QUANTITY)),
            new SenmlValue.Number(BigDecimal.valueOf(reading.milliDegrees(), 3)),
            reading.timeMillis());
    return new DeviceMessage.Draft(
            network.name(),
            reading.timeMillis(),
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(List.of(record)))
        .sign(member.key)
        .wire();
  }

  private int post(List<Bytes> batch) throws NodeException, InterruptedException {
    int acknowledged = 0;
    for (Verdict verdict : client.post(batch)) {
      switch (verdict) {
        case Verdict.Accepted(Hash message, Bytes receipt) -> {
          if (receipts.wrong(message, receipt).isPresent()) {
            count("bad_receipt", 1);
          } else {
            acknowledged++;
            count("accepted", 1);
          }
        }
        case Verdict.Duplicate duplicate -> count("duplicate", 1);
        case Verdict.Refused refused -> count(refused.reason(), 1);
        case Verdict.Busy busy -> count("busy", 1);
        case Verdict.Failed failed -> count("failed", 1);
      }
    }
    return acknowledged;
  }

  private void count(String what, long more) {
    counts.merge(what, more, Math::addExact);
  }

  /**
   * What became of all messages so far: accepted, duplicate, bad_receipt, busy, failed, or why
   * refused.
   */
  public SortedMap<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
