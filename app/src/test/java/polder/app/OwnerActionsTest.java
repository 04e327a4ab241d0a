package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What owners do with devices that are enrolled, by the same way as they enrolled them. */
class OwnerActionsTest extends JoinScene {
  private HttpResponse<String> asks(Map<String, Object> action) throws Exception {
    HttpResponse<String> drafted = page.post("/v1/join/drafts", Map.of("action", action));
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/drafts", drafted);
    HttpResponse<String> signed = sign(OWNER, Page.json(drafted));
    requireDescribed("post /v1/join/drafts/{draft}", signed);
    return signed;
  }

  /** Whoever has a wallet alone can let a device go, or declare a clone gone. */
  @Test
  void anOwnerAsksTheRestByTheSameWay() throws Exception {
    page.signIn(OWNER);
    String did =
        Page.json(sign(OWNER, Page.json(draft("airrohr", "one")))).path("device").asString();
    Map<String, Object> resolve =
        Map.of("kind", "resolve", "network", NETWORK, "device", did, "above", 5);
    assertThat(Page.json(asks(resolve)).path("status").asString()).isEqualTo("accepted");

    String heir = PageWallet.of(2).account().toString();
    Map<String, Object> transfer =
        Map.of("kind", "transfer", "network", NETWORK, "device", did, "newOwner", heir);
    assertThat(asks(transfer).statusCode()).isEqualTo(200);
    assertThat(device(did)).contains(heir);
    assertThat(Page.reason(asks(transfer))).isEqualTo("not_owner");
    assertThat(Page.reason(asks(Map.of("kind", "withdraw", "amountNano", 5))))
        .isEqualTo("no_balance");

    Map<String, Object> appoint = Map.of("kind", "appoint", "member", heir, "role", "viewer");
    assertThat(asks(appoint).statusCode()).isEqualTo(200);
    String owner = OWNER.account().toString();
    Map<String, Object> itself = Map.of("kind", "appoint", "member", owner, "role", "viewer");
    assertThat(Page.reason(asks(itself))).isEqualTo("own_account");

    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("kind", "enrol"),
            Map.of("kind", "appoint", "member", heir, "role", "owner"),
            Map.of("kind", "appoint", "member", "0x1", "role", "viewer"),
            Map.of("kind", "withdraw", "amountNano", 0),
            Map.of("kind", "withdraw", "amountNano", 1.5),
            Map.of("kind", "revoke", "network", NETWORK, "device", "did:key:z"),
            Map.of("kind", "transfer", "network", NETWORK, "device", did, "newOwner", "0x1"))) {
      assertThat(Page.reason(page.post("/v1/join/drafts", Map.of("action", wrong))))
          .as(wrong.toString())
          .isEqualTo("malformed");
    }
  }
}
