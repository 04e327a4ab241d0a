package polder.networks;

import java.util.regex.Pattern;

/**
 * Names a group within its network, such as {@code 841f1d5ffffffff} for an area of map cells.
 *
 * @param text 1 to 80 letters, digits, dots, hyphens, underscores
 */
public record GroupKey(String text) implements Comparable<GroupKey> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,80}");

  public GroupKey {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of a group: " + text);
    }
  }

  @Override
  public int compareTo(GroupKey other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
