package polder.protocol.message;

import java.util.Optional;
import java.util.SplittableRandom;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Tables;

/** Messages for tests. */
final class MessageSamples {
  static final DeploymentManifest DEPLOYMENT = DeploymentManifest.of(Tables.deployment());
  static final byte[] SECRET = secret(1);
  static final Account OWNER = Secp256k1.account(SECRET);
  static final DeviceKey DEVICE = DeviceKey.ed25519(secret(2));
  static final DeviceKey P256_DEVICE = DeviceKey.p256(secret(3));
  static final Optional<Site> SITE = Optional.of(new Site(new Place(52_520_008, 13_404_954), 340));

  private MessageSamples() {}

  static byte[] secret(long seed) {
    byte[] secret = new byte[32];
    new SplittableRandom(seed).nextBytes(secret);
    secret[0] = 1;
    return secret;
  }

  static DeviceMessage report(DeviceKey key, long sequence) {
    return draft(sequence).sign(key);
  }

  static DeviceMessage.Draft draft(long sequence) {
    return new DeviceMessage.Draft(
        "air", sequence, Optional.empty(), DeviceMessage.SENML_CBOR, Bytes.fromHex("8101"));
  }

  static AccountMessage enrolment(DeviceKey device, long sequence) {
    Action.Enrol bare =
        new Action.Enrol("air", device.id(), SITE, Optional.of("airrohr"), Bytes.EMPTY);
    Action.Enrol proven = AccountMessage.proven(DEPLOYMENT, OWNER, sequence, bare, device);
    return signed(sequence, proven);
  }

  static AccountMessage signed(long sequence, Action action) {
    return new AccountMessage.Draft(OWNER, sequence, action).sign(SECRET, DEPLOYMENT);
  }
}
