package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import tools.jackson.databind.JsonNode;

/** Devices that sign offer themselves to their owners by links. */
class JoinByOfferTest extends JoinScene {
  private HttpResponse<String> offer(String offer) throws Exception {
    return page.post("/v1/join/drafts", Map.of("device", Map.of("kind", "offer", "offer", offer)));
  }

  private String link(Path key, String owner) throws Exception {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("device", "offer", "--json", "--network", NETWORK, "--owner", owner));
    words.addAll(List.of("--lat", "52.3702", "--lon", "4.8952", "--key", key.toString()));
    words.addAll(List.of("--node", node.address().toString()));
    return run(AgentMain.class, words).path("link").asString();
  }

  @Test
  void aDeviceThatSignsOffersItselfByALink() throws Exception {
    page.signIn(OWNER);
    Path key = folder.resolve("pi.key");
    String link = link(key, OWNER.account().toString());
    assertThat(link).startsWith(node.address() + "/join#offer=");

    HttpResponse<String> drafted = offer(link.substring(link.indexOf("#offer=") + 7));
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    JsonNode message = Page.json(drafted).path("typedData").path("message");
    assertThat(message.path("network").asString()).isEqualTo(NETWORK);
    // What the wallet shows its owner is on the network's grid.
    assertThat(message.path("place").asString()).isEqualTo("52.370200,4.895200");
    HttpResponse<String> joined = sign(OWNER, Page.json(drafted));
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    assertThat(Page.json(joined).has("form")).isFalse();

    DeviceKey device = KeyFile.device(key);
    assertThat(Page.json(joined).path("device").asString()).isEqualTo(device.id().did());
    long now = System.currentTimeMillis();
    SenmlRecord reading =
        new SenmlRecord("temperature", "Cel", new SenmlValue.Number(new BigDecimal("12.5")), now);
    DeviceMessage report =
        new DeviceMessage.Draft(
                NETWORK,
                now,
                Optional.empty(),
                DeviceMessage.SENML_CBOR,
                SenmlPack.encode(List.of(reading)))
            .sign(device);
    try (NodeClient client = new NodeClient(node.address())) {
      assertThat(client.post(List.of(report.wire())).getFirst())
          .isInstanceOf(Verdict.Accepted.class);
    }
  }

  @Test
  void anOfferIsOfItsDeviceForItsOwnerAlone() throws Exception {
    page.signIn(OWNER);
    String link = link(folder.resolve("pi.key"), OWNER.account().toString());
    String offer = link.substring(link.indexOf("#offer=") + 7);
    byte[] bytes = Base64.getUrlDecoder().decode(offer);
    bytes[bytes.length - 1] ^= 1;
    assertThat(Page.reason(offer(Base64.getUrlEncoder().encodeToString(bytes))))
        .isEqualTo("no_possession");
    assertThat(Page.reason(offer("AAAA"))).isEqualTo("bad_offer");
    assertThat(Page.reason(offer("%%%"))).isEqualTo("malformed");
    assertThat(Page.reason(offer(""))).isEqualTo("bad_offer");

    page.signIn(PageWallet.of(2));
    HttpResponse<String> other = offer(offer);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(Page.reason(other)).isEqualTo("wrong_account");

    page.signIn(OWNER);
    assertThat(sign(OWNER, Page.json(offer(offer))).statusCode()).isEqualTo(200);
    // By then it is used up: the account has signed something.
    assertThat(Page.reason(offer(offer))).isEqualTo("old_sequence");
  }
}
