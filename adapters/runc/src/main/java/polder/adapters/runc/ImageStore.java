package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import polder.ports.work.RegistryLogin;
import polder.ports.work.WorkException;
import polder.protocol.Hash;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images as they came, by the digest of their manifest; those used longest ago go when the rest
 * needs the room. skopeo checks every part by its digest as it comes, umoci as it unpacks.
 */
final class ImageStore {
  private static final Duration LONGEST_PULL = Duration.ofMinutes(30);
  private static final Duration LONGEST_UNPACK = Duration.ofMinutes(15);
  private static final long STEP_MILLIS = 500;
  private static final long MEBI = 1L << 20;

  private final Settings settings;
  private final Path folder;
  private final ReentrantLock lock = new ReentrantLock();

  ImageStore(Settings settings) throws IOException {
    this.settings = settings;
    this.folder = settings.home().resolve("images");
    Folders.makePrivate(folder);
    Strays.end(folder);
    try (Stream<Path> left = Files.list(folder)) {
      for (Path each : left.filter(path -> path.toString().endsWith(".new")).toList()) {
        Folders.delete(each);
      }
    }
  }

  /**
   * Makes sure that an image is here.
   *
   * @return its digest, 64 hexadecimal digits
   * @throws WorkException if it cannot be had
   */
  String bring(String written, List<RegistryLogin> logins, Consumer<String> progress)
      throws WorkException, InterruptedException {
    ImageName name = ImageName.read(written, settings);
    name.checkReach(settings);
    lock.lockInterruptibly(); // two pulls at once would bring the same layers twice
    Optional<Path> secrets = Optional.empty();
    try {
      secrets = write(name, logins);
      String digest = digest(name, secrets);
      Path place = folder.resolve(digest);
      if (Files.isDirectory(place)) {
        Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
        progress.accept(written + " is here already (sha256:" + digest + ")");
      } else {
        progress.accept("bringing " + written + " (sha256:" + digest + ")");
        pull(name, digest, secrets, progress);
      }
      return digest;
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw failed(name, e.getMessage(), e);
    } finally {
      lock.unlock();
      if (secrets.isPresent()) {
        deleteQuietly(secrets.get());
      }
    }
  }

  /**
   * Makes sure that an image could be brought.
   *
   * @throws WorkException if it could not
   */
  void check(String written) throws WorkException {
    ImageName name = ImageName.read(written, settings);
    name.checkReach(settings);
    digest(name, Optional.empty());
  }

  private String digest(ImageName name, Optional<Path> secrets) throws WorkException {
    Command inspect = Command.of("skopeo", "inspect", "--raw");
    if (name.near(settings)) {
      inspect = inspect.and("--tls-verify=false");
    }
    if (secrets.isPresent()) {
      inspect = inspect.and("--authfile", secrets.get().toString());
    }
    Command.Result result = inspect.and(name.source()).result();
    if (result.code() != 0) {
      throw failed(name, result.told(), null);
    }
    String found = Hash.sha256(result.output().getBytes(StandardCharsets.UTF_8)).toHex();
    if (name.digest().isPresent() && !name.digest().get().equals("sha256:" + found)) {
      throw failed(name, "what is there is sha256:" + found, null);
    }
    return found;
  }

  private void pull(
      ImageName name, String digest, Optional<Path> secrets, Consumer<String> progress)
      throws IOException, InterruptedException {
    makeRoom(0);
    Path next = folder.resolve(digest + ".new");
    Folders.delete(next);
    Command copy = Command.of("skopeo", "--insecure-policy", "copy", "--quiet");
    if (name.near(settings)) {
      copy = copy.and("--src-tls-verify=false");
    }
    if (secrets.isPresent()) {
      copy = copy.and("--src-authfile", secrets.get().toString());
    }
    copy = copy.and(name.source(digest), "oci:" + next + ":image");
    boolean whole = false;
    try {
      watch(name, Command.start(copy), next, progress);
      makeRoom(size(next));
      Files.move(next, folder.resolve(digest));
      whole = true;
    } finally {
      if (!whole) {
        Folders.delete(next);
      }
    }
  }

