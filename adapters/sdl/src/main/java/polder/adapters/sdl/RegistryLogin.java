package polder.adapters.sdl;

/**
 * How a private image is fetched. It is in no job, since everybody can read those.
 *
 * @param service whose image it is
 * @param host of the registry
 * @param email empty if none is said
 * @param username of the registry's account
 * @param password of the registry's account
 */
public record RegistryLogin(
    String service, String host, String email, String username, String password) {
  /** Without the password, since what is printed ends in logs. */
  @Override
  public String toString() {
    return "RegistryLogin[service=" + service + ", host=" + host + ", username=" + username + "]";
  }
}
