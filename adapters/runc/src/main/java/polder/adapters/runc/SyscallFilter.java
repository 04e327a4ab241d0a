package polder.adapters.runc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What programs in containers may ask of the kernel. The list is that of Podman (of
 * containers/common, Apache-2.0) for those without any right, less what looks into other processes
 * or keyrings; new namespaces cannot be made, and sockets are of the families that a network
 * namespace holds.
 */
final class SyscallFilter {
  /** All flags of clone that make a namespace. */
  private static final long NEW_NAMESPACES = 0x7E02_0000L;

  private static final int ENOSYS = 38;

  /** AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK; AF_VSOCK would reach the machine's own host. */
  private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "SCMP_ARCH_X86_64", "aarch64", "SCMP_ARCH_AARCH64");

  private SyscallFilter() {}

  /** As OCI's runtime configuration has it. */
  static Map<String, Object> config() {
    List<Map<String, Object>> rules = new java.util.ArrayList<>();
    rules.add(Map.of("names", names(), "action", "SCMP_ACT_ALLOW"));
    rules.add(
        Map.of(
            "names",
            List.of("clone"),
            "action",
            "SCMP_ACT_ALLOW",
            "args",
            List.of(
                Map.of(
                    "index",
                    0,
                    "value",
                    NEW_NAMESPACES,
                    "valueTwo",
                    0,
                    "op",
                    "SCMP_CMP_MASKED_EQ"))));
    for (int family : FAMILIES) {
      rules.add(
          Map.of(
              "names",
              List.of("socket"),
              "action",
              "SCMP_ACT_ALLOW",
              "args",
              List.of(Map.of("index", 0, "value", family, "op", "SCMP_CMP_EQ"))));
    }
    String architecture = ARCHITECTURES.get(System.getProperty("os.arch"));
    return Map.of(
        "defaultAction",
        "SCMP_ACT_ERRNO",
        "defaultErrnoRet",
        ENOSYS,
        "architectures",
        architecture == null ? List.of() : List.of(architecture),
        "syscalls",
        rules);
  }

  private static List<String> names() {
    try (InputStream list = SyscallFilter.class.getResourceAsStream("syscalls.txt")) {
      if (list == null) {
        throw new IllegalStateException("syscalls.txt is not beside its class");
      }
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
