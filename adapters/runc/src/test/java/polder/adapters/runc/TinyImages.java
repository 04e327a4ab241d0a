package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import polder.protocol.Hash;

/** Images of a few megabytes, made of Debian's static busybox and nothing else. */
final class TinyImages {
  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "ls",
          "cat",
          "echo",
          "env",
          "id",
          "sleep",
          "httpd",
          "nc",
          "mount",
          "umount",
          "ps",
          "dd",
          "mkdir",
          "rm",
          "mknod",
          "chroot",
          "hostname",
          "ip",
          "kill",
          "true",
          "false",
          "yes",
          "tail",
          "head",
          "df",
          "wc",
          "touch",
          "ln",
          "unshare",
          "nsenter",
          "tr",
          "grep",
          "seq");

  private TinyImages() {}

  /** What makes one image differ from the others. */
  interface Change {
    /** Changes the image's root folder. */
    void in(Path root) throws IOException;
  }

  /**
   * Makes {@code busybox.tar}, an OCI archive whose entry point is a shell and that has a variable
   * {@code FROM_IMAGE} and a user {@code web}, in {@code folder}, and {@code docker.tar}, the same
   * as an archive of Docker.
   */
  static void make(Path folder) throws IOException {
    make(folder, "busybox.tar", root -> {});
    Path docker = folder.resolve("docker.tar");
    run(
        "skopeo",
        "copy",
        "-q",
        "oci-archive:" + folder.resolve("busybox.tar") + ":tiny",
        "docker-archive:" + docker + ":tiny:latest");
  }

  /**
   * Makes an archive of the OCI like {@code busybox.tar}, but for a change.
   *
   * @param name of its file
   * @param options more of {@code umoci config}
   */
  static void make(Path folder, String name, Change change, String... options) throws IOException {
    Path work = Files.createTempDirectory("tiny-image");
    try {
      Path layout = work.resolve("layout");
      String image = layout + ":tiny";
      run("umoci", "init", "--layout", layout.toString());
      run("umoci", "new", "--image", image);
      Path bundle = work.resolve("bundle");
      run("umoci", "unpack", "--image", image, bundle.toString());
      fill(bundle.resolve("rootfs"));
      change.in(bundle.resolve("rootfs"));
      run("umoci", "repack", "--image", image, bundle.toString());
      Command.of("umoci", "config", "--image", image)
          .and("--config.entrypoint", "/bin/sh", "--config.cmd", "-c", "--config.cmd", "echo none")
          .and("--config.env", "FROM_IMAGE=yes", "--config.env", "PATH=/bin")
          .and(options)
          .run();
      Files.createDirectories(folder);
      Path archive = folder.resolve(name);
      run("skopeo", "copy", "-q", "oci:" + image, "oci-archive:" + archive + ":tiny");
    } finally {
      Folders.delete(work);
    }
  }

  /** {@code busybox.tar} in {@code folder}, named by its digest. */
  static String pinned(Path folder) throws IOException {
    String manifest =
        Command.of("skopeo", "inspect", "--raw", "oci-archive:" + folder.resolve("busybox.tar"))
            .run();
    return "oci-archive:busybox.tar@sha256:"
        + Hash.sha256(manifest.getBytes(StandardCharsets.UTF_8)).toHex();
  }

  private static void fill(Path root) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
    bin.resolve("busybox").toFile().setExecutable(true, false);
    for (String program : PROGRAMS) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
    }
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.writeString(etc.resolve("passwd"), "root:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n");
    Files.writeString(etc.resolve("group"), "root:x:0:\nweb:x:1000:\n");
    Files.createDirectories(root.resolve("www"));
    Files.writeString(root.resolve("www/index.html"), "hello from a container\n");
    Files.createDirectories(root.resolve("tmp"));
  }

  private static void run(String... words) throws IOException {
    Command.of(words).run();
  }
}
