package polder.backtest.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page: one file with style, scripts, library and data in it. Its own policy forbids it to
 * fetch anything.
 */
public final class ReportPage {
  /** The file's name. */
  public static final String FILE = "report.html";

  // The version is that of the build; a test fails where they differ.
  private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private ReportPage() {}

  /**
   * Writes the page into {@code folder}.
   *
   * @param runs one run, or two to be shown beside each other
   */
  public static void write(Path folder, List<RunFacts> runs) throws IOException {
    Files.writeString(folder.resolve(FILE), of(runs), StandardCharsets.UTF_8);
  }

  static String of(List<RunFacts> runs) throws IOException {
    String page = resource("report.html");
    StringBuilder filled = new StringBuilder(1 << 20);
    int at = 0;
    // Filled in one pass, so that nothing that is put in is taken for a place to put something.
    for (int from = page.indexOf("{{"); from >= 0; from = page.indexOf("{{", at)) {
      int end = page.indexOf("}}", from);
      filled.append(page, at, from);
      filled.append(
          switch (page.substring(from + 2, end)) {
            case "style" -> resource("report.css");
            case "licence" -> resource(D3 + "LICENSE");
            case "d3" -> resource(D3 + "dist/d3.min.js");
            case "charts" -> resource("charts.js");
            case "script" -> resource("report.js");
            case "data" -> script(MAPPER.writeValueAsString(runs));
            default -> throw new IllegalStateException("the page has an unknown place to fill");
          });
      at = end + 2;
    }
    return filled.append(page, at, page.length()).toString();
  }

  /** JSON that can stand in a script element whatever is in its texts. */
  static String script(String json) {
    return json.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
