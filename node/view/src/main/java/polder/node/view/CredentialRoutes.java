package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import polder.epoch.DeviceCredentials;
import polder.epoch.HeldCredential;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/devices/{did}/credentials}: what trusted issuers say of a device. */
final class CredentialRoutes implements HttpService {
  private final Sources sources;

  CredentialRoutes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/devices/{did}/credentials", Question.handler(this::credentials));
  }

  private Question.Answer credentials(ServerRequest request) {
    DeviceId device = sources.named(Question.device(request));
    Standing standing = sources.closing().standing();
    ObjectNode node = Answers.object().put("device", device.did());
    ArrayNode credentials = node.putArray("credentials");
    for (NetworkManifest network : standing.manifests().networks().values()) {
      standing
          .device(network.name(), device)
          .ifPresent(entry ->
              DeviceCredentials.of(
                      standing.state(),
                      network.name(),
                      entry.sender().device(),
                      network.credentials())
                  .forEach(held -> write(credentials.addObject(), network, held)));
    }
    return new Question.Answer.Found(node);
  }

  private static void write(
      ObjectNode node, NetworkManifest network, DeviceCredentials.Standing held) {
    HeldCredential credential = held.credential();
    node.put("network", network.name());
    ArrayNode types = node.putArray("types");
    credential.types().forEach(types::add);
    node.put("issuer", credential.issuer().did()).put("validFromMillis", credential.fromMillis());
    if (credential.untilMillis() < Long.MAX_VALUE) {
      node.put("validUntilMillis", credential.untilMillis());
    }
    node.put("revoked", held.revoked())
        .put("trusted", held.trusted())
        .put("sha256", credential.document().toHex());
  }
}
