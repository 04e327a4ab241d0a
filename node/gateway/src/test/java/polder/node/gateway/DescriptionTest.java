package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rooms describe what they answer to, each for itself, and a node shows one description. */
class DescriptionTest {
  private static final Description NODE =
      of(
          """
          {"openapi": "3.1.0", "paths": {"/a": {"get": {}}},
           "components": {"securitySchemes": {"secret": {}}, "schemas": {"A": {"type": "string"}}}}
          """);

  private static final String ROOM =
      """
      {"paths": {"/b": {"post": {}}}, "components": {"schemas": {"B": {"$ref": "#/components/schemas/A"}}}}
      """;

  private static Description of(String json) {
    return Description.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void hasThePathsAndSchemasOfBoth() {
    Described both = Described.of(NODE.with(of(ROOM)).json());
    assertThat(both.routes()).containsExactly("get /a", "post /b");
    assertThat(both.strangers()).isEmpty();
    assertThat(both.document().path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(both.document().path("components").path("securitySchemes").has("secret")).isTrue();
    assertThat(Described.of(NODE.json()).routes()).as("unchanged").containsExactly("get /a");
    assertThat(Described.of(of(ROOM).json()).strangers()).containsExactly("#/components/schemas/A");
  }

  @Test
  void whatIsDescribedTwiceIsAnError() {
    Description node = NODE.with(of(ROOM));
    assertThatThrownBy(() -> node.with(of(ROOM)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two rooms describe /b");
    assertThatThrownBy(() -> node.with(of("{\"components\": {\"schemas\": {\"A\": {}}}}")))
        .hasMessage("two rooms describe A");
  }

  @Test
  void whatWouldBeLostIsAnError() {
    assertThatThrownBy(() -> NODE.with(of("{\"paths\": {}, \"servers\": []}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not servers");
    assertThatThrownBy(() -> NODE.with(of("{\"components\": {\"responses\": {}}}")))
        .hasMessageContaining("not responses");
  }

  @Test
  void aProgramWithoutItsFileDoesNotStart() {
    assertThatThrownBy(() -> Description.beside(DescriptionTest.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("polder.node.gateway");
    assertThatThrownBy(() -> of("[]")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of("{")).isInstanceOf(IllegalArgumentException.class);
  }
}
