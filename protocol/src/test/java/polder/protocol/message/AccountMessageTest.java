package polder.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.protocol.message.MessageSamples.DEPLOYMENT;
import static polder.protocol.message.MessageSamples.DEVICE;
import static polder.protocol.message.MessageSamples.OWNER;
import static polder.protocol.message.MessageSamples.SECRET;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Tables;

class AccountMessageTest {
  private static final Account OTHER = new Account(Bytes.wrap(new byte[20]));

  private static List<Action> actions() {
    return List.of(
        new Action.Enrol(
            "air", DEVICE.id(), MessageSamples.SITE, Optional.of("airrohr"), Bytes.fromHex("01")),
        new Action.Enrol("air", DEVICE.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY),
        new Action.Transfer("air", DEVICE.id(), OTHER),
        new KeyAction.Rotate(
            "air",
            DEVICE.id(),
            MessageSamples.P256_DEVICE.id(),
            Bytes.fromHex("01"),
            Optional.of(Bytes.fromHex("02"))),
        KeyAction.Rotate.unsigned("air", DEVICE.id(), MessageSamples.P256_DEVICE.id()),
        new Action.ShowCredential("air", Bytes.fromHex("7b7d")),
        new KeyAction.Revoke("air", DEVICE.id()),
        new KeyAction.Resolve("air", DEVICE.id(), 0),
        new KeyAction.Resolve("air", DEVICE.id(), Long.MAX_VALUE),
        new Action.Withdraw(5),
        new Action.Appoint(OTHER, Role.MANAGER),
        new Action.Appoint(OTHER, Role.VIEWER),
        new Action.Appoint(OTHER, Role.NONE),
        new Action.FundPurse("air", "841f1d5ffffffff", 1));
  }

  @Test
  void everyActionSurvivesTheWire() {
    for (Action action : actions()) {
      AccountMessage message = MessageSamples.signed(7, action);

      assertThat(Message.decode(message.wire().toArray())).isEqualTo(message);
      assertThat(message.action()).isEqualTo(action);
      assertThat(message.account()).isEqualTo(OWNER);
      assertThat(message.sequence()).isEqualTo(7);
      assertThat(message.sender()).isEqualTo(OWNER.address());
      assertThat(message.isSignatureGood(DEPLOYMENT)).isTrue();
    }
  }

  @Test
  void aSignatureIsForOneDeployment() {
    AccountMessage message = MessageSamples.signed(1, actions().getLast());
    DeploymentManifest elsewhere =
        DeploymentManifest.of(Tables.with(Tables.deployment(), "name", "elsewhere"));

    assertThat(message.isSignatureGood(elsewhere)).isFalse();
  }

  @Test
  void anotherAccountsSignatureIsNotGood() {
    Action action = actions().getLast();
    AccountMessage forged = new AccountMessage.Draft(OTHER, 1, action).sign(SECRET, DEPLOYMENT);

    assertThat(forged.isSignatureGood(DEPLOYMENT)).isFalse();
    assertThat(new AccountMessage.Draft(OWNER, 1, action).with(Bytes.EMPTY))
        .satisfies(unsigned -> assertThat(unsigned.isSignatureGood(DEPLOYMENT)).isFalse());
  }

  @Test
  void theIdentityIsThatOfWhatIsSaidAndNotOfTheSignature() {
    AccountMessage.Draft draft = new AccountMessage.Draft(OWNER, 1, actions().getLast());

    assertThat(draft.with(Bytes.EMPTY).id()).isEqualTo(draft.sign(SECRET, DEPLOYMENT).id());
    assertThat(new AccountMessage.Draft(OWNER, 2, actions().getLast()).with(Bytes.EMPTY).id())
        .isNotEqualTo(draft.with(Bytes.EMPTY).id());
  }

  /** What a wallet does with the request: hash the plain values by their types, and sign that. */
  @Test
  void theSigningRequestIsWhatAWalletSigns() {
    for (Action action : actions()) {
      AccountMessage.Draft draft = new AccountMessage.Draft(OWNER, 3, action);
      Map<String, Object> request = draft.signingRequest(DEPLOYMENT);

      byte[] byWallet = Secp256k1.sign(SECRET, Wallet.digest(request));

      assertThat(draft.with(Bytes.wrap(byWallet)).isSignatureGood(DEPLOYMENT)).isTrue();
      assertThat(draft.with(Bytes.wrap(byWallet))).isEqualTo(draft.sign(SECRET, DEPLOYMENT));
    }
  }

