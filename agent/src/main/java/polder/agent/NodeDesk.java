package polder.agent;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import polder.agent.format.Json;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a node tells of a machine, its owner and why it was paid. */
public final class NodeDesk {
  private static final int NOT_FOUND = 404;
  private static final int MOST_REASON = 200;

  private final Supplier<NodeClient> node;
  private final String network;
  private final DeviceId machine;

  /** Asks whichever node is current. */
  public NodeDesk(Supplier<NodeClient> node, String network, DeviceId machine) {
    this.node = node;
    this.network = network;
    this.machine = machine;
  }

  /** Whose the machine is; empty if it is not enrolled. */
  public Optional<Account> owner() throws IOException, InterruptedException {
    try {
      JsonNode found =
          json("/v1/devices/" + word(machine.did()) + "?network=" + word(network))
              .path("networks")
              .path(0)
              .path("owner");
      return found.isString() ? Optional.of(Account.parse(found.stringValue())) : Optional.empty();
    } catch (NodeException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IOException("the node says of the machine's owner what is no account", e);
    }
  }

  /** What an account has earned in all. */
  public OptionalLong earnedNano(Account account) throws IOException, InterruptedException {
    JsonNode earned = json("/v1/accounts/" + account).path("earnedNano");
    return earned.canConvertToLong() ? OptionalLong.of(earned.longValue()) : OptionalLong.empty();
  }

  /** Why an epoch decided about a group as it did, for this machine; empty if it says nothing. */
  public List<String> reasons(String group, long epoch) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    JsonNode lines =
        json("/v1/devices/" + word(machine.did()) + "/explanations/" + epoch).path("rewards");
    for (JsonNode line : lines) {
      if (line.path("group").asString("").equals(group)) {
        line.path("reasons").forEach(reason -> words.add(words(reason)));
      }
    }
    return words;
  }

  private static String words(JsonNode reason) {
    String meaning = reason.path("meaning").asString("");
    String words = meaning.isEmpty() ? reason.path("code").asString("") : meaning;
    // What a node says ends up on a terminal: one line, bounded, no control codes.
    String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.substring(0, Math.min(MOST_REASON, line.length()));
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    try {
      return Json.MAPPER.readTree(node.get().get(path).unsafeArray());
    } catch (JacksonException e) {
      throw new IOException("the node's answer to " + path + " cannot be read", e);
    }
  }

  private static String word(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