  /** Says how much has come, and ends what takes too long or more room than it may. */
  private void watch(ImageName name, Process process, Path next, Consumer<String> progress)
      throws IOException, InterruptedException {
    long most = Math.min(settings.imageBytes(), settings.cacheBytes());
    long deadline = System.nanoTime() + LONGEST_PULL.toNanos();
    long told = 0;
    try {
      process.getOutputStream().close();
      while (!process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
        long size = Files.isDirectory(next) ? size(next) : 0;
        if (size > most) {
          throw failed(name, "it is larger than the " + most + " bytes that fit here", null);
        }
        if (System.nanoTime() - deadline > 0) {
          throw failed(
              name, "it did not come within " + LONGEST_PULL.toMinutes() + " minutes", null);
        }
        if (size / MEBI > told) {
          told = size / MEBI;
          progress.accept(told + " MiB of " + name.written());
        }
      }
      if (process.exitValue() != 0) {
        byte[] said = process.getErrorStream().readNBytes(1 << 16);
        throw failed(
            name, new Command.Result(1, "", new String(said, StandardCharsets.UTF_8)).told(), null);
      }
      long size = size(next);
      if (size > most) {
        throw failed(name, "it is larger than the " + most + " bytes that fit here", null);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Unpacks an image into a folder, its users moved to those of a lease.
   *
   * @param place a folder on a disk of the lease, which bounds it
   * @param firstUser the machine's user that the image's root becomes
   * @return what it says
   */
  Image unpack(String digest, Path place, long firstUser) throws WorkException {
    try {
      if (Image.isWhole(place)) {
        return Image.read(place);
      }
      Folders.delete(place);
      Folders.make(place);
      Path layout = folder.resolve(digest);
      String image = layout + ":image";
      String map = "0:" + firstUser + ":" + OciConfig.USERS;
      Path root = Image.root(place);
      Command.of("umoci", "raw", "unpack", "--image", image)
          .and("--uid-map", map, "--gid-map", map, root.toString())
          .within(LONGEST_UNPACK)
          .run();
      Path runtime = place.resolve("runtime.json");
      Command.of("umoci", "raw", "runtime-config", "--image", image)
          .and("--rootfs", root.toString(), runtime.toString())
          .run();
      Image unpacked = Image.of(layout, runtime);
      unpacked.write(place);
      return unpacked;
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.IMAGE,
          "the image sha256:" + digest + " cannot be unpacked: " + e.getMessage(),
          e);
    }
  }

  /** Deletes those used longest ago until so much more fits. */
  private void makeRoom(long bytes) throws IOException {
    List<Path> images = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(path -> path.getFileName().toString().matches("[0-9a-f]{64}"))
          .forEach(images::add);
    }
    long sum = bytes;
    for (Path image : images) {
      sum += size(image);
    }
    images.sort(Comparator.comparing(ImageStore::used));
    for (Path image : images) {
      if (sum <= settings.cacheBytes()) {
        return;
      }
      sum -= size(image);
      Folders.delete(image);
    }
  }

  private static FileTime used(Path image) {
    try {
      return Files.getLastModifiedTime(image);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(ImageStore::length).sum();
    } catch (java.io.UncheckedIOException e) {
      return 0; // a part was renamed as it was counted; the next count has it
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  /** A file that only root reads and skopeo takes the passwords from: its arguments are public. */
  private Optional<Path> write(ImageName name, List<RegistryLogin> logins) throws IOException {
    Optional<RegistryLogin> login =
        logins.stream().filter(each -> each.registry().equals(name.registry())).findFirst();
    if (login.isEmpty()) {
      return Optional.empty();
    }
    String pair = login.get().user() + ":" + login.get().password();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.putObject("auths")
        .putObject(name.registry())
        .put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    Path file = Files.createTempFile(folder, "login", ".new");
    Files.writeString(file, node.toString(), StandardCharsets.UTF_8);
    return Optional.of(file);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException leftForTheNextStart) {
      file.toFile().deleteOnExit();
    }
  }

  private static WorkException failed(
      ImageName name,
      @org.jspecify.annotations.Nullable String why,
      @org.jspecify.annotations.Nullable Exception cause) {
    String message = "the image " + name.written() + " cannot be had: " + why;
    return cause == null
        ? new WorkException(WorkException.Kind.IMAGE, message)
        : new WorkException(WorkException.Kind.IMAGE, message, cause);
  }
}