  @Test
  void possessionIsProvenByTheDeviceForOneOwnerSequenceAndPlace() {
    AccountMessage enrolment = MessageSamples.enrolment(DEVICE, 4);
    assertThat(enrolment.isPossessionProven(DEPLOYMENT)).isTrue();

    Action.Enrol enrol = (Action.Enrol) enrolment.action();
    assertThat(MessageSamples.signed(5, enrol).isPossessionProven(DEPLOYMENT)).isFalse();
    assertThat(
            new AccountMessage.Draft(OTHER, 4, enrol)
                .with(Bytes.EMPTY)
                .isPossessionProven(DEPLOYMENT))
        .isFalse();
    Action.Enrol moved =
        new Action.Enrol(
            enrol.network(), enrol.device(), Optional.empty(), enrol.via(), enrol.possession());
    assertThat(MessageSamples.signed(4, moved).isPossessionProven(DEPLOYMENT)).isFalse();
    assertThat(MessageSamples.enrolment(MessageSamples.P256_DEVICE, 4))
        .satisfies(other -> assertThat(other.isPossessionProven(DEPLOYMENT)).isTrue());
  }

  @Test
  void anotherKeyProvesNoPossession() {
    DeviceKey stranger = DeviceKey.ed25519(MessageSamples.secret(9));
    Action.Enrol bare =
        new Action.Enrol("air", DEVICE.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    Action.Enrol forged = AccountMessage.proven(DEPLOYMENT, OWNER, 1, bare, stranger);

    assertThat(MessageSamples.signed(1, forged).isPossessionProven(DEPLOYMENT)).isFalse();
    assertThat(MessageSamples.signed(1, bare).isPossessionProven(DEPLOYMENT)).isFalse();
  }

  @Test
  void aRotationIsProvenByTheNewKeyAndByTheOldOneIfItSigned() {
    DeviceKey next = MessageSamples.P256_DEVICE;
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned("air", DEVICE.id(), next.id());
    Bytes statement = AccountMessage.rotationStatement(DEPLOYMENT, OWNER, 4, bare);
    KeyAction.Rotate both = bare.signed(statement, next, Optional.of(DEVICE));
    KeyAction.Rotate lost = bare.signed(statement, next, Optional.empty());

    assertThat(MessageSamples.signed(4, both).isPossessionProven(DEPLOYMENT)).isTrue();
    assertThat(MessageSamples.signed(4, lost).isPossessionProven(DEPLOYMENT)).isTrue();
    assertThat(MessageSamples.signed(5, both).isPossessionProven(DEPLOYMENT)).isFalse();
    assertThat(MessageSamples.signed(4, bare).isPossessionProven(DEPLOYMENT)).isFalse();
    for (KeyAction.Rotate wrong :
        List.of(
            bare.signed(statement, DEVICE, Optional.empty()),
            bare.signed(statement, next, Optional.of(next)))) {
      assertThat(MessageSamples.signed(4, wrong).isPossessionProven(DEPLOYMENT)).isFalse();
    }
  }

  @Test
  void keyActionsHaveTheirForm() {
    byte[] key = DEVICE.id().multikey().toArray();
    refused(wire(1, "revoke", 2, writer -> writer.text("air").bytes(new byte[3])), "multikey");
    refused(wire(1, "revoke", 3, writer -> writer.text("air").bytes(key).nil()), "2 fields");
    refused(wire(1, "resolve", 3, writer -> writer.text("air").bytes(key).integer(-1)), "above");
    refused(
        wire(
            1,
            "rotate",
            5,
            writer ->
                writer.text("air").bytes(key).bytes(key).bytes(new byte[64]).bytes(new byte[0])),
        "nil");
  }

  @Test
  void appointmentsHaveTheirForm() {
    byte[] member = OTHER.address().toArray();
    refused(wire(1, "appoint", 2, writer -> writer.bytes(member).text("owner")), "a role is none");
    refused(wire(1, "appoint", 2, writer -> writer.bytes(new byte[19]).text("viewer")), "20 bytes");
    refused(wire(1, "appoint", 1, writer -> writer.bytes(member)), "2 fields");
    assertThat(MessageSamples.signed(1, new Action.Appoint(OTHER, Role.VIEWER)).network())
        .isEmpty();
  }

  /** What the document of the message forms tells makers of wallets. */
  @Test
  void aWalletShowsWhoIsAppointedToWhat() {
    Map<String, Object> request =
        new AccountMessage.Draft(OWNER, 3, new Action.Appoint(OTHER, Role.MANAGER))
            .signingRequest(DEPLOYMENT);

    assertThat(request.get("primaryType")).isEqualTo("Appoint");
    assertThat(String.valueOf(request.get("message")))
        .contains("role=manager")
        .contains(OTHER.toString());
  }

  @Test
  void whatIsNotOfTheFormIsRefused() {
    byte[] good = MessageSamples.signed(1, actions().getFirst()).wire().toArray();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Message.decode(cut)).isInstanceOf(CodecException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> Message.decode(longer)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Message.decode(new byte[Message.MAX_BYTES + 1]))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("longer");
  }

