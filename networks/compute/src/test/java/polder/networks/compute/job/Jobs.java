package polder.networks.compute.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.protocol.Hash;

/** Jobs in which every field says something. */
final class Jobs {
  static final Hash SOME = Hash.sha256(new byte[] {1});

  private Jobs() {}

  static Resources resources() {
    return new Resources(
        1_500,
        1L << 31,
        List.of(new Volume("default", 1L << 30, false, ""), new Volume("data", 7, true, "beta3")),
        new GpuNeed(
            2,
            List.of(
                new GpuModel("nvidia", "a100", "80Gi", "sxm"), new GpuModel("amd", "", "", ""))));
  }

  static Need need(String name) {
    return new Need(
        List.of(new Need.Unit(name, resources(), 3)),
        new TreeMap<>(Map.of("region", "eu", "tier", "")),
        List.of("0x01"),
        List.of("0x02", "0x03"),
        300_000_000);
  }

  static Service service(String name) {
    return new Service(
        name,
        "nginx:1.27",
        List.of("bash", "-c"),
        List.of("echo ü 🙂"),
        new TreeMap<>(Map.of("A", "1", "B", "")),
        List.of(
            new Service.Exposed(8080, 80, "tcp", true, List.of(), List.of("www.example.org")),
            new Service.Exposed(53, 53, "udp", false, List.of("db"), List.of())),
        List.of(new Service.Mount("data", "/data", true)));
  }

  static Job containers() {
    return new Job(need("web"), new Work.Containers(List.of(service("web"), service("db"))));
  }

  static Job wasm() {
    return new Job(
        need("wasm"), new Work.Wasm(SOME, List.of("--n", "10"), Optional.of(SOME), 5, 1L << 32));
  }

  static Job wasmWithoutInput() {
    return new Job(need("wasm"), new Work.Wasm(SOME, List.of(), Optional.empty(), 1, 1));
  }

  static Job render() {
    return new Job(need("render"), new Work.Render(SOME, 1, 10, 4, 2, 128, -7, "3.4"));
  }

  static String image() {
    return "alpine@sha256:" + "0a".repeat(32);
  }

  static Job batch() {
    return new Job(
        need("batch"),
        new Work.Batch(
            image(), List.of("sh", "-c"), List.of("echo ü"), new TreeMap<>(Map.of("A", "1"))));
  }

  static List<Job> all() {
    return List.of(containers(), wasm(), wasmWithoutInput(), render(), batch());
  }
}
