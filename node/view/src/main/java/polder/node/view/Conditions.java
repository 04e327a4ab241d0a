package polder.node.view;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;

/** What a request says of the forms that it can read and of what it has already. */
final class Conditions {
  private static final String WEAK = "W/";

  private Conditions() {}

  /** Whether it reads what is encoded by {@code coding} (RFC 9110 §12.5.3). */
  static boolean accepts(ServerRequest request, String coding) {
    for (String accepted : items(request, HeaderNames.ACCEPT_ENCODING)) {
      String[] parts = accepted.toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
      boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
      if (parts[0].equals(coding) && !refused) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it has what is called {@code tag} already; compared weakly, as RFC 9110 §13.1.2 says.
   *
   * @param tag an entity tag as it is sent, in quotes
   */
  static boolean has(ServerRequest request, String tag) {
    return items(request, HeaderNames.IF_NONE_MATCH).stream()
        .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(tag)));
  }

  private static String opaque(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }

  private static List<String> items(ServerRequest request, HeaderName name) {
    return request.headers().contains(name)
        ? request.headers().get(name).allValues().stream()
            .flatMap(value -> List.of(value.split(",", -1)).stream())
            .map(String::strip)
            .toList()
        : List.of();
  }
}
