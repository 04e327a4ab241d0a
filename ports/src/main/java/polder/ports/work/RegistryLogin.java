package polder.ports.work;

/**
 * How to be let in by a registry of images.
 *
 * @param registry host, and port if it has one, such as {@code ghcr.io}
 * @param user who asks
 * @param password or token
 */
public record RegistryLogin(String registry, String user, String password) {
  /** Without the password, so that no log has it. */
  @Override
  public String toString() {
    return user + " at " + registry;
  }
}
