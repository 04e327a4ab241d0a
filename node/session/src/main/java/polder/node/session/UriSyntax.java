package polder.node.session;

import java.util.function.IntPredicate;

/** The syntax of RFC 3986, appendix A, as far as a sign-in needs it. ASCII text only. */
final class UriSyntax {
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";
  private static final int IP6_GROUPS = 8;

  private UriSyntax() {}

  /** Whether this is a {@code URI}: with a scheme, and a fragment if it likes. */
  static boolean isUri(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || !isScheme(text.substring(0, colon))) {
      return false;
    }
    String rest = text.substring(colon + 1);
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      if (!consistsOf(rest.substring(hash + 1), UriSyntax::isQueryLetter)) {
        return false;
      }
      rest = rest.substring(0, hash);
    }
    int question = rest.indexOf('?');
    if (question >= 0) {
      if (!consistsOf(rest.substring(question + 1), UriSyntax::isQueryLetter)) {
        return false;
      }
      rest = rest.substring(0, question);
    }
    return isHierarchy(rest);
  }

  private static boolean isHierarchy(String text) {
    String path = text;
    if (text.startsWith("//")) {
      int slash = text.indexOf('/', 2);
      int end = slash < 0 ? text.length() : slash;
      if (!isAuthority(text.substring(2, end))) {
        return false;
      }
      path = text.substring(end);
    }
    return consistsOf(path, letter -> isPathLetter(letter) || letter == '/');
  }

  /** Whether this is a {@code scheme}. */
  static boolean isScheme(String text) {
    return !text.isEmpty()
        && isLetter(text.charAt(0))
        && text.chars()
            .allMatch(letter -> isLetter(letter) || isDigit(letter) || "+-.".indexOf(letter) >= 0);
  }

  /** Whether this is an {@code authority}: a host, with user and port if it likes. */
  static boolean isAuthority(String text) {
    int at = text.indexOf('@');
    if (at >= 0 && !consistsOf(text.substring(0, at), letter -> isName(letter) || letter == ':')) {
      return false;
    }
    String host = text.substring(at + 1);
    int end;
    boolean isHost;
    if (host.startsWith("[")) {
      end = host.indexOf(']') + 1;
      isHost = end > 0 && isLiteral(host.substring(1, end - 1));
    } else {
      int colon = host.indexOf(':');
      end = colon < 0 ? host.length() : colon;
      isHost = consistsOf(host.substring(0, end), UriSyntax::isName);
    }
    String port = host.substring(end);
    return isHost
        && (port.isEmpty()
            || (port.startsWith(":") && port.substring(1).chars().allMatch(UriSyntax::isDigit)));
  }

  /** What stands in brackets: an address of IPv6, or of a version that is still to come. */
  private static boolean isLiteral(String text) {
    if (!text.startsWith("v") && !text.startsWith("V")) {
      return isIp6(text);
    }
    int dot = text.indexOf('.');
    return dot > 1
        && text.substring(1, dot).chars().allMatch(UriSyntax::isHexDigit)
        && dot + 1 < text.length()
        && text.substring(dot + 1)
            .chars()
            .allMatch(letter -> letter != '%' && (isName(letter) || letter == ':'));
  }

  private static boolean isIp6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == IP6_GROUPS;
    }
    int before = groups(text.substring(0, gap), false);
    int after = groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < IP6_GROUPS;
  }

  /** How many groups of 16 bits this is, an address of IPv4 at the end being two; −1 for none. */
  private static int groups(String text, boolean mayEndInIp4) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean isGroup =
          !parts[i].isEmpty()
              && parts[i].length() <= 4
              && parts[i].chars().allMatch(UriSyntax::isHexDigit);
      if (isGroup) {
        count++;
      } else if (mayEndInIp4 && i == parts.length - 1 && isIp4(parts[i])) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }

  private static boolean isIp4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean isOctet =
          !part.isEmpty()
              && part.length() <= 3
              && part.chars().allMatch(UriSyntax::isDigit)
              && (part.length() == 1 || part.charAt(0) != '0')
              && Integer.parseInt(part) <= 255;
      if (!isOctet) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is {@code *pchar}. */
  static boolean isPathLetters(String text) {
    return consistsOf(text, UriSyntax::isPathLetter);
  }

  /** Whether all letters are {@code reserved}, {@code unreserved} or a space. */
  static boolean isStatement(String text) {
    return text.chars()
        .allMatch(letter ->
            letter == ' ' || (letter != '%' && isName(letter)) || ":/?#[]@".indexOf(letter) >= 0);
  }

  /** Whether every letter is welcome, and each percent sign begins an octet in hexadecimal. */
  private static boolean consistsOf(String text, IntPredicate welcome) {
    for (int i = 0; i < text.length(); i++) {
      if (!welcome.test(text.charAt(i))) {
        return false;
      }
      if (text.charAt(i) == '%'
          && !(i + 2 < text.length()
              && isHexDigit(text.charAt(i + 1))
              && isHexDigit(text.charAt(i + 2)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isQueryLetter(int letter) {
    return isPathLetter(letter) || letter == '/' || letter == '?';
  }

  private static boolean isPathLetter(int letter) {
    return isName(letter) || letter == ':' || letter == '@';
  }

  /** {@code unreserved}, {@code sub-delims}, or the sign that begins {@code pct-encoded}. */
  private static boolean isName(int letter) {
    return isLetter(letter)
        || isDigit(letter)
        || "-._~%".indexOf(letter) >= 0
        || SUB_DELIMITERS.indexOf(letter) >= 0;
  }

  private static boolean isLetter(int letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  }

  private static boolean isDigit(int letter) {
    return letter >= '0' && letter <= '9';
  }

  private static boolean isHexDigit(int letter) {
    return isDigit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
  }
}
