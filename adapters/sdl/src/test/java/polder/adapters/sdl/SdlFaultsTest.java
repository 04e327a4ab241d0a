package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is named by line, field, what is wrong and what to do. */
class SdlFaultsTest {
  /** A change to a sample and the beginning of the one error that comes of it. */
  record Wrong(String sample, String from, String to, String error) {
    @Override
    public String toString() {
      return error;
    }
  }

  private static Wrong small(String from, String to, String error) {
    return new Wrong(Samples.SMALL, from, to, error);
  }

  private static Wrong full(String from, String to, String error) {
    return new Wrong(Samples.FULL, from, to, error);
  }

  static List<Wrong> ofServices() {
    return List.of(
        small("services:", "x-extra: 1\nservices:", "line 2, column 1: x-extra is not known"),
        small(
            "version: \"2.0\"\n",
            "",
            "line 1, column 1: version is missing; write version: \"2.0\""),
        small(
            "  web:\n    image", "  Web:\n    image", "line 3, column 3: services.Web is no name"),
        small(
            "image: nginx:1.27",
            "image: ''",
            "line 4, column 5: services.web.image is empty; write the image's name"),
        small("    image: nginx:1.27\n", "", "line 3, column 3: services.web.image is missing"),
        small(
            "image:",
            "env: {A: 1}\n    image:",
            "line 4, column 5: services.web.env must be a list, not a table; begin each"),
        small(
            "image:",
            "env: [A: 1]\n    image:",
            "line 4, column 11: services.web.env[0] must be text, not a table"),
        small(
            "image:",
            "env: [1A=1]\n    image:",
            "line 4, column 11: services.web.env[0] names the variable \"1A\"; write NAME=value"),
        small(
            "image:",
            "args: serve\n    image:",
            "line 4, column 5: services.web.args must be a list, not the text \"serve\""),
        small(
            "port: 8080",
            "port: 65536",
            "line 6, column 9: services.web.expose[0].port is \"65536\"; write a whole number from"
                + " 1 to 65535"),
        small(
            "      - port: 8080\n        as",
            "      - as",
            "line 6, column 9: services.web.expose[0].port is missing"),
        small(
            "as: 80\n",
            "proto: http\n",
            "line 7, column 9: services.web.expose[0].proto is \"http\"; write tcp or udp"),
        small(
            "as: 80\n",
            "accept: [A.example.org]\n",
            "line 7, column 18: services.web.expose[0].accept[0] is \"A.example.org\"; write a host"),
        small(
            "to:\n          - global: true",
            "to: {global: true}",
            "line 8, column 9: services.web.expose[0].to must be a list, not a table"),
        small(
            "global: true",
            "global: maybe",
            "line 9, column 13: services.web.expose[0].to[0].global must be true or false, not"),
        small(
            "- global: true", "- service: web", "line 3, column 3: services.web is open to nobody"),
        small(
            "- global: true",
            "- {global: true, ip: nowhere}",
            "line 9, column 28: services.web.expose[0].to[0].ip is \"nowhere\", which is no"
                + " endpoint"),
        full(
            "{global: true, ip: address}",
            "{ip: address}",
            "line 31, column 15: services.api.expose[1].to[0].ip is for the whole world"),
        full(
            "  address:\n    kind: ip",
            "  address:\n    kind: host",
            "line 6, column 5: endpoints.address.kind is \"host\"; write ip"),
        full(
            "endpoints:",
            "endpoints:\n  spare: {kind: ip}",
            "line 5, column 3: endpoints.spare is used by no service"),
        full("host: ghcr.io, ", "", "line 40, column 5: services.api.credentials.host is missing"),
        full(
            "password: secret",
            "password: ' '",
            "line 40, column 49: services.api.credentials.password is empty"),
        full(
            "max_body_size: 1048576",
            "max_body_size: 1048576000",
            "line 25, column 24: services.api.expose[0].http_options.max_body_size is"),
        full(
            "next_cases: [\"error\", \"502\"]",
            "next_cases: [\"off\", \"502\"]",
            "line 25, column 61: services.api.expose[0].http_options.next_cases[0] stands beside"),
        full("tee: cpu-gpu", "tee: sgx", "line 39, column 7: services.api.params.tee is \"sgx\""),
        full("24h", "0h", "line 8, column 3: reclamation.min_window is \"0h\""),
        full(
            "shm: {mount: /dev/shm}",
            "shm: {mount: /data}",
            "line 37, column 15: services.api.params.storage.shm.mount is already where the volume"
                + " data is found"),
        full(
            "shm: {mount: /dev/shm}",
            "shm: {mount: dev/shm}",
            "line 37, column 15: services.api.params.storage.shm.mount is \"dev/shm\"; write an"
                + " absolute path"),
        full(
            "shm: {mount: /dev/shm}",
            "shm: {mount: /dev/shm, readOnly: true}",
            "line 37, column 32: services.api.params.storage.shm.readOnly is true for a volume in"
                + " memory"),
        full(
            "shm: {mount: /dev/shm}",
            "swap: {mount: /swap}",
            "line 37, column 9: services.api.params.storage.swap is no volume of the compute"));
  }

