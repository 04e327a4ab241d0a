package polder.protocol.message;

/**
 * What one account is for another, an organisation; the later ones may all that the earlier may.
 */
public enum Role {
  /** Nobody: who is given this is dismissed. */
  NONE("none"),

  /** Sees what the organisation sees, and changes nothing. */
  VIEWER("viewer"),

  /** Does what the organisation can do for its devices, except hand them over. */
  MANAGER("manager");

  private final String code;

  Role(String code) {
    this.code = code;
  }

  /** Its name in messages, state and answers. */
  public String code() {
    return code;
  }

  /**
   * The role of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Role of(String code) {
    for (Role role : values()) {
      if (role.code.equals(code)) {
        return role;
      }
    }
    throw new IllegalArgumentException("a role is none, viewer or manager");
  }

  /** The lesser of the two. */
  public Role atMost(Role other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
