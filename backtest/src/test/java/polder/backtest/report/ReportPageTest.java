package polder.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class ReportPageTest {
  @Test
  void escapesWhatWouldEndOrBreakAScript() {
    String hostile = "</script><!-- & \" ' \\ \u2028\u2029 {{style}} é";
    String json = JsonMapper.shared().writeValueAsString(hostile);
    String safe = ReportPage.script(json);
    assertThat(safe).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    assertThat(JsonMapper.shared().readValue(safe, String.class)).isEqualTo(hostile);
  }

  @Test
  void needsNoNetwork() throws Exception {
    String page = ReportPage.of(List.of());
    assertThat(page)
        .contains("default-src 'none'", "Copyright 2010-2023 Mike Bostock")
        .doesNotContain("{{", " src=", "@import", "url(http", "XMLHttpRequest(", "import(")
        .doesNotContainPattern("href=\"(?!#|data:)");
    // D3 names namespaces, which nobody fetches, and its own site in its licence.
    assertThat(page.replaceAll("https?://(www\\.w3\\.org/|d3js\\.org)", ""))
        .doesNotContain("http://", "https://");
    // Data, library, own scripts: three elements, and none hidden in the library.
    assertThat(page.split("</script", -1)).hasSize(4);
  }

  @Test
  void hasASentenceForEveryCheckOfSensors() {
    for (String check :
        List.of("bounds", "impossible", "step", "spike", "neighbours", "shared_coordinates")) {
      assertThat(CheckSentences.of(check)).doesNotContain("documentation");
    }
  }
}
