package polder.node.view;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** A device with its owner, numbered so that tests have different ones. */
public final class TestSender {
  /** The device's key. */
  public final DeviceKey key;

  /** The owner's account. */
  public final Account owner;

  private final DeploymentManifest deployment;
  private final String network;
  private final int number;
  private final byte[] ownerSecret;
  private final Optional<String> via;

  /** Device {@code number} of a network, with an owner of its own. */
  public TestSender(DeploymentManifest deployment, String network, int number) {
    this(deployment, network, number, DeviceKey.ed25519(secret(1, number)), Optional.empty());
  }

  /** With a key that somebody else keeps. */
  public TestSender(
      DeploymentManifest deployment,
      String network,
      int number,
      DeviceKey key,
      Optional<String> via) {
    this.deployment = deployment;
    this.network = network;
    this.number = number;
    this.key = key;
    this.via = via;
    this.ownerSecret = secret(2, number);
    this.owner = Secp256k1.account(ownerSecret);
  }

  private static byte[] secret(int kind, int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) kind;
    secret[1] = (byte) (number >> 16);
    secret[2] = (byte) (number >> 8);
    secret[3] = (byte) number;
    secret[31] = 1;
    return secret;
  }

  /** The device's identifier as text. */
  public String did() {
    return key.id().did();
  }

  /** What the owner asks for, signed. */
  public Bytes ask(long sequence, Action action) {
    return new AccountMessage.Draft(owner, sequence, action).sign(ownerSecret, deployment).wire();
  }

  /** An enrolment on a grid of 0.01 degrees around Amsterdam. */
  public Action.Enrol enrolment(long sequence) {
    Place place = new Place(52_000_000 + number / 20 * 10_000, 4_800_000 + number % 20 * 10_000);
    Action.Enrol bare =
        new Action.Enrol(network, key.id(), Optional.of(new Site(place, 15)), via, Bytes.EMPTY);
    return AccountMessage.proven(deployment, owner, sequence, bare, key);
  }

  /** An enrolment, signed. */
  public Bytes enrol(long sequence) {
    return ask(sequence, enrolment(sequence));
  }

  /** A report of one temperature. */
  public Bytes report(long sequence, String celsius, long timeMillis) {
    return report(sequence, List.of(celsius), timeMillis);
  }

  /** A report of temperatures, all of one time. */
  public Bytes report(long sequence, List<String> celsius, long timeMillis) {
    List<SenmlRecord> records = new ArrayList<>();
    for (String value : celsius) {
      records.add(
          new SenmlRecord(
              "temperature", "Cel", new SenmlValue.Number(new BigDecimal(value)), timeMillis));
    }
    return message(sequence, DeviceMessage.SENML_CBOR, SenmlPack.encode(records));
  }

  /** Any message, signed. */
  public Bytes message(long sequence, long contentType, Bytes payload) {
    return new DeviceMessage.Draft(network, sequence, via, contentType, payload).sign(key).wire();
  }
}
