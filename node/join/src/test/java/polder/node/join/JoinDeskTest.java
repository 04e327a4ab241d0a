package polder.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.yaml.ManifestFile;
import polder.epoch.Standing;
import polder.node.gateway.Reply;
import polder.node.join.JoinDesk.Drafted;
import polder.node.join.JoinDesk.Signed;
import polder.node.join.JoinDesk.Stock;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** What becomes of drafts when the gateway answers this or that, and how many there may be. */
class JoinDeskTest {
  private static final String DEPLOYMENT =
      """
      name: test
      chain_id: 31337
      genesis_millis: 0
      epoch: 10s
      emission:
        per_day: 864000
        halving: 1460d
      grace: 5s
      clock_tolerance: 5s
      snapshot_every: 2
      messages_per_epoch: 500
      """;

  private static final String NETWORK =
      """
      network: air
      title: Air
      kind: sensors
      simulated: false
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
        quantities:
          temperature:
            unit: Cel
      """;

  private static final Site SITE = new Site(new Place(52_370_000, 4_895_000), 30);
  private static final JoinLimits FEW = new JoinLimits(Duration.ofHours(1), 4, 3, 10, 3, 2);

  @TempDir Path folder;

  private final Manifests manifests =
      Manifests.of(
          ManifestFile.parse(DEPLOYMENT, "deployment"),
          List.of(ManifestFile.parse(NETWORK, "air")));
  private final NetworkManifest network = manifests.network("air").orElseThrow();
  private final List<Bytes> accepted = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private Optional<Reply> answer = Optional.empty();
  private long lastSequence;

  private JoinDesk desk(JoinLimits limits) {
    return new JoinDesk(
        new JoinDesk.Door() {
          @Override
          public long lastSequence(Account account) {
            return lastSequence;
          }

          @Override
          public Reply accept(Bytes wire) {
            accepted.add(wire);
            return answer.orElseThrow();
          }
        },
        () ->
            new Standing(
                Optional.empty(),
                StateTree.of(new TreeMap<Bytes, Bytes>().entrySet()),
                manifests,
                Map.of()),
        folder,
        () -> now,
        limits);
  }

  private static byte[] secret(int number) {
    byte[] secret = new byte[Secp256k1.SECRET_SIZE];
    secret[31] = (byte) number;
    return secret;
  }

  private static Account account(int number) {
    return Secp256k1.account(secret(number));
  }

  private Drafted draft(JoinDesk desk, int owner, String... names) {
    return desk.draftVia(
        account(owner),
        network,
        Stream.of(names).map(name -> new Stock("airrohr", name, SITE)).toList());
  }

  private Draft one(JoinDesk desk, int owner, String name) {
    return ((Drafted.Ready) draft(desk, owner, name)).drafts().getFirst();
  }

  private static String reason(Drafted drafted) {
    return drafted instanceof Drafted.Refused refused ? refused.reason() : "";
  }

  private Signed sign(JoinDesk desk, Draft draft, int owner) {
    Bytes signature = draft.message().sign(secret(owner), manifests.deployment()).signature();
    return desk.sign(account(owner), draft.id(), signature);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theKeyOfADeviceIsOnTheDiskBeforeTheGatewayHearsOfIt() throws Exception {
    JoinDesk desk = desk(JoinLimits.USUAL);
    Draft draft = one(desk, 1, "one");
    assertThat(files()).isEmpty();
    answer = Optional.of(new Reply.Busy(Hash.ZERO));

    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    // Nobody knows whether it is enrolled, so its key stays, and the same signature may come again.
    assertThat(files()).containsExactly("air.one.via");
    answer = Optional.of(new Reply.Failed(Hash.ZERO, "no space"));
    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    assertThat(files()).containsExactly("air.one.via");
    assertThat(accepted).hasSize(2);
    AccountMessage message = AccountMessage.decode(accepted.getFirst().toArray());
    assertThat(message.isSignatureGood(manifests.deployment())).isTrue();
    assertThat(message.isPossessionProven(manifests.deployment())).isTrue();
  }

  @Test
  void whatTheGatewayRefusesLeavesNoKeyBehind() throws Exception {
    JoinDesk desk = desk(JoinLimits.USUAL);
    Draft draft = one(desk, 1, "one");
    answer = Optional.of(new Reply.Refused(Hash.ZERO, "old_sequence", "test"));

    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    assertThat(files()).isEmpty();
    assertThat(sign(desk, draft, 1))
        .isInstanceOfSatisfying(
            Signed.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo("no_such_draft"));
  }

  @Test
  void sequencesGrowFromDraftToDraft() {
    JoinDesk desk = desk(JoinLimits.USUAL);
    lastSequence = now.toEpochMilli() + 1_000;
    List<Draft> drafts = ((Drafted.Ready) draft(desk, 1, "one", "two")).drafts();
    Draft next = one(desk, 1, "three");

    assertThat(Stream.of(drafts.get(0), drafts.get(1), next).map(its -> its.message().sequence()))
        .containsExactly(lastSequence + 1, lastSequence + 2, lastSequence + 3);
    assertThat(one(desk, 2, "four").message().sequence()).isEqualTo(lastSequence + 1);
  }

  @Test
  void draftsAreForgotten() {
    JoinDesk desk = desk(FEW);
    Draft draft = one(desk, 1, "one");
    now = now.plus(Duration.ofHours(1));
    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Refused.class);
    assertThat(draft(desk, 1, "one", "two")).isInstanceOf(Drafted.Ready.class);
  }

