package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Volume;
import polder.networks.compute.job.Work;

class SdlReaderTest {
  @Test
  void aPlacementIsAnOrder() {
    List<Order> orders = Read.orders(Samples.FULL);

    assertThat(orders).extracting(Order::name).containsExactly("west", "east");
    Job west = orders.getFirst().job();
    assertThat(((Work.Containers) west.work()).services())
        .extracting(Service::name)
        .containsExactly("api", "worker");
    assertThat(west.need().units())
        .extracting(unit -> unit.name() + " x" + unit.count())
        .containsExactly("api x1", "worker x3");
    Job east = orders.getLast().job();
    assertThat(((Work.Containers) east.work()).services())
        .extracting(Service::name)
        .containsExactly("worker");
    assertThat(Read.unit(east, "worker").count()).isEqualTo(4);
  }

  @Test
  void aServiceIsReadWithAllThatItSays() {
    Service api = Read.service(Read.job(Samples.FULL), "api");

    assertThat(api.image()).startsWith("ghcr.io/example/api:2@sha256:55a88146");
    assertThat(api.command()).containsExactly("bash", "-c");
    assertThat(api.arguments()).containsExactly("serve --port 8000 --verbose");
    assertThat(api.environment()).isEqualTo(Map.of("TOKEN", "", "RATE", "0.5", "EQUATION", "a=b"));
    assertThat(api.exposed())
        .containsExactly(
            new Service.Exposed(
                8000,
                80,
                "tcp",
                true,
                List.of("worker"),
                List.of("api.example.org", "www.example.org")),
            new Service.Exposed(3479, 3479, "udp", true, List.of(), List.of()));
    assertThat(api.mounts())
        .containsExactly(
            new Service.Mount("data", "/data", false), new Service.Mount("shm", "/dev/shm", false));
  }

  @Test
  void resourcesAreReadExactly() {
    Job job = Read.job(Samples.FULL);

    assertThat(Read.each(job, "api"))
        .isEqualTo(
            new Resources(
                1_500,
                5_100_273_664L,
                List.of(
                    new Volume("default", 10_000_000_000L, false, ""),
                    new Volume("data", 1L << 40, true, "beta3"),
                    new Volume("shm", 512L << 20, false, "ram")),
                new GpuNeed(
                    2,
                    List.of(
                        new GpuModel("nvidia", "h100", "80Gi", "sxm"),
                        new GpuModel("nvidia", "a100", "", ""),
                        new GpuModel("amd", "", "", "")))));
    assertThat(Read.each(job, "worker"))
        .isEqualTo(
            new Resources(
                100,
                128L << 20,
                List.of(new Volume("default", 5L << 20, false, "")),
                GpuNeed.NONE));
  }

  @Test
  void aPlacementSaysWhatAMachineMustBe() {
    Job west = Read.job(Samples.FULL);

    assertThat(west.need().attributes())
        .isEqualTo(Map.of("region", "us-west", "certified", "true", "tee/type", "cpu-gpu"));
    assertThat(west.need().signedByAll())
        .containsExactly("0x00000000000000000000000000000000000000a1");
    assertThat(west.need().signedByAny())
        .containsExactly("0x00000000000000000000000000000000000000a2");
  }

  @Test
  void aPriceIsThatOfAllInstances() {
    assertThat(Read.orders(Samples.FULL))
        .extracting(order -> order.limit().orElseThrow())
        .containsExactly(
            new PriceLimit.PerBlock(
                "ibc/170C677610AC31DF0904FFE09CD3B5C657492170E7E52372E48756B71E56F2F1",
                new BigDecimal("13.25")),
            new PriceLimit.PerBlock("uakt", new BigDecimal("28")));
  }

  @Test
  void whatHasNoEffectIsTold() {
    assertThat(Read.notices(Samples.FULL))
        .containsExactly(
            "line 7, column 1: reclamation has no effect: a machine may end a job when it likes,"
                + " and is paid until then",
            "line 25, column 9: services.api.expose[0].http_options has no effect: ports are"
                + " passed on as they are",
            "line 31, column 29: services.api.expose[1].to[0].ip has no effect: no addresses are"
                + " leased, the port is open at the machine's own",
            "line 32, column 5: services.api.dependencies has no effect: all services start"
                + " together",
            "line 38, column 7: services.api.params.permissions has no effect: services cannot ask"
                + " their machine about their job",
            "line 40, column 5: services.api.credentials is not part of the job, which everybody"
                + " can read: the image is fetched without it unless you give it to the machine by"
                + " yourself",
            "line 49, column 42: profiles.compute.large.resources.cpu.attributes.arch has no"
                + " effect; ask for it by an attribute of the placement instead",
            "line 73, column 63: profiles.placement.west.signedBy.anyOf[1] is left out: auditors"
                + " of Akash vouch for no machine here");
  }

  @Test
  void aLoginIsInNoJob() {
    Reading.Understood read = Read.understood(Samples.FULL);

    JobFile.Containers file = (JobFile.Containers) read.file();
    assertThat(file.logins())
        .containsExactly(new RegistryLogin("api", "ghcr.io", "ann@example.org", "ann", "secret"));
    assertThat(file.logins().toString()).doesNotContain("secret");
    assertThat(new String(file.groups().getFirst().job().encode().toArray(), UTF))
        .doesNotContain("secret")
        .doesNotContain("ann@");
  }

  private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;

