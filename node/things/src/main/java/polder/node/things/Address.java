package polder.node.things;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a request's address as it was sent. */
final class Address {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");

  private Address() {}

  /** Scheme and host that the client used, also before a proxy that says so. */
  static String origin(ServerRequest request) {
    String scheme =
        request
            .headers()
            .first(HeaderNames.create("X-Forwarded-Proto"))
            .filter(its -> its.equals("https"))
            .orElse("http");
    String host =
        request
            .headers()
            .first(HeaderNames.HOST)
            .filter(its -> HOST.matcher(its).matches())
            .orElse("localhost");
    return scheme + "://" + host;
  }

  /** What stands between the slashes behind {@code root}. */
  static List<String> segments(ServerRequest request, String root) {
    String path = request.path().absolute().rawPath();
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(Math.min(root.length(), path.length())).split("/")) {
      if (!segment.isEmpty()) {
        segments.add(decoded(segment.replace("+", "%2B")));
      }
    }
    return segments;
  }

  /**
   * The parameters, by name.
   *
   * @throws BadRequestException if one comes twice
   */
  static Map<String, String> parameters(ServerRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = request.query().rawValue();
    for (String part : query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw new BadRequestException(name + " is there twice");
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("the address has a percent sign without a number");
    }
  }
}
