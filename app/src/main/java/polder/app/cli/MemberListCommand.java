package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.agent.NodeClient;
import polder.protocol.identity.Account;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists whom an account appointed, and who appointed it. */
@Command(
    name = "list",
    description =
        "List an account's members, and whose member it is, as of the latest sealed epoch.")
final class MemberListCommand implements Action {
  @Parameters(paramLabel = "ACCOUNT", description = "Of which account: 0x….")
  private String account = "";

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Account whose;
    try {
      whose = Account.parse(account);
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the account");
    }
    JsonNode said = ask("/v1/accounts/" + whose);
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> members = take(said.path("members"), "member", rows);
    List<Map<String, Object>> organisations = take(said.path("organisations"), "of", rows);
    if (rows.isEmpty()) {
      output.line(whose + " has no members and is nobody's member");
    } else {
      output.table(List.of("", "account", "role"), rows);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("account", whose.toString());
    document.put("members", members);
    document.put("organisations", organisations);
    output.document(document);
    return ExitCode.DONE;
  }

  private JsonNode ask(String path) throws IOException, InterruptedException {
    try (NodeClient client = node.client()) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    } catch (JacksonException e) {
      throw new IOException("the node's answer to " + path + " cannot be read", e);
    }
  }

  private static List<Map<String, Object>> take(
      JsonNode list, String kind, List<List<String>> rows) {
    List<Map<String, Object>> taken = new ArrayList<>();
    for (JsonNode one : list.values()) {
      String account = one.path("account").asString("");
      String role = one.path("role").asString("");
      rows.add(List.of(kind, account, role));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("account", account);
      row.put("role", role);
      taken.add(row);
    }
    return taken;
  }
}