  @ParameterizedTest
  @ValueSource(
      strings = {"\"2.0\"", "2.0", "'2.0'", "2", "v2.0", "2.0.0", "\"2.1\"", "2.1.3", "2.2", "3"})
  void aVersionMayBeTextOrNumber(String version) {
    Read.job(Samples.SMALL.replace("\"2.0\"", version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "2.0.1", "two", "[2]", "-2"})
  void otherVersionsAreRefused(String version) {
    assertThat(Read.faults(Samples.SMALL.replace("\"2.0\"", version)))
        .singleElement()
        .asString()
        .startsWith("line 1, column 1: version ");
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 500",
    "1, 1000",
    "100m, 100",
    "'\"2\"', 2000",
    "0.0109, 10",
    ".25, 250",
    "1.0, 1000",
    "384, 384000"
  })
  void coresAreReadInThousandths(String units, long milli) {
    Job job = Read.job(Samples.SMALL.replace("units: 0.5", "units: " + units));
    assertThat(Read.each(job, "web").cpuMilli()).isEqualTo(milli);
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576",
    "2000k, 2000000",
    "2048Ki, 2097152",
    "512M, 512000000",
    "512Mi, 536870912",
    "1G, 1000000000",
    "1Gi, 1073741824",
    "1T, 1000000000000",
    "1Ti, 1099511627776",
    "0.001P, 1000000000000",
    "0.001Pi, 1125899906842",
    "0.0000001E, 100000000000",
    "0.000001Ei, 1152921504606",
    "4.75Gi, 5100273664",
    "'\"1.5Gi\"', 1610612736",
  })
  void sizesAreReadAsAkashReadsThem(String size, long bytes) {
    String text = Samples.SMALL.replace("size: 512Mi", "size: " + size);
    assertThat(Read.each(Read.job(text), "web").memoryBytes()).isEqualTo(bytes);
    assertThat(Read.notices(text)).isEmpty();
  }

  /** Akash's Go tool refuses these, its TypeScript tool reads them. */
  @ParameterizedTest
  @CsvSource({
    "1gi, 1073741824",
    "16GB, 16000000000",
    "512mi, 536870912",
    "512m, 512000000",
    "1ti, 1099511627776",
    "2GiB, 2147483648",
    "2000K, 2000000"
  })
  void otherWaysToWriteSizesAreReadWithANotice(String size, long bytes) {
    String text = Samples.SMALL.replace("size: 512Mi", "size: " + size);
    assertThat(Read.each(Read.job(text), "web").memoryBytes()).isEqualTo(bytes);
    assertThat(Read.notices(text))
        .singleElement()
        .asString()
        .startsWith(
            "line 17, column 11: profiles.compute.web.resources.memory.size is read as "
                + bytes
                + " bytes");
  }

  @Test
  void aPortWithoutPartnersIsForTheServicesOfTheJob() {
    assertThat(Read.service(Read.job(Samples.FULL), "worker").exposed())
        .containsExactly(new Service.Exposed(6379, 6379, "tcp", false, List.of(), List.of()));
  }

  @Test
  void keysThatNobodyKnowsAreTold() {
    String text = Samples.SMALL.replace("image:", "restart: always\n    image:");

    assertThat(Read.job(text)).isEqualTo(Read.job(Samples.SMALL));
    assertThat(Read.notices(text))
        .containsExactly("line 4, column 5: services.web.restart is not known: it has no effect");
  }

  @Test
  void whatIsNotDeployedIsTold() {
    String text =
        Samples.SMALL
            .replace("profiles:", "  spare: {image: busybox}\nprofiles:")
            .replace(
                "  placement:",
                "    other: {resources: {cpu: {units: 1},"
                    + " memory: {size: 1Gi}, storage: {size: 1Gi}}}\n  placement:");

    assertThat(Read.notices(text))
        .containsExactly(
            "line 10, column 3: services.spare is not deployed: it has no effect",
            "line 21, column 5: profiles.compute.other is used by no deployment: it has no effect");
  }

  @Test
  void theSamePortTwiceCountsOnce() {
    String port = "      - port: 8080\n        as: 80\n        to:\n          - global: true\n";
    String text = Samples.SMALL.replace(port, port + port);

    assertThat(Read.job(text)).isEqualTo(Read.job(Samples.SMALL));
    assertThat(Read.notices(text)).singleElement().asString().contains("counted once");
  }

  @Test
  void aVariableSetTwiceIsTheLast() {
    String text = Samples.SMALL.replace("image:", "env: [A=1, B, A=2]\n    image:");

    assertThat(Read.service(Read.job(text), "web").environment())
        .isEqualTo(Map.of("A", "2", "B", ""));
    assertThat(Read.notices(text)).singleElement().asString().contains("env[2] sets A again");
  }

  @Test
  void anchorsAndMergedTablesAreFollowed() {
    String text =
        Samples.SMALL
            .replace(
                "    web:\n      resources:\n        cpu:",
                "    web: &web\n      resources:\n        cpu:")
            .replace("  placement:", "    twin:\n      <<: *web\n  placement:")
            .replace("profile: web", "profile: twin")
            .replace("        web:\n          denom", "        twin:\n          denom");

    assertThat(Read.job(text)).isEqualTo(Read.job(Samples.SMALL));
  }

  @Test
  void machinesNeedNotSayThatTheyAreOfAkash() {
    String text =
        Samples.SMALL.replace(
            "      pricing:", "      attributes: {host: akash, region: eu}\n      pricing:");

    assertThat(Read.job(text).need().attributes()).isEqualTo(Map.of("region", "eu"));
    assertThat(Read.notices(text)).singleElement().asString().contains("is left out");
  }

  @Test
  void onlyTheFirstDocumentIsRead() {
    assertThat(Read.notices(Samples.SMALL + "---\nversion: 7\n"))
        .containsExactly("line 31, column 1: a second document begins here: it is not read");
  }
}
