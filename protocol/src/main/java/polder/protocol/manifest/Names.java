package polder.protocol.manifest;

import java.util.regex.Pattern;

/** Names of deployments, networks and kinds: they become path segments and keys, so few letters. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

  private Names() {}

  static String check(String key, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ManifestException(
          key + " must be 1 to 40 lower-case letters, digits and hyphens, not '" + name + "'");
    }
    return name;
  }
}