  @Test
  void sequencesAmountsAndNamesHaveTheirRange() {
    refused(wire(0, "fund", 3, writer -> writer.text("air").text("g").integer(1)), "sequence");
    refused(wire(1, "fund", 3, writer -> writer.text("air").text("g").integer(0)), "amount");
    refused(wire(1, "fund", 3, writer -> writer.text("").text("g").integer(1)), "name");
    refused(wire(1, "fund", 3, writer -> writer.text("air").text("").integer(1)), "group");
    refused(wire(1, "fund", 2, writer -> writer.text("air").text("g")), "3 fields");
    refused(wire(1, "steal", 3, writer -> writer.text("air").text("g").integer(1)), "action");
  }

  @Test
  void placesOutOfRangeAreRefused() {
    refused(site(90_000_001, 0, 0), "latitude");
    refused(site(1L << 40, 0, 0), "coordinate");
    refused(site(0, 0, 100_001), "height");
  }

  @Test
  void aPlaceOnThe180thMeridianHasOneName() {
    assertThat(AccountMessage.decode(site(0, -180_000_000, 0)).wire().size()).isPositive();
    refused(site(0, 180_000_000, 0), "canonical");
  }

  private static byte[] site(long lat, long lon, long height) {
    return wire(
        1,
        "enrol",
        5,
        writer ->
            writer
                .text("air")
                .bytes(DEVICE.id().multikey())
                .beginArray(3)
                .integer(lat)
                .integer(lon)
                .integer(height)
                .nil()
                .bytes(Bytes.EMPTY));
  }

  private static byte[] wire(long sequence, String kind, int fields, Consumer<CborWriter> action) {
    CborWriter writer = new CborWriter().beginArray(5).bytes(OWNER.address()).integer(sequence);
    writer.text(kind).beginArray(fields);
    action.accept(writer);
    return writer.bytes(new byte[65]).toByteArray();
  }

  private static void refused(byte[] wire, String why) {
    assertThatThrownBy(() -> AccountMessage.decode(wire))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(why);
  }

  /** EIP-712 from the plain request, as a wallet reads it; flat structs are enough here. */
  private static final class Wallet {
    static Hash digest(Map<String, Object> request) {
      Map<?, ?> types = (Map<?, ?>) need(request, "types");
      String primary = (String) need(request, "primaryType");
      return Eip712.digest(
          struct("EIP712Domain", types, (Map<?, ?>) need(request, "domain")).hashStruct(),
          struct(primary, types, (Map<?, ?>) need(request, "message")).hashStruct());
    }

    private static Object need(Map<?, ?> map, String key) {
      return Objects.requireNonNull(map.get(key), key);
    }

    private static TypedData struct(String name, Map<?, ?> types, Map<?, ?> values) {
      List<TypedData.Field> fields = new ArrayList<>();
      for (Object member : (List<?>) need(types, name)) {
        Map<?, ?> typed = (Map<?, ?>) member;
        String field = (String) need(typed, "name");
        fields.add(field(field, (String) need(typed, "type"), need(values, field).toString()));
      }
      return new TypedData(name, fields);
    }

    private static TypedData.Field field(String name, String type, String value) {
      return switch (type) {
        case "string" -> TypedData.Field.string(name, value);
        case "bytes" -> TypedData.Field.bytes(name, Bytes.fromHex(value));
        case "bytes32" -> TypedData.Field.bytes32(name, Hash.fromHex(value.substring(2)));
        case "address" -> TypedData.Field.address(name, Account.parse(value));
        case "uint256" -> TypedData.Field.uint256(name, new BigInteger(value));
        case "uint64" -> TypedData.Field.uint64(name, Long.parseLong(value));
        case "int64" -> TypedData.Field.int64(name, Long.parseLong(value));
        default -> throw new AssertionError("no wallet was taught " + type);
      };
    }
  }
}