  @Test
  void nobodyDraftsWithoutEnd() {
    JoinDesk desk = desk(FEW);
    // The node signs for two devices of an account, and for three of all.
    assertThat(reason(draft(desk, 1, "one", "two", "three"))).isEqualTo("too_many_devices");
    assertThat(draft(desk, 1, "one", "two")).isInstanceOf(Drafted.Ready.class);
    assertThat(reason(draft(desk, 1, "three"))).isEqualTo("too_many_devices");
    assertThat(draft(desk, 2, "four", "five")).isInstanceOf(Drafted.Ready.class);
    assertThat(reason(draft(desk, 3, "six"))).isEqualTo("too_many_drafts");
  }

  @Test
  void theNodeSignsForSoManyDevicesAndNoMore() throws Exception {
    JoinDesk desk = desk(FEW);
    for (String name : List.of("a", "b", "c")) {
      Files.createFile(folder.resolve("air." + name + ".via"));
    }
    assertThat(reason(draft(desk, 1, "one"))).isEqualTo("too_many_devices");
  }

  @Test
  void whoSignsLastFindsTheNodeFull() throws Exception {
    JoinDesk desk = desk(FEW);
    List<Draft> first = ((Drafted.Ready) draft(desk, 1, "one", "two")).drafts();
    List<Draft> second = ((Drafted.Ready) draft(desk, 2, "three", "four")).drafts();
    answer = Optional.of(new Reply.Busy(Hash.ZERO));
    for (Draft draft : first) {
      assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    }
    assertThat(sign(desk, second.getFirst(), 2)).isInstanceOf(Signed.Answered.class);
    assertThat(sign(desk, second.getLast(), 2))
        .isInstanceOfSatisfying(
            Signed.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo("too_many_devices"));
    assertThat(files()).containsExactly("air.one.via", "air.three.via", "air.two.via");
  }

  @Test
  void theKeyOfADeviceThatMayBeEnrolledStaysWhateverIsAnsweredLater() throws Exception {
    JoinDesk desk = desk(JoinLimits.USUAL);
    Draft draft = one(desk, 1, "one");
    answer = Optional.of(new Reply.Failed(Hash.ZERO, "the disk may have it"));
    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    answer = Optional.of(new Reply.Refused(Hash.ZERO, "old_sequence", "it was taken before"));
    assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    assertThat(files()).containsExactly("air.one.via");
  }

  @Test
  void whatIsSignedWaitsNoMore() {
    JoinDesk desk = desk(new JoinLimits(Duration.ofHours(1), 10, 2, 10, 10, 10));
    answer = Optional.of(new Reply.Failed(Hash.ZERO, "the disk may have it"));
    for (Draft draft : ((Drafted.Ready) draft(desk, 1, "one", "two")).drafts()) {
      assertThat(sign(desk, draft, 1)).isInstanceOf(Signed.Answered.class);
    }
    assertThat(draft(desk, 1, "three", "four")).isInstanceOf(Drafted.Ready.class);
    assertThat(reason(draft(desk, 1, "five"))).isEqualTo("too_many_drafts");
  }

  /** Such an offer would leave its owner no sequence to sign with ever again. */
  @Test
  void anOfferFromFarAheadIsRefused() {
    JoinDesk desk = desk(JoinLimits.USUAL);
    assertThat(reason(desk.draftOffer(account(1), offer(Long.MAX_VALUE - 1))))
        .isEqualTo("bad_offer");
    long soon = now.plus(Duration.ofMinutes(5)).toEpochMilli();
    assertThat(desk.draftOffer(account(1), offer(soon))).isInstanceOf(Drafted.Ready.class);
    assertThat(one(desk, 1, "one").message().sequence()).isEqualTo(soon + 1);
  }

  private Bytes offer(long sequence) {
    DeviceKey device = DeviceKey.ed25519(secret(9));
    Enrol bare = new Enrol("air", device.id(), Optional.of(SITE), Optional.empty(), Bytes.EMPTY);
    Enrol proven =
        AccountMessage.proven(manifests.deployment(), account(1), sequence, bare, device);
    return new AccountMessage.Draft(account(1), sequence, proven).encode();
  }
}
