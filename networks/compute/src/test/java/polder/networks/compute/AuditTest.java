package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.key;
import static polder.networks.compute.MarketWorld.line;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.epoch.SealedEpoch;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.credential.Credential;
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * An order may ask for machines for which auditors vouch, by credentials that the market trusts.
 */
final class AuditTest {
  private static final DeviceKey AUDITOR = Samples.device(900);
  private static final DeviceKey STRANGER = Samples.device(901);
  private static final String TYPE = "AuditedMachineCredential";
  private static final String LIST = "https://auditor.example/list";
  private static final GroupKey ORDER = key(1);

  private MarketWorld world = MarketWorld.of(0);

  @BeforeEach
  void start() {
    world = MarketWorld.trusting(2, AUDITOR, TYPE);
  }

  private static JsonObject sign(JsonObject document) {
    String did = AUDITOR.id().did();
    String method = did + "#" + did.substring("did:key:".length());
    return DataIntegrity.sign(
        document,
        AUDITOR,
        polder.protocol.credential.Proof.of(method, Relation.ASSERTION, Samples.GENESIS_MILLIS));
  }

  private static JsonObject vouches(long machine) {
    return sign(
        JsonObject.EMPTY
            .with(
                "@context",
                Json.Array.ofTexts(List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS)))
            .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, TYPE)))
            .with("issuer", AUDITOR.id().did())
            .with("validFrom", DateTimes.format(Samples.GENESIS_MILLIS))
            .with(
                "credentialSubject",
                JsonObject.EMPTY.with("id", Samples.device(machine).id().did()))
            .with("credentialStatus", new StatusEntry(StatusEntry.REVOCATION, LIST, 42).json()));
  }

  private static Said.Order order(List<String> all, List<String> any) {
    Need bare = MarketWorld.need();
    Need need = new Need(bare.units(), new TreeMap<>(), all, any, 0);
    return new Said.Order(1, Proof.HASH, need, MarketWorld.JOB, 4 * TOKEN, 60, 1);
  }

  /** Machine 1 asks for less; machine 2 may be audited. */
  private SealedEpoch auction(Said.Order order) {
    world.fund(0, ORDER, 10 * TOKEN).say(0, order);
    world.seal(1, ORDER, TOKEN).seal(2, ORDER, 2 * TOKEN).close();
    return world.open(1, ORDER, TOKEN).open(2, ORDER, 2 * TOKEN).close();
  }

  /** Closes epochs until the order's patience is over. */
  private SealedEpoch over() {
    SealedEpoch sealed = world.close();
    while (world.order(ORDER).isPresent()) {
      sealed = world.close();
    }
    return sealed;
  }

  private void offerAgain(long machine) {
    world.say(machine, MarketWorld.offer(MarketWorld.capacity()));
    world.close();
  }

  @Test
  void theCheaperMachineLosesWithoutTheCredentialAndHearsWhy() {
    world.show(vouches(2));
    offerAgain(2);

    SealedEpoch sealed = auction(order(List.of(), List.of(AUDITOR.id().did())));

    assertThat(reasons(sealed, 2, ORDER)).containsExactly("won");
    assertThat(reasons(sealed, 1, ORDER)).containsExactly("audit");
    Finding audit =
        line(sealed, 1, ORDER).orElseThrow().assessments().getFirst().findings().getLast();
    assertThat(audit.check()).isEqualTo("audit");
    assertThat(audit.result()).isEqualTo(Finding.Result.FAIL);
  }

  @Test
  void allThatMustVouchAreAskedFor() {
    world.show(vouches(2));
    offerAgain(2);

    auction(order(List.of(AUDITOR.id().did(), STRANGER.id().did()), List.of()));
    SealedEpoch sealed = over();

    assertThat(reasons(sealed, 2, ORDER)).containsExactly("audit");
    assertThat(reasons(sealed, 0, ORDER)).containsExactly("no_fitting_bid");
  }

  @Test
  void whatWasTakenBackCountsNoMoreFromTheNextOfferOn() {
    world.show(vouches(2));
    offerAgain(2);
    world.show(
        sign(
            StatusList.empty()
                .with(42)
                .credential(LIST, AUDITOR.id().did(), Samples.GENESIS_MILLIS)));
    offerAgain(2);

    auction(order(List.of(), List.of(AUDITOR.id().did())));

    assertThat(reasons(over(), 2, ORDER)).containsExactly("audit");
  }
}