  static List<Wrong> ofProfiles() {
    String resources = "profiles.compute.web.resources.";
    return List.of(
        small("units: 0.5", "units: -1", "line 15, column 11: " + resources + "cpu.units is neg"),
        small(
            "units: 0.5",
            "units: half",
            "line 15, column 11: " + resources + "cpu.units is \"half\"; write cores"),
        small(
            "units: 0.5",
            "units: 0",
            "line 15, column 11: "
                + resources
                + "cpu.units is 0 thousandths of a core; write from"
                + " 10 to 384000"),
        small("units: 0.5", "units:", "line 15, column 11: " + resources + "cpu.units is missing"),
        small(
            "size: 512Mi",
            "size: 512Xi",
            "line 17, column 11: " + resources + "memory.size has the unit \"Xi\", which is none"),
        small(
            "size: 512Mi",
            "size: 100Ti",
            "line 17, column 11: " + resources + "memory.size is 109951162777600 bytes"),
        small(
            "size: 1Gi",
            "size: 1Mi",
            "line 19, column 11: " + resources + "storage.size is 1048576 bytes; write from"),
        small(
            "size: 1Gi",
            "size: 1Gi\n          attributes: {class: fast}",
            "line 20, column 24: " + resources + "storage.attributes.class is \"fast\""),
        small(
            "size: 1Gi",
            "size: 1Gi\n          attributes: {class: beta2}",
            "line 20, column 24: "
                + resources
                + "storage.attributes.class is for volumes that are"),
        small(
            "size: 1Gi",
            "size: 1Gi\n          attributes: {speed: 7}",
            "line 20, column 24: " + resources + "storage.attributes.speed is not known"),
        small(
            "size: 1Gi",
            "size: 1Gi\n          attributes: {persistent: true}",
            "line 18, column 9: " + resources + "storage is to be kept, and nothing says where"),
        full(
            "class: ram",
            "class: ram, persistent: true",
            "line 54, column 51: profiles.compute.large.resources.storage[2].attributes.class"
                + " cannot be ram"),
        full(
            "name: shm",
            "name: data",
            "line 54, column 13: profiles.compute.large.resources.storage[2] is a second volume"
                + " named data"),
        small(
            "        storage:\n          size: 1Gi\n",
            "",
            "line 13, column 7: " + resources + "storage is missing"),
        full(
            "units: 2",
            "units: 25",
            "line 56, column 11: profiles.compute.large.resources.gpu.units is \"25\""),
        full(
            "interface: sxm",
            "interface: agp",
            "line 60, column 44: profiles.compute.large.resources.gpu.attributes.vendor.nvidia[0]"
                + ".interface is \"agp\"; write pcie or sxm"),
        full(
            "ram: 80Gi",
            "ram: 80GB",
            "line 60, column 33: profiles.compute.large.resources.gpu.attributes.vendor.nvidia[0]"
                + ".ram is \"80GB\""),
        full(
            "model: H100",
            "model: H 100",
            "line 60, column 20: profiles.compute.large.resources.gpu.attributes.vendor.nvidia[0]"
                + ".model is \"h 100\""),
        small(
            "amount: 1000",
            "amount: 0",
            "line 25, column 11: profiles.placement.dcloud.pricing.web.amount is \"0\""),
        small(
            "amount: 1000",
            "amount: 1e3",
            "line 25, column 11: profiles.placement.dcloud.pricing.web.amount is \"1e3\""),
        small(
            "amount: 1000",
            "amount: 10000001",
            "line 25, column 11: profiles.placement.dcloud.pricing.web.amount is \"10000001\""),
        small(
            "denom: uakt",
            "denom: $",
            "line 24, column 11: profiles.placement.dcloud.pricing.web.denom is \"$\""),
        small(
            "denom: uakt\n",
            "\n",
            "line 23, column 9: profiles.placement.dcloud.pricing.web.denom is missing"),
        full(
            "small: {denom: ibc/170C677610AC31DF0904FFE09CD3B5C657492170E7E52372E48756B71E56F2F1",
            "small: {denom: uakt",
            "line 76, column 17: profiles.placement.west.pricing.small.denom is uakt, and another of"
                + " the placement is ibc/"),
        small(
            "      pricing:",
            "      attributes: [region]\n      pricing:",
            "line 22, column 7: profiles.placement.dcloud.attributes must be a table, not a list"),
        small(
            "profile: web",
            "profile: wb",
            "line 29, column 7: deployment.web.dcloud.profile is \"wb\", which is no compute"),
        small("count: 2", "count: 0", "line 30, column 7: deployment.web.dcloud.count is \"0\""),
        small("      count: 2\n", "", "line 28, column 5: deployment.web.dcloud.count is missing"),
        small(
            "  web:\n    dcloud:",
            "  wb:\n    dcloud:",
            "line 27, column 3: deployment.wb is no service of this file"),
        small(
            "    dcloud:\n      profile",
            "    cloud:\n      profile",
            "line 28, column 5: deployment.web.cloud is no placement of this file"));
  }

