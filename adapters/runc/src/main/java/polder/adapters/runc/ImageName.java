package polder.adapters.runc;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import polder.ports.work.WorkException;

/**
 * What a job calls an image, made sure to lead nowhere that a stranger has no business.
 *
 * @param written as the job has it
 * @param transport as skopeo calls it, such as {@code docker}
 * @param rest what follows the transport
 * @param registry host, and port if any; empty for an archive
 * @param digest which of all images of that name it is, {@code sha256:} and 64 digits; empty if any
 */
record ImageName(
    String written, String transport, String rest, String registry, Optional<String> digest) {
  private static final Pattern ARCHIVE =
      Pattern.compile(
          "(oci-archive|docker-archive):([A-Za-z0-9][A-Za-z0-9._-]{0,200})"
              + "(?:@(sha256:[0-9a-f]{64}))?");
  private static final Pattern NAME =
      Pattern.compile(
          "(?<path>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
              + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
              + "(?:@(?<digest>sha256:[0-9a-f]{64}))?");
  private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+(?::[0-9]{1,5})?");
  private static final String HUB = "docker.io";
  private static final int MOST_LETTERS = 512;

  /**
   * Reads it.
   *
   * @throws WorkException if it is no name of an image, or none that this machine brings
   */
  static ImageName read(String written, Settings settings) throws WorkException {
    if (written.length() > MOST_LETTERS) {
      throw refused(written.substring(0, MOST_LETTERS), "a name has at most 512 letters");
    }
    var archive = ARCHIVE.matcher(written);
    if (archive.matches()) {
      return archive(
          written,
          archive.group(1),
          archive.group(2),
          Optional.ofNullable(archive.group(3)),
          settings);
    }
    int slash = written.indexOf('/');
    String first = slash < 0 ? "" : written.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String registry = named ? first : HUB;
    String path = named ? written.substring(slash + 1) : written;
    var name = NAME.matcher(path);
    if (!name.matches() || !HOST.matcher(registry).matches()) {
      throw refused(written, "write it as [REGISTRY/]NAME[:TAG][@DIGEST], such as nginx:1.25");
    }
    String repository = name.group("path");
    if (!named && !repository.contains("/")) {
      repository = "library/" + repository;
    }
    String place = "//" + registry + "/" + repository;
    String digest = name.group("digest");
    String tag = name.group("tag");
    String version = digest != null ? "@" + digest : ":" + (tag != null ? tag : "latest");
    return new ImageName(written, "docker", place + version, registry, Optional.ofNullable(digest));
  }

  private static ImageName archive(
      String written, String kind, String file, Optional<String> digest, Settings settings)
      throws WorkException {
    Optional<Path> folder = settings.archives();
    if (folder.isEmpty()) {
      throw refused(written, "this machine brings images from registries alone");
    }
    Path path = folder.get().resolve(file);
    try {
      if (!Files.isRegularFile(path) || !path.toRealPath().startsWith(folder.get().toRealPath())) {
        throw refused(written, "this machine has no such archive");
      }
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw refused(written, "this machine has no such archive");
    }
    return new ImageName(written, kind, path.toString(), "", digest);
  }

  /** Whether its registry is one of the owner's, which may speak plain HTTP. */
  boolean near(Settings settings) {
    return settings.nearRegistries().contains(registry);
  }

  /**
   * Makes sure that the machine is not sent to look around in its own network.
   *
   * @throws WorkException if its registry is not public, nor one of the owner's
   */
  void checkReach(Settings settings) throws WorkException {
    if (registry.isEmpty() || near(settings)) {
      return;
    }
    String host = registry.replaceFirst(":[0-9]+$", "");
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress()
            || uniqueLocal(address)
            || shared(address)) {
          throw refused(written, "its registry has a private address, which this machine avoids");
        }
      }
    } catch (java.net.UnknownHostException e) {
      throw new WorkException(
          WorkException.Kind.IMAGE,
          "the registry " + registry + " is not known: correct the image " + written);
    }
  }

  /** IPv6's fc00::/7. */
  private static boolean uniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
  }

  /** IPv4's 100.64.0.0/10, in which providers keep machines. */
  private static boolean shared(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
  }

  /** As skopeo wants it. */
  String source() {
    return transport + ":" + rest;
  }

  /** The same, but exactly the one of this digest, if its registry can tell. */
  String source(String digest) {
    return registry.isEmpty()
        ? source()
        : transport + ":" + rest.replaceFirst("(:[^:/@]+|@[^@]+)$", "") + "@sha256:" + digest;
  }

  private static WorkException refused(String written, String why) {
    return new WorkException(
        WorkException.Kind.REFUSED, "the image " + written + " cannot be used: " + why);
  }
}
