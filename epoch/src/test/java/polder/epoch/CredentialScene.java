package polder.epoch;

import java.util.List;
import java.util.Optional;
import polder.networks.Samples;
import polder.protocol.credential.Credential;
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.Proof;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;

/** A network that trusts issuers, and what they say of a device in it. */
abstract class CredentialScene {
  static final long WHOLE = 1_000_000;
  static final DeviceKey ISSUER = Samples.device(900);
  static final DeviceKey STRANGER = Samples.device(901);
  static final DeviceKey DEVICE = Samples.device(1);
  static final String LIST = "https://maker.example/list";
  static final String TYPE = "CalibrationCredential";

  static Value.Table term(Object... more) {
    Value.Table term = Samples.table("type", TYPE, "issuers", List.of(ISSUER.id().did()));
    for (int i = 0; i < more.length; i += 2) {
      term = Samples.with(term, (String) more[i], more[i + 1]);
    }
    return term;
  }

  static Value.Table toys(Value.Table... terms) {
    return Samples.with(
        EpochWorld.toys(), "credentials", Samples.table("trusted", List.of((Object[]) terms)));
  }

  static EpochWorld world(Value.Table... terms) {
    EpochWorld world = new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), toys(terms));
    world.say(world.enrol(1, DEVICE, Optional.empty()));
    world.close();
    return world;
  }

  static JsonObject document(DeviceKey issuer, DeviceKey subject) {
    return JsonObject.EMPTY
        .with(
            "@context", Json.Array.ofTexts(List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS)))
        .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, TYPE)))
        .with("issuer", issuer.id().did())
        .with("validFrom", DateTimes.format(Samples.GENESIS_MILLIS))
        .with("credentialSubject", JsonObject.EMPTY.with("id", subject.id().did()))
        .with("credentialStatus", new StatusEntry(StatusEntry.REVOCATION, LIST, 42).json());
  }

  static JsonObject sign(JsonObject document, DeviceKey issuer) {
    String did = issuer.id().did();
    String method = did + "#" + did.substring("did:key:".length());
    return DataIntegrity.sign(
        document, issuer, Proof.of(method, Relation.ASSERTION, Samples.GENESIS_MILLIS));
  }

  static JsonObject credential() {
    return sign(document(ISSUER, DEVICE), ISSUER);
  }

  static JsonObject list(DeviceKey issuer, long bit, long millis) {
    return sign(StatusList.empty().with(bit).credential(LIST, issuer.id().did(), millis), issuer);
  }

  static AccountMessage show(EpochWorld world, Json document) {
    return world.act(7, new Action.ShowCredential(EpochWorld.TOYS, document.canonical()));
  }

  static OutcomeLeaf.Reward work(EpochWorld world, long weight) {
    world.say(world.order(DEVICE, "a", "work", weight));
    return EpochWorld.lines(world.close(), OutcomeLeaf.Reward.class).getFirst();
  }

  static String refusal(EpochWorld world, Json document) {
    world.say(show(world, document));
    return EpochWorld.refusals(world.close()).getFirst();
  }
}