  @ParameterizedTest
  @MethodSource({"ofServices", "ofProfiles"})
  void whatIsWrongIsNamed(Wrong wrong) {
    assertThat(wrong.sample()).contains(wrong.from());
    String text =
        wrong.sample().substring(0, wrong.sample().indexOf(wrong.from()))
            + wrong.to()
            + wrong
                .sample()
                .substring(wrong.sample().indexOf(wrong.from()) + wrong.from().length());

    assertThat(Read.faults(text)).anySatisfy(fault -> assertThat(fault).startsWith(wrong.error()));
    assertThat(Read.faults(text)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void allThatIsWrongIsToldAtOnceInTheOrderOfTheFile() {
    String text =
        Samples.SMALL
            .replace("port: 8080", "port: http")
            .replace("units: 0.5", "units: many")
            .replace("size: 512Mi", "size: 512Qi")
            .replace("amount: 1000", "amount: -3")
            .replace("count: 2", "count: two");

    assertThat(Read.faults(text))
        .extracting(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactly(
            "line 6, column 9",
            "line 15, column 11",
            "line 17, column 11",
            "line 25, column 11",
            "line 30, column 7");
  }

  @Test
  void aFaultSaysAllInOneLine() {
    Reading.Refused refused =
        (Reading.Refused) JobFiles.read(Samples.SMALL.replace("units: 0.5", "units: half"));

    assertThat(refused.faults())
        .containsExactly(
            new Fault(
                15,
                11,
                "profiles.compute.web.resources.cpu.units",
                "is \"half\"",
                "write cores, such as 0.5 or 2, or thousandths, such as 500m"));
  }

  @Test
  void whatIsNoFileOfJobsIsTold() {
    assertThat(Read.faults("a: b"))
        .singleElement()
        .asString()
        .contains("is neither Akash's SDL nor a job of our own form");
    assertThat(Read.faults("")).singleElement().asString().contains("must be a table of keys");
    assertThat(Read.faults("- a")).singleElement().asString().contains("must be a table of keys");
    assertThat(Read.faults("a: b: c"))
        .singleElement()
        .asString()
        .startsWith("line 1, column 5: is no YAML that is read here: mapping values");
  }

  @Test
  void nothingToDeployIsTold() {
    String head = Samples.SMALL.substring(0, Samples.SMALL.indexOf("deployment:"));

    assertThat(Read.faults(head)).singleElement().asString().contains("deployment is missing");
    assertThat(Read.faults(head + "deployment: {}"))
        .singleElement()
        .asString()
        .contains("deployment deploys nothing");
  }
}
