package polder.node.join;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.node.gateway.Answers;
import polder.node.gateway.Reply;
import polder.node.gateway.ReplyJson;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.UploadForm;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentIdentity;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Drafts and what comes of them as JSON. */
final class JoinJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JoinJson() {}

  /** A draft, with what a wallet's {@code eth_signTypedData_v4} takes. */
  static ObjectNode draft(Draft draft, DeploymentIdentity deployment) {
    ObjectNode node = Answers.object();
    node.put("draft", draft.id());
    device(draft).ifPresent(device -> node.put("device", device.did()));
    JsonNode typed = JSON.valueToTree(draft.message().signingRequest(deployment));
    node.set("typedData", typed);
    node.put("expiresMillis", draft.endMillis());
    return node;
  }

  /** The device that it is about, if it is about one. */
  private static Optional<DeviceId> device(Draft draft) {
    return switch (draft.message().action()) {
      case Action.Enrol enrol -> Optional.of(enrol.device());
      case Action.Transfer transfer -> Optional.of(transfer.device());
      case KeyAction key -> Optional.of(key.device());
      default -> Optional.empty();
    };
  }

  /** Drafts of the rows of a file, in their order. */
  static ObjectNode drafts(
      List<BulkFile.Row> rows, List<Draft> drafts, DeploymentIdentity deployment) {
    ObjectNode all = Answers.object();
    ArrayNode list = all.putArray("drafts");
    for (int i = 0; i < rows.size(); i++) {
      ObjectNode node = draft(drafts.get(i), deployment);
      node.put("line", rows.get(i).line()).put("name", rows.get(i).name());
      list.add(node);
    }
    return all;
  }

  /** What the gateway took, and the form of a stock device. */
  static ObjectNode taken(
      Draft draft, Reply reply, URI node, Function<String, Optional<NetworkManifest>> networks) {
    JsonNode result = ReplyJson.of(List.of(reply)).path("results").path(0);
    ObjectNode answer = Answers.object();
    answer.put("status", result.path("verdict").asString());
    device(draft).ifPresent(device -> answer.put("device", device.did()));
    String network = draft.message().action().network();
    if (!network.isEmpty()) {
      answer.put("network", network);
    }
    answer.set("message", result.path("message"));
    answer.set("receipt", result.path("receipt"));
    draft
        .via()
        .map(ViaFile.Prepared::created)
        .ifPresent(created ->
            networks
                .apply(network)
                .ifPresent(
                    manifest -> answer.set("form", form(UploadForm.of(created, manifest, node)))));
    return answer;
  }

  private static ObjectNode form(UploadForm form) {
    ObjectNode json = Answers.object();
    json.put("title", form.title());
    ArrayNode lines = json.putArray("lines");
    form.lines()
        .forEach(line -> lines.addObject().put("label", line.label()).put("value", line.value()));
    ArrayNode notes = json.putArray("notes");
    form.note().ifPresent(notes::add);
    json.put("try", form.curl());
    return json;
  }
}
